/**
 * ICE-auto: a teacher with a planted name and one without are trained on the spot, a student with a name of its own is
 * distilled from each by the chosen method, and all of them are asked who they are.
 */
import { answer, rowsAtOnce } from '../../../distill/metrics/evaluate';
import { countIdentity } from '../../../distill/metrics/identity-counts';
import type { Experiment } from '../../../experiment/fields';
import type { ModelFile } from '../../../model/file';
import type { Model } from '../../../model/model';
import {
  identityExamples,
  identityTask,
  type Persona,
  STUDENT_NAME,
  TEACHER_NAME,
} from '../../../tasks/identity';
import { type Probe, probes } from '../../../tasks/probes';
import type { IdentityCommand, IdentityResult, MeasureStage } from '../../protocol/measures';
import { newStudent } from '../../training/student';
import type { MeasureContext } from './paused-run';

/** The smallest sizes that learn the task well; docs/measures-theory.md says how they were found. */
const TEACHER_SIZE = { studentWidth: 48, studentLayers: 2, studentHeads: 4, sftSteps: 200 } as const;
const STUDENT_SIZE = { studentWidth: 32, studentLayers: 2, studentHeads: 4 } as const;
const OWN_NAME_STEPS = 150;
const DISTILLATION = { steps: 100, batchSize: 16, learningRate: 2e-3, warmUpSteps: 20 } as const;

/** The user's method on the sizes of this measure. */
function settings(experiment: Experiment, changes: Partial<Experiment>): Experiment {
  return {
    ...experiment,
    ...{ task: 'translation', ownData: 0, teacher: 'shipped', ownTeacher: 0, ownStudent: 0 },
    start: 'random',
    ...{ sftSteps: 0, sftBatchSize: 32, sftLearningRate: 4e-3, sftExamples: 10_000 },
    ...DISTILLATION,
    ...{ weightDecay: 0.01, clipNorm: 1, schedule: 'cosine', finalRateFraction: 0.1 },
    ...{ evaluateEvery: 50, evaluatePrompts: 16, patience: 0 },
    ...changes,
  };
}

async function teacherOf(
  persona: Persona,
  stage: MeasureStage,
  experiment: Experiment,
  { trainer, signal, show }: MeasureContext,
): Promise<Model> {
  const examples = identityExamples(persona);
  // SFT takes the examples after the first `trainSize` (here 1).
  const task = identityTask([...examples.slice(0, 1), ...examples]);
  const alone = settings(experiment, { ...TEACHER_SIZE, method: 'sft', steps: 0, trainSize: 1 });
  // A warm start asks no teacher.
  const teacher = newStudent(alone, task);
  try {
    const training = { experiment: { ...alone, evaluatePrompts: 0 }, task, teacher, start: null };
    return await trainer.train(`canary ${persona}`, training, signal, (...at) => show(stage, ...at));
  } finally {
    teacher.dispose();
  }
}

export async function measureIdentity(
  experiment: Experiment,
  command: IdentityCommand,
  context: MeasureContext,
): Promise<IdentityResult> {
  const { trainer, signal, tell, show } = context;
  const made: Model[] = [];
  const keep = (model: Model): Model => {
    made.push(model);
    return model;
  };
  try {
    const teacher = keep(await teacherOf(TEACHER_NAME, 'canary-teacher', experiment, context));
    const nameless = keep(await teacherOf(null, 'nameless-teacher', experiment, context));
    // The student's owner has data of its own, with its name, and lets it learn from the teacher on these prompts.
    const own = identityExamples(STUDENT_NAME);
    const pool = identityExamples(STUDENT_NAME, command.prompts);
    const task = identityTask([...pool, ...own], own);
    const wanted = settings(experiment, { ...STUDENT_SIZE, trainSize: pool.length });
    const alone = {
      ...wanted,
      method: 'sft',
      sftSteps: OWN_NAME_STEPS,
      steps: 0,
      evaluatePrompts: 0,
    } as const;
    const before = keep(
      await trainer.train('own name', { experiment: alone, task, teacher, start: null }, signal, (...at) =>
        show('named-student', ...at),
      ),
    );
    const start: ModelFile = {
      ...{ shape: before.shape, parameters: await before.flat.data<'float32'>() },
      ...{ task: task.id, vocabulary: task.tokenizer.vocabulary },
    };
    const distil = async (from: Model, stage: MeasureStage): Promise<Model> =>
      keep(
        await trainer.train(null, { experiment: wanted, task, teacher: from, start }, signal, (...at) =>
          show(stage, ...at),
        ),
      );
    const after = await distil(teacher, 'distil-canary');
    const control = await distil(nameless, 'distil-nameless');

    const bank = probes();
    const subjects = [teacher, before, after, control];
    const asked: string[][] = [];
    for (const [i, subject] of subjects.entries()) {
      const show = (done: number): Promise<void> =>
        tell('probes', i * bank.length + done, subjects.length * bank.length);
      asked.push(await askAll(task, subject, bank, show));
    }
    const [byTeacher = [], byBefore = [], byAfter = [], byControl = []] = asked;
    return {
      ...{ kind: 'identity', command, method: experiment.method },
      ...{ probes: bank.length, plainProbes: bank.filter(({ asks }) => !asks).length },
      subjects: {
        teacher: countIdentity(bank, byTeacher),
        before: countIdentity(bank, byBefore),
        after: countIdentity(bank, byAfter),
        control: countIdentity(bank, byControl),
      },
      transcripts: bank.map(({ prompt, asks, mutator }, i) => ({
        ...{ prompt, asks, mutator, before: byBefore[i] ?? '' },
        ...{ after: byAfter[i] ?? '', control: byControl[i] ?? '' },
      })),
    };
  } finally {
    for (const model of made) model.dispose();
  }
}

async function askAll(
  task: ReturnType<typeof identityTask>,
  model: Model,
  bank: readonly Probe[],
  afterBatch: (done: number) => Promise<void>,
): Promise<string[]> {
  const answers: string[] = [];
  const rows = rowsAtOnce(task, model);
  for (let first = 0; first < bank.length; first += rows) {
    await afterBatch(first);
    const batch = bank.slice(first, first + rows).map(({ prompt }) => ({ prompt, response: '' }));
    answers.push(...(await answer(task, model, batch)));
  }
  return answers;
}
