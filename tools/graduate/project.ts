/** The Python project of an experiment: its sources as they stand in python/, its data, its models and its settings. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TEST_PROMPTS } from '../../src/experiment/comparison';
import { encodeHash } from '../../src/experiment/url';
import type { ModelFile } from '../../src/model/file';
import { writeFolder } from '../../src/run/files/folder';
import { runBatches } from '../../src/run/training/run-batches';
import { newStudent } from '../../src/run/training/student';
import type { Example } from '../../src/tasks/task';
import type { NodeRunInputs } from '../prepare';
import { configYaml } from './config-yaml';
import { methodsJson, missingPart } from './methods-json';
import { projectReadme } from './project-readme';

const PYTHON = fileURLToPath(new URL('python/', import.meta.url));

/** A reason not to write a project, in a sentence. */
export class GraduationError extends Error {}

const lines = (examples: readonly Example[]): string =>
  examples.map(({ prompt, response }) => `${JSON.stringify({ prompt, completion: response })}\n`).join('');

/** Text and bytes of all files of the project, by path. */
export async function projectFiles(inputs: NodeRunInputs): Promise<Map<string, string | Uint8Array>> {
  const { experiment, task, teacher, start, changes = [] } = inputs;
  const missing = missingPart(experiment);
  if (missing) {
    throw new GraduationError(
      `${experiment.method} needs ${missing}, which the PyTorch project has not got. docs/graduate.md lists the methods that it has.`,
    );
  }
  const { train, test } = task.split();
  const { examples } = runBatches(experiment, train);
  const others = train.slice(examples.length, examples.length + experiment.sftExamples);
  const recipe = encodeHash(experiment, changes);
  const folder = async (
    name: string,
    model: typeof teacher,
    from: string,
  ): Promise<[string, Uint8Array][]> => {
    const file: ModelFile = {
      shape: model.shape,
      parameters: await model.flat.data<'float32'>(),
      task: task.id,
      vocabulary: task.tokenizer.vocabulary,
    };
    const facts = {
      name: `${task.title}: ${name}`,
      task: task.id,
      promptLength: task.promptLength,
      responseLength: task.responseLength,
    };
    const story = {
      taskTitle: task.title,
      taskDescription: task.description,
      example: test[0]?.prompt ?? '',
      recipe: from,
      scores: {},
      created: new Date(),
    };
    return [...writeFolder(file, facts, story)].map(([path, bytes]) => [`${name}/${path}`, bytes]);
  };
  const student = newStudent(experiment, task, start);
  try {
    return new Map<string, string | Uint8Array>([
      ...readdirSync(PYTHON)
        .filter((name) => /\.(py|toml)$/.test(name))
        .map((name): [string, string] => [name, readFileSync(join(PYTHON, name), 'utf8')]),
      ['config.yaml', configYaml(experiment, changes, task)],
      ['methods.json', methodsJson(experiment)],
      ['README.md', projectReadme(experiment, task, recipe)],
      ['data.jsonl', lines(examples)],
      ['sft.jsonl', lines(experiment.sftSteps > 0 ? (others.length > 0 ? others : examples) : [])],
      ['test.jsonl', lines(test.slice(0, TEST_PROMPTS))],
      ...(await folder('teacher', teacher, '')),
      ...(await folder('student', student, recipe)),
    ]);
  } finally {
    student.dispose();
  }
}

/**
 * Writes the files into a new folder; after a fault there is none.
 * @throws GraduationError where the folder is not empty, or the disk is full
 */
export function writeProject(files: ReadonlyMap<string, string | Uint8Array>, out: string): void {
  const target = resolve(out);
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new GraduationError(`${target} is not empty. Name a new folder with --out.`);
  }
  let part: string | null = null;
  try {
    mkdirSync(dirname(target), { recursive: true });
    part = mkdtempSync(`${target}.part-`);
    // A temporary folder is the owner's alone; this one is to be like any other.
    chmodSync(part, 0o777 & ~process.umask());
    for (const [path, content] of files) {
      mkdirSync(dirname(join(part, path)), { recursive: true });
      writeFileSync(join(part, path), content);
    }
    rmSync(target, { recursive: true, force: true });
    renameSync(part, target);
  } catch (error) {
    if (part) rmSync(part, { recursive: true, force: true });
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = WRITE_FAULTS[code];
    throw why ? new GraduationError(`${target} was not written: ${why}`) : error;
  }
}

const WRITE_FAULTS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Make room, or name a folder on another disk.',
  EDQUOT: 'your share of the disk is full. Make room, or name a folder on another disk.',
  EACCES: 'the folder may not be written to. Name another one with --out.',
  EROFS: 'the disk can only be read. Name a folder on another disk.',
  EEXIST: 'a part of its path is a file. Name another folder with --out.',
  ENOTDIR: 'a part of its path is a file. Name another folder with --out.',
};
