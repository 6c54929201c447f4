/** Training examples of a run, and the batches of its steps. */
import { Batches } from '../../distill/batches';
import type { Experiment } from '../../experiment/fields';
import { STREAM } from '../../experiment/random';
import type { Example } from '../../tasks/task';

export interface RunBatches {
  /** Examples of the distillation. */
  readonly examples: readonly Example[];
  readonly distillation: Batches;
  /** Null without a supervised start. */
  readonly supervised: Batches | null;
}

/**
 * @param train training examples of the task
 * @throws RangeError without examples
 */
export function runBatches(experiment: Experiment, train: readonly Example[]): RunBatches {
  const { trainSize, batchSize, sftSteps, sftExamples, sftBatchSize, seed } = experiment;
  const examples = train.slice(0, trainSize);
  // Other examples than those of the distillation, as long as the task has them.
  const others = train.slice(examples.length, examples.length + sftExamples);
  const supervised = others.length > 0 ? others : examples;
  return {
    examples,
    distillation: new Batches(examples, batchSize, seed),
    supervised: sftSteps > 0 ? new Batches(supervised, sftBatchSize, seed, STREAM.sftBatch) : null,
  };
}
