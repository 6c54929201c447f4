/** Statistics of a set of answers without any reference: length, cut-off answers, variety. */
import type { GivenAnswer } from '../../tasks/errors';

/** Lengths of the n-grams whose variety is measured. */
export const ORDERS = [1, 2, 3] as const;

export interface TextMeasures {
  /** Mean characters of an answer. */
  readonly length: number;
  /** Share of answers without an end token. */
  readonly cutOff: number;
  /** distinct-n for each of `ORDERS`. */
  readonly distinct: readonly number[];
}

export const lengthOf = (text: string): number => [...text].length;

/**
 * distinct-n (Li et al. 2016, arXiv 1510.03055) over characters: different n-grams of all texts, divided by the number
 * of n-grams. It falls with the amount of text, so only sets of answers to the same prompts can be compared. 0 without
 * any n-gram.
 */
export function distinct(texts: readonly string[], order: number): number {
  const seen = new Set<string>();
  let count = 0;
  for (const text of texts) {
    const characters = [...text];
    for (let start = 0; start + order <= characters.length; start++) {
      seen.add(characters.slice(start, start + order).join(''));
      count++;
    }
  }
  return count === 0 ? 0 : seen.size / count;
}

/** All zeros without answers. */
export function measureTexts(answers: readonly GivenAnswer[]): TextMeasures {
  const texts = answers.map(({ text }) => text);
  const share = (total: number): number => (answers.length === 0 ? 0 : total / answers.length);
  return {
    length: share(texts.reduce((sum, text) => sum + lengthOf(text), 0)),
    cutOff: share(answers.filter(({ ended }) => !ended).length),
    distinct: ORDERS.map((order) => distinct(texts, order)),
  };
}

/** Variety of a model's answers, compared with its teacher's. */
export type Variety =
  | 'like-the-teacher'
  /** Far fewer different n-grams, though the model is not sure of them: early in a training, or greedy decoding. */
  | 'repetitive'
  /** Far fewer different n-grams, and the model is sure of them: it has collapsed onto few answers. */
  | 'collapsed';

/** Below this part of the teacher's value, a value counts as far below. */
const FAR_BELOW = 0.5;
/** Nats a token: whatever the teacher's entropy, a model below this puts nearly everything on one token. */
const NEARLY_CERTAIN = 0.05;

export interface VarietyNumbers {
  readonly distinct: readonly number[];
  /** Mean nats a token. */
  readonly entropy: number;
}

/** Judges by the longest n-grams: short ones are few in any text. */
export function varietyOf(teacher: VarietyNumbers, student: VarietyNumbers): Variety {
  const longest = ORDERS.length - 1;
  const fewer = (student.distinct[longest] ?? 0) < FAR_BELOW * (teacher.distinct[longest] ?? 0);
  if (!fewer) return 'like-the-teacher';
  const surer = student.entropy < Math.max(FAR_BELOW * teacher.entropy, NEARLY_CERTAIN);
  return surer ? 'collapsed' : 'repetitive';
}
