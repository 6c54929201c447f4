/** All files of the PyTorch project of an experiment, the same in the page and at the command line. */
import { UserError } from '../../errors/user-error';
import type { LiveChange } from '../../experiment/changes';
import { TEST_PROMPTS } from '../../experiment/comparison';
import type { Experiment } from '../../experiment/fields';
import { compositionOf } from '../../experiment/methods';
import { encodeHash } from '../../experiment/url';
import type { ModelFile } from '../../model/file';
import type { Model } from '../../model/model';
import { answersWithClasses } from '../../tasks/layout';
import type { Example, Task } from '../../tasks/task';
import { writeFolder } from '../files/folder';
import { runBatches } from '../training/run-batches';
import { newStudent } from '../training/student';
import { methodsJson, missingParts } from './project-methods';
import { projectReadme } from './project-readme';
import { configYaml, settingsJson, transformersYaml } from './project-settings';
import { trlYaml } from './trl-yaml';

export interface GraduateInputs {
  readonly experiment: Experiment;
  readonly changes?: readonly LiveChange[];
  readonly task: Task;
  readonly teacher: Model;
  /** What the student begins as; null for random weights. */
  readonly start: ModelFile | null;
  /** The files of python/, by name. */
  readonly sources: Readonly<Record<string, string>>;
  /** Stands in the model cards. */
  readonly created: Date;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const lines = (examples: readonly Example[]): string =>
  examples.map(({ prompt, response }) => `${JSON.stringify({ prompt, completion: response })}\n`).join('');

/** The files of a model, behind the name of its folder. */
async function folder(
  name: string,
  model: Model,
  recipe: string,
  { task, created }: GraduateInputs,
): Promise<[string, Uint8Array][]> {
  const file: ModelFile = {
    shape: model.shape,
    parameters: await model.flat.data<'float32'>(),
    task: task.id,
    vocabulary: task.tokenizer.vocabulary,
  };
  const { promptLength, responseLength } = task;
  const facts = { name: `${task.title}: ${name}`, task: task.id, promptLength, responseLength };
  const story = {
    taskTitle: task.title,
    taskDescription: task.description,
    example: task.split().test[0]?.prompt ?? '',
    ...{ recipe, scores: {}, created },
  };
  return [...writeFolder(file, facts, story)].map(([path, content]) => [`${name}/${path}`, content]);
}

/**
 * Every file of the project, by path.
 * @throws UserError where the project lacks a part of the method, or answers are classes
 */
export async function projectFiles(inputs: GraduateInputs): Promise<Map<string, Uint8Array>> {
  const { experiment, task, teacher, start, changes = [], sources } = inputs;
  // Its program is a decoder's.
  if (answersWithClasses(task)) throw new UserError('encoder-format');
  const [missing] = missingParts(compositionOf(experiment));
  if (missing) {
    const [kind, name] = missing;
    throw new UserError('graduate-method', { method: experiment.method, part: kind, name: [name] });
  }
  const { train, validation, test } = task.split();
  const { examples } = runBatches(experiment, task);
  const others = train.slice(examples.length, examples.length + experiment.sftExamples);
  const supervised = others.length > 0 ? others : examples;
  const recipe = encodeHash(experiment, changes);
  const trl = trlYaml(experiment, task);
  const student = newStudent(experiment, task, start);
  try {
    const texts: Readonly<Record<string, string>> = {
      ...sources,
      'config.yaml': configYaml(experiment, changes, task),
      'transformers.yaml': transformersYaml(experiment, task),
      'settings.json': settingsJson(experiment, task),
      ...(trl === null ? {} : { 'trl.yaml': trl }),
      'methods.json': methodsJson(experiment),
      'README.md': projectReadme(experiment, task, recipe),
      'data.jsonl': lines(examples),
      'sft.jsonl': lines(experiment.sftSteps > 0 ? supervised : []),
      'validation.jsonl': lines(validation.slice(0, experiment.evaluatePrompts)),
      'test.jsonl': lines(test.slice(0, TEST_PROMPTS)),
    };
    return new Map([
      ...Object.entries(texts).map(([path, text]): [string, Uint8Array] => [path, bytes(text)]),
      ...(await folder('teacher', teacher, '', inputs)),
      ...(await folder('student', student, recipe, inputs)),
    ]);
  } finally {
    student.dispose();
  }
}
