/** Kinds of mistakes in wrong answers. */
import { align, costOf } from './alignment';

export type ErrorKind =
  /** Nothing but the end. */
  | 'empty'
  /** The same few characters again and again. */
  | 'repetition'
  /** No end token within the length limit. */
  | 'cut-off'
  /** One insertion, deletion or substitution from the reference. */
  | 'one-edit'
  /** The reference's characters, each as often, in another order. */
  | 'reordered'
  /** At least the first half of the reference, then something else. */
  | 'wrong-ending'
  | 'other';

/** In the order they are tried: an answer that is of two kinds has the first. */
export const ERROR_KINDS: readonly ErrorKind[] = [
  'empty',
  'repetition',
  'cut-off',
  'one-edit',
  'reordered',
  'wrong-ending',
  'other',
];

export interface GivenAnswer {
  readonly text: string;
  /** The model wrote its end token. */
  readonly ended: boolean;
}

/** A loop is a piece of at most this many characters, … */
const LONGEST_PIECE = 12;
/** … at least so often in succession, … */
const FEWEST_TURNS = 3;
/** … and at least so many characters in all, or every “eee” would be one. */
const SHORTEST_LOOP = 6;

/** Whether a text repeats a piece several times in succession, the last time perhaps in part. */
export function hasLoop(text: string): boolean {
  const characters = [...text];
  for (let period = 1; period <= LONGEST_PIECE; period++) {
    const enough = Math.max(FEWEST_TURNS * period, SHORTEST_LOOP) - period;
    let run = 0;
    for (let i = period; i < characters.length; i++) {
      run = characters[i] === characters[i - period] ? run + 1 : 0;
      if (run >= enough) return true;
    }
  }
  return false;
}

const inOrder = (text: string): string => [...text].sort().join('');

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** The kind of error of an answer; null when it is right, that is, when its text equals the reference. */
export function errorKind({ text, ended }: GivenAnswer, reference: string): ErrorKind | null {
  if (text === reference) return null;
  if (text === '') return 'empty';
  // If the reference itself repeats, a repetition is no sign of a loop.
  if (hasLoop(text) && !hasLoop(reference)) return 'repetition';
  if (!ended) return 'cut-off';
  if (costOf(align(text, reference)) === 1) return 'one-edit';
  if (inOrder(text) === inOrder(reference)) return 'reordered';
  if (2 * commonPrefix(text, reference) >= reference.length) return 'wrong-ending';
  return 'other';
}
