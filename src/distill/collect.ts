/** Gets the sequences of one step, with what the teacher says about them, from the sources that the plan names. */
import type { Experiment } from '../experiment/fields';
import type { Source } from '../experiment/methods';
import { STREAM, uniform } from '../experiment/random';
import type { Model } from '../model/model';
import { release, tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import { upload } from '../ops/upload';
import type { Example, Task } from '../tasks/task';
import { dataBatch, type Sequences } from './batches';
import { consult, disposeInside, type Opinion } from './consult';
import type { ReplayBuffer } from './sampler/replay';
import { disposeWritten, sampleFrom, type Written } from './sampler/sources';
import type { TeacherTexts } from './sampler/texts';
import { type Plan, planAt } from './schedule/plan';

/** What a run holds for its sampler. */
export interface Provision {
  readonly plan: Plan;
  /** The teacher's prepared responses, for a source that reads them. */
  readonly texts: TeacherTexts | null;
  readonly replay: ReplayBuffer | null;
}

/** Belongs to the caller; see `disposeCollected`. */
export interface Collected extends Written, Opinion {
  readonly plan: Plan;
  /** Who wrote each row. */
  readonly sources: readonly Source[];
}

/** Frees everything that was collected for a step. */
export function disposeCollected(collected: Collected): void {
  disposeWritten(collected);
  disposeInside(collected);
}

/** For each row whether the plan's source writes it, by the random number of its address. */
export const drawRows = (experiment: Experiment, plan: Plan, step: number, rows: number): boolean[] =>
  Array.from(
    { length: rows },
    (_, row) =>
      plan.source !== 'dataset' && uniform(experiment.seed, STREAM.mixture, step, row, 0) < plan.share,
  );

/** 1 on the rows for which `from` holds, [rows, 1]. */
const rowMask = (from: readonly boolean[]): tf.Tensor2D =>
  upload(Float32Array.from(from, Number), [from.length, 1]);

/** Rows of `written` where `from` holds, else of the data. Both are whole batches, so no shape depends on the draw. */
function mix(written: Written, data: Sequences, from: readonly boolean[], promptLength: number): Written {
  const mixed = tidy(() => {
    const rows = rowMask(from);
    const select = <T extends tf.Tensor2D>(a: T, b: T): tf.Tensor2D => {
      const other = tf.cast(b, 'float32');
      return tf.cast(tf.add(other, tf.mul(rows, tf.sub(tf.cast(a, 'float32'), other))), a.dtype);
    };
    const sequences = select(written.sequences, data.sequences);
    const [batch, length] = sequences.shape;
    const only = (x: tf.Tensor2D): tf.Tensor2D => tf.mul(x, rows);
    const { verified } = written;
    return {
      sequences,
      responses: tf.slice(sequences, [0, promptLength], [batch, length - promptLength]) as tf.Tensor2D,
      mask: select(written.mask, data.mask),
      verified: verified && {
        accepted: only(verified.accepted),
        proposed: only(verified.proposed),
        rank: only(verified.rank),
      },
      judged: verified && only(written.mask),
      byTeacher: written.byTeacher && only(written.byTeacher),
    };
  });
  release([data.sequences, data.responses, data.mask]);
  disposeWritten(written);
  // The teacher's logits were those of the unmixed sequences.
  return { ...mixed, prompts: written.prompts, teacherLogits: null };
}

/**
 * @param teacher null where there is none and the plan asks none
 * @param step 1-based; addresses the random numbers, so a step can be repeated
 * @param provision the plan of the step, by default that of a run whose reports have moved nothing, and what its source needs
 * @throws Error when the source needs something that was not provided
 */
export async function collect(
  task: Task,
  experiment: Experiment,
  student: Model,
  teacher: Model | null,
  examples: readonly Example[],
  step: number,
  provision: Partial<Provision> = {},
): Promise<Collected> {
  const { plan = planAt(experiment, step), texts = null, replay = null } = provision;
  const from = drawRows(experiment, plan, step, examples.length);
  const prompts = examples.map(({ prompt }) => prompt);
  const request = { task, experiment, student, teacher, examples, step, plan, texts, replay };
  const source = from.includes(true) ? plan.source : 'dataset';
  let written = await sampleFrom({ ...request, plan: { ...plan, source } });
  if (source !== 'dataset' && from.includes(false)) {
    written = mix(written, dataBatch(task, examples), from, task.promptLength);
  }
  const { teacherLogits, ...rest } = written;
  return {
    ...rest,
    ...consult(plan, teacher, rest.sequences, task.promptLength, student.shape.layers, teacherLogits),
    plan,
    prompts: rest.prompts.map((prompt, row) => (from[row] ? prompt : (prompts[row] ?? ''))),
    sources: from.map((own) => (own ? plan.source : 'dataset')),
  };
}
