/** Which column holds the prompts and which the responses. */
import type { Cell } from './record';

export interface Columns {
  /** Names from the file, or numbers from 1. */
  readonly names: readonly string[];
  /** The first row holds the names. Null for formats that have them elsewhere. */
  readonly header: boolean | null;
  readonly prompt: number;
  readonly response: number;
  /** Whether it is clear; otherwise the visitor has to choose. */
  readonly sure: boolean;
}

/** What the visitor has chosen; null leaves it to the guess. */
export interface ColumnWish {
  readonly header: boolean | null;
  readonly prompt: number | null;
  readonly response: number | null;
}

/** Usual names, the clearest first. */
const PROMPTS = [
  'prompt',
  'input',
  'question',
  'instruction',
  'source',
  'src',
  'query',
  'text',
  'sentence',
  'word',
  'from',
];
const RESPONSES = [
  'response',
  'output',
  'answer',
  'completion',
  'target',
  'tgt',
  'label',
  'translation',
  'summary',
  'reply',
  'result',
  'to',
];

const LONGEST_NAME = 60;

/** `Input_Text` and `input` are the same name. */
const plain = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+(text|string|sentence)$/, '');

const find = (names: readonly string[], known: readonly string[]): number => {
  const found = known.map((name) => names.indexOf(name)).find((at) => at >= 0);
  return found ?? -1;
};

const within = (wish: number | null, count: number): number | null =>
  wish !== null && wish < count ? wish : null;

/**
 * @param first cells of the first record
 * @param names of formats that have them apart from the records
 */
export function chooseColumns(
  first: readonly Cell[],
  names: readonly string[] | null,
  wish: ColumnWish,
): Columns {
  const cells = names ?? first.map((cell) => cell ?? '');
  const known = cells.map(plain);
  const prompt = find(known, PROMPTS);
  const response = find(known, RESPONSES);
  const named = prompt >= 0 || response >= 0;
  const header = names ? null : (wish.header ?? named);
  const count = cells.length;
  // One known name of two columns leaves no choice for the other.
  const other = (taken: number): number => (taken === 0 ? 1 : 0);
  const guessedPrompt = prompt >= 0 ? prompt : response >= 0 ? other(response) : 0;
  const guessedResponse = response >= 0 ? response : other(guessedPrompt);
  const chosenPrompt = within(wish.prompt, count);
  const chosenResponse = within(wish.response, count);
  return {
    names: cells.map((name, at) =>
      header === false || name.trim() === '' ? String(at + 1) : name.trim().slice(0, LONGEST_NAME),
    ),
    header,
    prompt: chosenPrompt ?? guessedPrompt,
    response: chosenResponse ?? guessedResponse,
    sure:
      count === 2 ||
      (prompt >= 0 && response >= 0 && header !== false) ||
      (chosenPrompt !== null && chosenResponse !== null),
  };
}
