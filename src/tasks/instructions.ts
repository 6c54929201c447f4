/** Nine small operations on made-up words of the letters a to j, each asked for by a short verb. */
import { UserError } from '../errors/user-error';
import { type Draw, freshBeside, generate, splitOnce } from './generate';
import { EXACT_MATCH } from './metrics';
import type { Example, Task } from './task';
import { createTokenizer } from './tokenizer';
import { plainText, withoutClosing } from './typed';

const EXAMPLES = 60_000;
/** Fixes the examples and which of them are held out: a change would let a shipped teacher see its own test. */
const SEED = 20_250_303;
const LETTERS = 'abcdefghij';
const SHORTEST_WORD = 4;
const LONGEST_WORD = 8;
/** `swap a c dicaedic=` and eight letters, each twice. */
const LONGEST_PROMPT = 18;
const LONGEST_RESPONSE = 2 * LONGEST_WORD;
/** Most letters that `first` and `last` ask for. */
const MOST_LETTERS = 3;

/** Every character of the data. Shipped teachers depend on it, so it is written out, and a test compares. */
export const INSTRUCTION_CHARACTERS = ' 123=ABCDEFGHIJabcdefghijlnoprstuvwx';

const letter = (draw: Draw): string => LETTERS.charAt(draw(LETTERS.length));
const letterOf = (draw: Draw, word: string): string => word.charAt(draw(word.length));
/** The letter `by` places further in the alphabet of the task; a follows j. */
const further = (from: string, by: number): string =>
  LETTERS.charAt((LETTERS.indexOf(from) + by) % LETTERS.length);

/** Draws the argument between the verb and the word, and computes the response. */
type Operation = (word: string, draw: Draw) => readonly [argument: string, response: string];

/** By verb. */
const OPERATIONS = {
  rev: (word) => ['', [...word].reverse().join('')],
  sort: (word) => ['', [...word].sort().join('')],
  up: (word) => ['', word.toUpperCase()],
  dbl: (word) => ['', [...word].map((one) => one + one).join('')],
  next: (word) => ['', [...word].map((one) => further(one, 1)).join('')],
  first: (word, draw) => {
    const count = 1 + draw(MOST_LETTERS);
    return [`${count} `, word.slice(0, count)];
  },
  last: (word, draw) => {
    const count = 1 + draw(MOST_LETTERS);
    return [`${count} `, word.slice(-count)];
  },
  del: (word, draw) => {
    const gone = letterOf(draw, word);
    return [`${gone} `, word.replaceAll(gone, '')];
  },
  swap: (word, draw) => {
    const gone = letterOf(draw, word);
    const put = further(gone, 1 + draw(LETTERS.length - 1));
    return [`${gone} ${put} `, word.replaceAll(gone, put)];
  },
} as const satisfies Record<string, Operation>;

export type InstructionKind = keyof typeof OPERATIONS;

export const INSTRUCTION_KINDS = Object.keys(OPERATIONS) as InstructionKind[];

/** The kind of an instruction: its verb. Null for what begins with none of the verbs. */
export function kindOf(prompt: string): InstructionKind | null {
  const verb = prompt.split(' ', 1)[0];
  return INSTRUCTION_KINDS.find((kind) => kind === verb) ?? null;
}

function example(draw: Draw, made: number): Example {
  // In turn, so that every kind comes equally often.
  const kind = INSTRUCTION_KINDS[made % INSTRUCTION_KINDS.length] ?? 'rev';
  for (;;) {
    const length = SHORTEST_WORD + draw(LONGEST_WORD - SHORTEST_WORD + 1);
    const word = Array.from({ length }, () => letter(draw)).join('');
    const operation: Operation = OPERATIONS[kind];
    const [argument, response] = operation(word, draw);
    // Deleting the only letter of “aaaa” leaves nothing to answer.
    if (response !== '') return { prompt: `${kind} ${argument}${word}=`, response };
  }
}

function toPrompt(typed: string): string {
  const text = withoutClosing(plainText(typed)).toLowerCase();
  if (kindOf(text) === null) throw new UserError('instruction-unknown');
  return `${text}=`;
}

const split = splitOnce(() => generate(EXAMPLES, SEED, example), SEED);

export const instructions: Task = {
  id: 'instructions',
  title: 'String instructions',
  description: 'Carry out one of nine instructions on a made-up word, such as reversing or sorting it.',
  tokenizer: createTokenizer(INSTRUCTION_CHARACTERS),
  promptLength: LONGEST_PROMPT + 1,
  responseLength: LONGEST_RESPONSE + 1,
  split,
  fresh: freshBeside(split, example),
  toPrompt,
  metrics: [EXACT_MATCH],
  kindOf: ({ prompt }) => kindOf(prompt) ?? '',
};
