/** How answers are scored against references. */
import { align, costOf } from './alignment';
import type { Metric, Task } from './task';

const LONGEST_GRAM = 6;
const BETA = 2;

function assertSameLength(answers: readonly string[], references: readonly string[]): void {
  if (answers.length !== references.length) {
    throw new RangeError(
      `${answers.length} answers cannot be scored against ${references.length} references`,
    );
  }
}

/**
 * Fraction of answers that equal their reference. Nothing to score gives 0.
 *
 * @throws RangeError when the two lists differ in length.
 */
export function exactMatch(answers: readonly string[], references: readonly string[]): number {
  assertSameLength(answers, references);
  if (answers.length === 0) return 0;
  return answers.filter((answer, i) => answer === references[i]).length / answers.length;
}

function countGrams(characters: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + order <= characters.length; start++) {
    const gram = characters.slice(start, start + order).join('');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/**
 * chrF of a corpus (Popović 2015): character 1–6-grams without white space, β = 2, as sacreBLEU computes it by default.
 * Counts are summed over the corpus; precision and recall are averaged over the orders that occur on both sides, and
 * F = (1 + β²) P R / (β² P + R). Nothing to score gives 0.
 *
 * @throws RangeError when the two lists differ in length.
 */
export function chrf(answers: readonly string[], references: readonly string[]): number {
  assertSameLength(answers, references);
  const inAnswers = new Array<number>(LONGEST_GRAM).fill(0);
  const inReferences = new Array<number>(LONGEST_GRAM).fill(0);
  const matches = new Array<number>(LONGEST_GRAM).fill(0);

  answers.forEach((answer, i) => {
    const ours = [...answer.replace(/\s+/gu, '')];
    const theirs = [...(references[i] ?? '').replace(/\s+/gu, '')];
    for (let order = 1; order <= LONGEST_GRAM; order++) {
      const at = order - 1;
      const available = theirs.length - order + 1;
      // As in sacreBLEU: grams of an answer count only where its reference has grams of that order.
      if (available <= 0) continue;
      inReferences[at] = (inReferences[at] ?? 0) + available;
      const expected = countGrams(theirs, order);
      for (const [gram, count] of countGrams(ours, order)) {
        inAnswers[at] = (inAnswers[at] ?? 0) + count;
        matches[at] = (matches[at] ?? 0) + Math.min(count, expected.get(gram) ?? 0);
      }
    }
  });

  let precision = 0;
  let recall = 0;
  let orders = 0;
  for (let at = 0; at < LONGEST_GRAM; at++) {
    const answered = inAnswers[at] ?? 0;
    const expected = inReferences[at] ?? 0;
    if (answered === 0 || expected === 0) continue;
    precision += (matches[at] ?? 0) / answered;
    recall += (matches[at] ?? 0) / expected;
    orders++;
  }
  if (precision + recall === 0) return 0;
  precision /= orders;
  recall /= orders;
  return ((1 + BETA ** 2) * precision * recall) / (BETA ** 2 * precision + recall);
}

const words = (text: string): readonly string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];

/** Length of the longest common subsequence. */
export function commonSubsequence(a: readonly string[], b: readonly string[]): number {
  // row[j]: the longest of what has been seen of `a` and the first j of `b`.
  const row = new Array<number>(b.length + 1).fill(0);
  for (const one of a) {
    let diagonal = 0;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] ?? 0;
      row[j] = one === b[j - 1] ? diagonal + 1 : Math.max(above, row[j - 1] ?? 0);
      diagonal = above;
    }
  }
  return row[b.length] ?? 0;
}

/**
 * ROUGE-L (Lin 2004) as google-research's rouge_score computes it without stemming: words are runs of a–z and 0–9 after
 * lower-casing, F with β = 1 from the longest common subsequence, and the mean over the answers. Nothing to score
 * gives 0.
 *
 * @throws RangeError when the two lists differ in length.
 */
export function rougeL(answers: readonly string[], references: readonly string[]): number {
  assertSameLength(answers, references);
  if (answers.length === 0) return 0;
  let total = 0;
  answers.forEach((answer, i) => {
    const ours = words(answer);
    const theirs = words(references[i] ?? '');
    if (ours.length === 0 || theirs.length === 0) return;
    // 2 P R / (P + R) with P = common / ours and R = common / theirs.
    total += (2 * commonSubsequence(ours, theirs)) / (ours.length + theirs.length);
  });
  return total / answers.length;
}

