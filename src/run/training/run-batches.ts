/** Training examples of a run, and the batches of its steps. */
import { Batches } from '../../distill/batches';
import { UserError } from '../../errors/user-error';
import type { Experiment } from '../../experiment/fields';
import { needsTeacher } from '../../experiment/methods';
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
 * @throws UserError `no-labels` where a method needs labels and no example has one
 * @throws RangeError without examples
 */
export function runBatches(experiment: Experiment, train: readonly Example[]): RunBatches {
  const { trainSize, labels, batchSize, sftSteps, sftExamples, sftBatchSize, seed } = experiment;
  const known =
    labels < train.length ? train.map((example, at) => (at < labels ? example : without(example))) : train;
  const chosen = known.slice(0, trainSize);
  // Without a teacher there is nothing to learn from an example without a label.
  const examples = needsTeacher(experiment) ? chosen : labelled(chosen);
  if (examples.length === 0 && chosen.length > 0) throw new UserError('no-labels');
  // Other examples than those of the distillation, as long as the task has them.
  const others = labelled(known.slice(chosen.length, chosen.length + sftExamples));
  const supervised = others.length > 0 ? others : labelled(chosen);
  return {
    examples,
    distillation: new Batches(examples, batchSize, seed),
    supervised: sftSteps > 0 ? new Batches(supervised, sftBatchSize, seed, STREAM.sftBatch) : null,
  };
}

const without = (example: Example): Example => ({ ...example, unlabelled: true });

const labelled = (examples: readonly Example[]): readonly Example[] =>
  examples.filter(({ unlabelled }) => !unlabelled);
