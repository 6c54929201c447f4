/** Four two-digit numbers are added up one after the other: the answer holds every running sum. */
import { UserError } from '../errors/user-error';
import { type Draw, freshBeside, generate, splitOnce } from './generate';
import { EXACT_MATCH, PARTIAL_RESULTS } from './metrics';
import type { Example, Task } from './task';
import { createTokenizer } from './tokenizer';
import { plainText, withoutClosing } from './typed';

// More than the other tasks: of 58,000 for training the teacher learns the rare short sums by heart instead of adding.
const EXAMPLES = 152_000;
/** Fixes the examples and which of them are held out: a change would let a shipped teacher see its own test. */
const SEED = 20_250_302;
/** `17+25+38+44=` and `42,80,124`, at most `198,297,396`. */
const LONGEST_PROMPT = 12;
const LONGEST_RESPONSE = 11;

/** Every character of the data. Shipped teachers depend on it, so it is written out, and a test compares. */
export const ARITHMETIC_CHARACTERS = '+,0123456789=';

const number = (draw: Draw): number => 10 + draw(90);

function example(draw: Draw): Example {
  const [a, b, c, d] = [number(draw), number(draw), number(draw), number(draw)];
  return { prompt: `${a}+${b}+${c}+${d}=`, response: `${a + b},${a + b + c},${a + b + c + d}` };
}

function toPrompt(typed: string): string {
  const text = withoutClosing(plainText(typed)).replace(/\s/gu, '');
  if (text === '') throw new UserError('arithmetic-prompt-empty');
  return `${text}=`;
}

const split = splitOnce(() => generate(EXAMPLES, SEED, example), SEED);

export const arithmetic: Task = {
  id: 'arithmetic',
  title: 'Running sums',
  description: 'Add four two-digit numbers, writing down every sum on the way.',
  tokenizer: createTokenizer(ARITHMETIC_CHARACTERS),
  promptLength: LONGEST_PROMPT + 1,
  responseLength: LONGEST_RESPONSE + 1,
  split,
  fresh: freshBeside(split, example),
  toPrompt,
  // After 450 steps on 2,000 prompts no answer is right throughout, when one result in twenty already is.
  metrics: [PARTIAL_RESULTS, EXACT_MATCH],
  // The headline until version 0.2: links with a patience keep their meaning.
  earlyStoppingMetric: 'exact-match',
};
