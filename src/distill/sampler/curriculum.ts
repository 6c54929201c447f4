/**
 * The curriculum of phi-1 (Gunasekar et al. 2023, arXiv 2306.11644), adapted: first a textbook, the teacher's text on prompts that are not
 * among those of training, then exercises, the pairs of the data that the teacher finds likeliest.
 */
import { freshPrompts, judgedPairs } from '../../experiment/curriculum';
import type { Experiment } from '../../experiment/fields';
import { type Model, requireTeacher } from '../../model/model';
import { scoreResponses } from '../../model/score';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import type { Example, Task } from '../../tasks/task';
import { Batches, dataBatch } from '../batches';
import { crossEntropy } from '../loss/token-losses';
import { rowsAtOnce } from '../metrics/evaluate';
import type { Plan } from '../schedule/plan';

/** Fresh examples that are made for each that is chosen. */
const CHOICE = 2;

type Stratum = (example: Example) => string;

/**
 * `count` examples of a pool with the strata of others in their shares, as far as the pool has them; the rest in its order. All of
 * the pool where it has no more.
 */
export function stratified(
  pool: readonly Example[],
  like: readonly Example[],
  count: number,
  stratumOf: Stratum,
): readonly Example[] {
  const quotas = new Map<string, number>();
  for (const example of like) quotas.set(stratumOf(example), (quotas.get(stratumOf(example)) ?? 0) + 1);
  for (const [stratum, found] of quotas) quotas.set(stratum, Math.floor((count * found) / like.length));
  const chosen = pool.filter((example) => {
    const quota = quotas.get(stratumOf(example)) ?? 0;
    quotas.set(stratumOf(example), quota - 1);
    return quota > 0;
  });
  const taken = new Set(chosen);
  const rest = pool.filter((example) => !taken.has(example));
  return [...chosen, ...rest.slice(0, count - chosen.length)];
}

/**
 * Prompts of a textbook: made anew where the task can, else unused ones, of the kinds and lengths of the training prompts. Fewer than
 * were asked for where there are no more.
 */
function textbookOf(
  task: Task,
  count: number,
  seed: number,
  examples: readonly Example[],
  unused: readonly Example[],
): readonly Example[] {
  const stratumOf: Stratum = (example) => `${task.kindOf?.(example) ?? ''} ${example.prompt.length}`;
  return stratified(task.fresh?.(CHOICE * count, seed) ?? unused, examples, count, stratumOf);
}

/**
 * The share of pairs whose responses the teacher finds likeliest, by the mean over their tokens; in their order, at least one.
 * @param onProgress called before every batch with the pairs done and their number
 * @param mayContinue asked with it; false gives up
 * @returns null when given up
 */
export async function likeliestPairs(
  task: Task,
  teacher: Model,
  pairs: readonly Example[],
  share: number,
  onProgress: (done: number, total: number) => void,
  mayContinue: () => Promise<boolean>,
): Promise<readonly Example[] | null> {
  const rows = rowsAtOnce(task, teacher);
  const surprises = new Float32Array(pairs.length);
  for (let start = 0; start < pairs.length; start += rows) {
    onProgress(start, pairs.length);
    if (!(await mayContinue())) return null;
    const surprise = tidy(() => {
      const { sequences, responses, mask } = dataBatch(task, pairs.slice(start, start + rows));
      const perToken = crossEntropy(responses, scoreResponses(teacher, sequences, task.promptLength));
      return tf.div(tf.sum(tf.mul(perToken, mask), -1), tf.sum(mask, -1)) as tf.Tensor1D;
    });
    surprises.set(await surprise.data<'float32'>(), start);
    surprise.dispose();
  }
  const order = [...pairs.keys()].sort((a, b) => (surprises[a] ?? 0) - (surprises[b] ?? 0) || a - b);
  const kept = new Set(order.slice(0, Math.max(1, Math.round(share * pairs.length))));
  return pairs.filter((_, at) => kept.has(at));
}

export class Curriculum {
  /** Prompts of the teacher's text; null where they are those of training. */
  readonly textbook: readonly Example[] | null;
  readonly #text: Batches | null;
  readonly #exercises: Batches | null;

  constructor(
    textbook: readonly Example[],
    exercises: readonly Example[],
    { batchSize, seed }: Pick<Experiment, 'batchSize' | 'seed'>,
  ) {
    const batchesOf = (examples: readonly Example[]): Batches | null =>
      examples.length > 0 ? new Batches(examples, batchSize, seed) : null;
    this.textbook = textbook.length > 0 ? textbook : null;
    this.#text = batchesOf(textbook);
    this.#exercises = batchesOf(exercises);
  }

  /** The examples of a step; null where they are those of the training as it is without a curriculum. */
  at(step: number, { source, lambda }: Pick<Plan, 'source' | 'lambda'>): readonly Example[] | null {
    if (lambda === 0) return this.#exercises?.at(step) ?? null;
    return source === 'teacher-text' ? (this.#text?.at(step) ?? null) : null;
  }
}

/**
 * The same for the same experiment, teacher and data.
 * @param experiment as the run began
 * @param examples of the training
 * @param unused training examples of the task that the run leaves alone
 * @returns null when given up
 */
export async function prepareCurriculum(
  task: Task,
  teacher: Model | null,
  experiment: Experiment,
  { examples, unused }: { readonly examples: readonly Example[]; readonly unused: readonly Example[] },
  onProgress: (done: number, total: number) => void,
  mayContinue: () => Promise<boolean>,
): Promise<Curriculum | null> {
  const [fresh, judged] = [freshPrompts(experiment), judgedPairs(experiment)];
  const textbook = fresh > 0 ? textbookOf(task, fresh, experiment.seed, examples, unused) : [];
  const pairs = examples.filter(({ unlabelled }) => !unlabelled).slice(0, judged);
  const exercises =
    pairs.length > 0
      ? await likeliestPairs(
          task,
          requireTeacher(teacher),
          pairs,
          experiment.exerciseShare,
          onProgress,
          mayContinue,
        )
      : [];
  return exercises && new Curriculum(textbook, exercises, experiment);
}
