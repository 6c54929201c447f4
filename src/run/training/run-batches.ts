/** Training examples of a run, and the batches of its steps. */
import { Batches } from '../../distill/batches';
import { UserError } from '../../errors/user-error';
import type { Experiment } from '../../experiment/fields';
import { compositionOf, hasAverage, needsTeacher } from '../../experiment/methods';
import { STREAM } from '../../experiment/random';
import { answersWithClasses } from '../../tasks/layout';
import type { Example, Task } from '../../tasks/task';
import { imbalanced, withLabelNoise } from './spoiled-labels';

type TrainingTask = Pick<Task, 'split' | 'picture' | 'words' | 'responseLength' | 'tokenizer'>;

export interface RunBatches {
  /** Examples of the distillation. */
  readonly examples: readonly Example[];
  readonly distillation: Batches;
  /** Training examples of the task that the run leaves alone. */
  readonly unused: readonly Example[];
  /** Of the student's exams; null for methods without. */
  readonly exam: Batches | null;
  /** Null without a supervised start. */
  readonly supervised: Batches | null;
}

/**
 * @throws UserError `no-labels` where a method needs labels and no example has one, or the only one
 * @throws RangeError without examples
 */
export function runBatches(experiment: Experiment, task: TrainingTask): RunBatches {
  const { labels, batchSize, sftSteps, sftExamples, sftBatchSize, seed } = experiment;
  const { first, rest } = trainingExamples(experiment, task);
  const train = [...first, ...rest];
  const known =
    labels < train.length ? train.map((example, at) => (at < labels ? example : without(example))) : train;
  const chosen = known.slice(0, first.length);
  const taught = usesUnlabelled(experiment) ? chosen : labelled(chosen);
  const exam = new Set(examOf(experiment, taught));
  const examples = exam.size > 0 ? taught.filter((example) => !exam.has(example)) : taught;
  if (examples.length === 0 && chosen.length > 0) throw new UserError('no-labels');
  // Other examples than those of the distillation, as long as the task has them.
  const others = labelled(known.slice(chosen.length, chosen.length + sftExamples));
  const supervised = others.length > 0 ? others : labelled(chosen);
  return {
    examples,
    distillation: new Batches(examples, batchSize, seed),
    unused: rest.slice(sftSteps > 0 ? sftExamples : 0),
    exam: exam.size > 0 ? new Batches([...exam], batchSize, seed, STREAM.examBatch) : null,
    supervised: sftSteps > 0 ? new Batches(supervised, sftBatchSize, seed, STREAM.sftBatch) : null,
  };
}

/**
 * Whether a method trains on an example without a label: by the teacher, which has more to say than a label, or by its views. A loss
 * that pairs pictures of a class cannot.
 */
const usesUnlabelled = (experiment: Experiment): boolean =>
  hasAverage(experiment) || (needsTeacher(experiment) && compositionOf(experiment).loss !== 'lightweight');

/** Examples for the distillation, and those after them; where each has one class, with the experiment's imbalance and noise. */
function trainingExamples(
  { trainSize, labelNoise, imbalance, seed }: Experiment,
  task: TrainingTask,
): { readonly first: readonly Example[]; readonly rest: readonly Example[] } {
  const { vocabulary } = task.tokenizer;
  const { train } = task.split();
  const [first, rest] = [train.slice(0, trainSize), train.slice(trainSize)];
  const hasOneClass = answersWithClasses(task) && task.responseLength === 1;
  if (!hasOneClass || (labelNoise === 0 && imbalance === 1)) return { first, rest };
  const kept = imbalanced(first, vocabulary, imbalance);
  const noisy = withLabelNoise([...kept, ...rest], vocabulary, labelNoise, seed);
  return { first: noisy.slice(0, kept.length), rest: noisy.slice(kept.length) };
}

/**
 * The last labelled examples, for a method that examines the student: at least one; none for other methods.
 * @throws UserError `no-labels` where no example has a label
 */
function examOf(experiment: Experiment, examples: readonly Example[]): readonly Example[] {
  if (compositionOf(experiment).loss !== 'interactive') return [];
  const known = labelled(examples);
  if (known.length === 0) throw new UserError('no-labels');
  return known.slice(-Math.max(1, Math.round(experiment.examShare * known.length)));
}

const without = (example: Example): Example => ({ ...example, unlabelled: true });

const labelled = (examples: readonly Example[]): readonly Example[] =>
  examples.filter(({ unlabelled }) => !unlabelled);
