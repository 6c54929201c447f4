/** English → French number words, 0 to 99,999. Both sides come from n2words (MIT), so the data needs no download. */
import { toCardinal as english } from 'n2words/en-US';
import { toCardinal as french } from 'n2words/fr-FR';
import { UserError } from '../errors/user-error';
import { numberIn } from './english-numbers';
import { splitOnce } from './generate';
import { CHRF, EXACT_MATCH } from './metrics';
import type { Example, Task } from './task';
import { createTokenizer } from './tokenizer';
import { plainText, withoutClosing } from './typed';

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

const TOKENIZER = createTokenizer(TRANSLATION_CHARACTERS);

/** The number as the data writes it, however it was typed. */
function toPrompt(typed: string): string {
  const text = withoutClosing(plainText(typed)).toLowerCase();
  if (text === '') throw new UserError('translation-prompt-empty');
  // Digits and separators are read, other characters that the models do not know are named.
  TOKENIZER.encode(text.replace(/[\d,._']/gu, ''));
  return `${english(numberIn(text, NUMBERS - 1))}=`;
}

export const translation: Task = {
  id: 'translation',
  title: 'English → French numbers',
  description: 'Translate a number written in English words into French words.',
  tokenizer: TOKENIZER,
  promptLength: LONGEST + 1,
  responseLength: LONGEST + 1,
  split: splitOnce(examples, SPLIT_SEED),
  toPrompt,
  metrics: [CHRF, EXACT_MATCH],
  // The headline until version 0.2: links with a patience keep their meaning.
  earlyStoppingMetric: 'exact-match',
};
