/** English → French number words, 0 to 99,999. Both sides come from n2words (MIT), so the data needs no download. */
import { toCardinal as english } from 'n2words/en-US';
import { toCardinal as french } from 'n2words/fr-FR';
import { UserError } from '../errors/user-error';
import { splitOnce } from './generate';
import { CHRF, EXACT_MATCH } from './metrics';
import type { Example, Task } from './task';
import { createTokenizer } from './tokenizer';

const NUMBERS = 100_000;
/** Longest prompt (closing `=` included) and longest response, in characters. */
const LONGEST = 40;
/** Fixes which numbers are held out: a change would let a shipped teacher see its own test. */
const SPLIT_SEED = 20_241_015;

/** Every character of the data. Shipped teachers depend on it, so it is written out, and a test compares. */
export const TRANSLATION_CHARACTERS = ' -=acdefghilmnopqrstuvwxyzé';

function examples(): Example[] {
  const fitting: Example[] = [];
  for (let value = 0; value < NUMBERS; value++) {
    const prompt = `${english(value)}=`;
    const response = french(value);
    if (prompt.length <= LONGEST && response.length <= LONGEST) fitting.push({ prompt, response });
  }
  return fitting;
}

function toPrompt(typed: string): string {
  const text = typed.trim().replace(/\s+/gu, ' ').replace(/ ?=$/u, '').toLowerCase();
  if (text === '') throw new UserError('translation-prompt-empty');
  // Groups of thousands may be separated: 44120, 44,120 and 44 120 are the same number.
  if (/^\d+$|^\d{1,3}(?:[, ]\d{3})+$/u.test(text)) {
    const value = Number(text.replace(/[, ]/gu, ''));
    if (value >= NUMBERS) throw new UserError('number-out-of-range', { largest: NUMBERS - 1 });
    return `${english(value)}=`;
  }
  return `${text}=`;
}

export const translation: Task = {
  id: 'translation',
  title: 'English → French numbers',
  description: 'Translate a number written in English words into French words.',
  tokenizer: createTokenizer(TRANSLATION_CHARACTERS),
  promptLength: LONGEST + 1,
  responseLength: LONGEST + 1,
  split: splitOnce(examples, SPLIT_SEED),
  toPrompt,
  metrics: [EXACT_MATCH, CHRF],
};
