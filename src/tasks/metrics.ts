/** How answers are scored against references. Scores are in [0, 1]. */
import type { Metric } from './task';

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

export const EXACT_MATCH: Metric = { id: 'exact-match', title: 'Exact match', score: exactMatch };
export const CHRF: Metric = { id: 'chrf', title: 'chrF', score: chrf };
