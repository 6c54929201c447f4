/** Gets the sequences of one step, with what the teacher says about them, from the sources that the plan names. */
import type { Experiment } from '../experiment/fields';
import type { Source } from '../experiment/methods';
import { STREAM, uniform } from '../experiment/random';
import { type Model, requireTeacher } from '../model/model';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import { upload } from '../ops/upload';
import type { Example, Task } from '../tasks/task';
import {
  type BoundaryPictures,
  boundaryPictures,
  disposeBoundary,
  targetNoise,
} from './adversarial/boundary';
import { type GradientGap, gradientGap } from './adversarial/gradient-gap';
import { dataBatch, type Sequences } from './batches';
import type { Discriminator } from './loss/discriminator';
import { required } from './loss/inputs';
import type { ReplayBuffer } from './sampler/replay';
import { disposeSampledBatch, type SampledBatch, sampleFrom } from './sampler/sources';
import type { TeacherTexts } from './sampler/texts';
import { type Plan, planAt } from './schedule/plan';
import type { TeacherSubclasses } from './subclasses/teacher-subclasses';
import { disposeTeacherInternals, type TeacherOutputs, teacherForward } from './teacher-forward';

/** Inputs of the sampler in one step. */
export interface StepInputs {
  readonly plan: Plan;
  /** The teacher's prepared responses, for a source that reads them. */
  readonly texts: TeacherTexts | null;
  readonly replay: ReplayBuffer | null;
  /** Of the teacher's classes, for a loss that compares them. */
  readonly subclasses: TeacherSubclasses | null;
}

/** Belongs to the caller; see `disposeCollected`. */
export interface Collected extends SampledBatch, TeacherOutputs {
  readonly plan: Plan;
  /** Who wrote each row. */
  readonly sources: readonly Source[];
  /** Logits of the teacher as the run began, where `teacherLogits` are those of one that is trained. */
  readonly startLogits?: tf.Tensor3D | null;
  /** See `LossInputs`. */
  readonly labelled?: tf.Tensor2D;
  readonly gradientGap: GradientGap | null;
  readonly boundary: BoundaryPictures | null;
  /** The class of each row, where the loss pairs pictures with others of their class. */
  readonly classes?: readonly number[];
  /** Belongs to what is trained beside the student. */
  readonly discriminator?: Discriminator;
}

/** Frees everything that was collected for a step. */
export function disposeCollected(collected: Collected): void {
  disposeSampledBatch(collected);
  disposeTeacherInternals(collected);
  collected.labelled?.dispose();
  collected.startLogits?.dispose();
  if (collected.gradientGap) tf.dispose([collected.gradientGap.norms, collected.gradientGap.moved]);
  if (collected.boundary) disposeBoundary(collected.boundary);
}

/** The batch with the logits of another teacher; those before become `startLogits`. Takes both over. */
export const withTeacherLogits = (collected: Collected, teacherLogits: tf.Tensor3D): Collected => ({
  ...collected,
  teacherLogits,
  startLogits: collected.teacherLogits,
});

/** For each row whether the plan's source writes it, by the random number of its address. */
export const drawRows = (experiment: Experiment, plan: Plan, step: number, rows: number): boolean[] =>
  Array.from(
    { length: rows },
    (_, row) =>
      plan.source !== 'dataset' && uniform(experiment.seed, STREAM.mixture, step, row, 0) < plan.lambda,
  );

/** 1 on the rows for which `from` holds, [rows, 1]. */
const rowMask = (from: readonly boolean[]): tf.Tensor2D =>
  upload(Float32Array.from(from, Number), [from.length, 1]);

/** Rows of `sampled` where `from` holds, else of the data. Both are whole batches, so no shape depends on the draw. */
function mix(
  sampled: SampledBatch,
  data: Sequences,
  from: readonly boolean[],
  promptLength: number,
): SampledBatch {
  const mixed = tidy(() => {
    const rows = rowMask(from);
    const select = <T extends tf.Tensor2D>(a: T, b: T): tf.Tensor2D => {
      const other = tf.cast(b, 'float32');
      return tf.cast(tf.add(other, tf.mul(rows, tf.sub(tf.cast(a, 'float32'), other))), a.dtype);
    };
    const sequences = select(sampled.sequences, data.sequences);
    const [batch, length] = sequences.shape;
    const only = (x: tf.Tensor2D): tf.Tensor2D => tf.mul(x, rows);
    const { verification } = sampled;
    return {
      sequences,
      responses: tf.slice(sequences, [0, promptLength], [batch, length - promptLength]) as tf.Tensor2D,
      mask: select(sampled.mask, data.mask),
      verification: verification && {
        accepted: only(verification.accepted),
        proposed: only(verification.proposed),
        rank: only(verification.rank),
      },
      verifiedMask: verification && only(sampled.mask),
      teacherMask: sampled.teacherMask && only(sampled.teacherMask),
    };
  });
  tf.dispose([data.sequences, data.responses, data.mask]);
  disposeSampledBatch(sampled);
  // The teacher's logits were those of the unmixed sequences.
  return { ...mixed, prompts: sampled.prompts, teacherLogits: null };
}

/**
 * @param teacher null where there is none and the plan asks none
 * @param step 1-based; addresses the random numbers, so a step can be repeated
 * @param stepInputs the plan of the step, by default that of a run whose reports have moved nothing, and what its source needs
 * @throws Error when the source needs something that was not provided
 */
export async function collect(
  task: Task,
  experiment: Experiment,
  student: Model,
  teacher: Model | null,
  examples: readonly Example[],
  step: number,
  stepInputs: Partial<StepInputs> = {},
): Promise<Collected> {
  const { plan = planAt(experiment, step), texts = null, replay = null, subclasses = null } = stepInputs;
  const from = drawRows(experiment, plan, step, examples.length);
  const prompts = examples.map(({ prompt }) => prompt);
  const request = { task, experiment, student, teacher, examples, step, plan, texts, replay };
  const source = from.includes(true) ? plan.source : 'dataset';
  let sampled = await sampleFrom({ ...request, plan: { ...plan, source } });
  if (source !== 'dataset' && from.includes(false)) {
    sampled = mix(sampled, dataBatch(task, examples), from, task.promptLength);
  }
  const { teacherLogits, ...rest } = sampled;
  const { sequences, responses } = rest;
  const { promptLength } = task;
  const outputs = teacherForward(
    plan,
    teacher,
    sequences,
    promptLength,
    student.shape.layers,
    teacherLogits,
    subclasses,
  );
  return {
    ...rest,
    ...outputs,
    plan,
    prompts: rest.prompts.map((prompt, row) => (from[row] ? prompt : (prompts[row] ?? ''))),
    sources: from.map((own) => (own ? plan.source : 'dataset')),
    gradientGap:
      plan.loss === 'gradient-alignment'
        ? gradientGap(student, requireTeacher(teacher), sequences, promptLength, responses)
        : null,
    boundary:
      plan.loss === 'boundary' && plan.auxiliaryWeight > 0
        ? boundaryPictures(
            ...([requireTeacher(teacher), required(outputs.teacherLogits), sequences, promptLength] as const),
            ...([
              responses,
              targetNoise(experiment.seed, step, examples.length, task.tokenizer.size),
            ] as const),
          )
        : null,
    ...(plan.loss === 'lightweight'
      ? { classes: examples.map(({ response }) => task.tokenizer.encode(response)[0] ?? 0) }
      : {}),
    ...(examples.some(({ unlabelled }) => unlabelled)
      ? { labelled: rowMask(examples.map(({ unlabelled }) => !unlabelled)) }
      : {}),
  };
}