/**
 * Phoneme error rate of a corpus: edits over phones of the references, both summed. One character is one phone. Lower
 * is better; answers that are too long can bring it above 1. Nothing to score gives 0.
 *
 * @throws RangeError when the two lists differ in length.
 */
export function phonemeErrorRate(answers: readonly string[], references: readonly string[]): number {
  assertSameLength(answers, references);
  let edits = 0;
  let phones = 0;
  answers.forEach((answer, i) => {
    const reference = references[i] ?? '';
    edits += costOf(align(answer, reference));
    phones += [...reference].length;
  });
  return phones === 0 ? 0 : edits / phones;
}

/**
 * Fraction of the results in the references, separated by commas, that the answers have at the same place. Nothing to
 * score gives 0.
 *
 * @throws RangeError when the two lists differ in length.
 */
export function partialResults(answers: readonly string[], references: readonly string[]): number {
  assertSameLength(answers, references);
  let right = 0;
  let results = 0;
  answers.forEach((answer, i) => {
    const ours = answer.split(',');
    const theirs = (references[i] ?? '').split(',');
    right += theirs.filter((result, at) => result === ours[at]).length;
    results += theirs.length;
  });
  return results === 0 ? 0 : right / results;
}

/** Places of answers and references, a character each, which belong together; a place that an answer lacks is ''. */
function places(
  answers: readonly string[],
  references: readonly string[],
): [answer: string, right: string][] {
  assertSameLength(answers, references);
  return references.flatMap((reference, i) =>
    [...reference].map((right, place): [string, string] => [answers[i]?.[place] ?? '', right]),
  );
}

/**
 * Mean intersection over union of a corpus: of each class that occurs, the places where it is right and answered over those where it
 * is right or answered, counted over all answers; then the mean over the classes. Nothing to score gives 0.
 *
 * @throws RangeError when the two lists differ in length.
 */
export function meanIou(answers: readonly string[], references: readonly string[]): number {
  const both = new Map<string, number>();
  const either = new Map<string, number>();
  const add = (counts: Map<string, number>, name: string): void => {
    if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  for (const [answer, right] of places(answers, references)) {
    add(either, right);
    if (answer === right) add(both, right);
    else add(either, answer);
  }
  let total = 0;
  for (const [name, count] of either) total += (both.get(name) ?? 0) / count;
  return either.size === 0 ? 0 : total / either.size;
}

/**
 * Share of the places whose class is right. Nothing to score gives 0.
 *
 * @throws RangeError when the two lists differ in length.
 */
export function placeAccuracy(answers: readonly string[], references: readonly string[]): number {
  const all = places(answers, references);
  return all.length === 0 ? 0 : all.filter(([answer, right]) => answer === right).length / all.length;
}

/** Share of pictures whose class is right. */
export const ACCURACY: Metric = { id: 'accuracy', title: 'Accuracy', better: 'higher', score: exactMatch };
/** Of the classes that the nearest neighbours of a picture vote for, see `neighbourAnswers`; of the student and of its moving average. */
export const KNN: Metric = { id: 'knn', title: 'k-NN accuracy', better: 'higher', score: exactMatch };
export const KNN_AVERAGE: Metric = {
  ...KNN,
  id: 'knn-average',
  title: 'k-NN accuracy of the moving average',
};
export const MEAN_IOU: Metric = { id: 'mean-iou', title: 'Mean IoU', better: 'higher', score: meanIou };
export const PATCH_ACCURACY: Metric = {
  id: 'patch-accuracy',
  title: 'Patch accuracy',
  better: 'higher',
  score: placeAccuracy,
};
export const EXACT_MATCH: Metric = {
  id: 'exact-match',
  title: 'Exact match',
  better: 'higher',
  score: exactMatch,
};
export const CHRF: Metric = { id: 'chrf', title: 'chrF', better: 'higher', score: chrf };
export const ROUGE_L: Metric = { id: 'rouge-l', title: 'ROUGE-L', better: 'higher', score: rougeL };
export const PHONEME_ERROR_RATE: Metric = {
  id: 'phoneme-error-rate',
  title: 'Phoneme error rate',
  better: 'lower',
  score: phonemeErrorRate,
};
export const PARTIAL_RESULTS: Metric = {
  id: 'partial-results',
  title: 'Partial results',
  better: 'higher',
  score: partialResults,
};

/** The metric that early stopping watches; undefined for a task without metrics. */
export const earlyStoppingMetric = ({
  metrics,
  earlyStoppingMetric: named = metrics[0]?.id,
}: Pick<Task, 'metrics' | 'earlyStoppingMetric'>): Metric | undefined =>
  metrics.find(({ id }) => id === named);
