/**
 * English spelling → pronunciation, from the CMU Pronouncing Dictionary. Real data: public/data/phonemes.txt.gz, which
 * tools/make-phonemes.ts writes.
 */
import { UserError } from '../errors/user-error';
import { splitOnce } from './generate';
import { type ReadAsset, type TaskSource, unpackText } from './load';
import { EXACT_MATCH, PHONEME_ERROR_RATE } from './metrics';
import type { Example, Task } from './task';
import { createTokenizer } from './tokenizer';
import { plainText, withoutClosing } from './typed';

/** Path in public/. */
export const PHONEMES_PATH = 'data/phonemes.txt.gz';
/** Lines of the file. Shipped teachers depend on which words they are. */
export const PHONEMES_WORDS = 97_490;
/** Fixes which words are held out: a change would let a shipped teacher see its own test. */
const SPLIT_SEED = 20_250_304;
export const LONGEST_WORD = 9;
export const MOST_PHONES = 10;

/**
 * The 39 phones of ARPAbet, each as one character that is not a letter of the spelling: consonants as capitals, vowels
 * with the marks of English dictionaries (ā as in “pay”, ă as in “pat”).
 */
export const ARPABET = {
  AA: 'ä',
  AE: 'ă',
  AH: 'ŭ',
  AO: 'ô',
  AW: 'ã',
  AY: 'ī',
  B: 'B',
  CH: 'Č',
  D: 'D',
  DH: 'Ð',
  EH: 'ĕ',
  ER: 'û',
  EY: 'ā',
  F: 'F',
  G: 'G',
  HH: 'H',
  IH: 'ĭ',
  IY: 'ē',
  JH: 'J',
  K: 'K',
  L: 'L',
  M: 'M',
  N: 'N',
  NG: 'Ŋ',
  OW: 'ō',
  OY: 'õ',
  P: 'P',
  R: 'R',
  S: 'S',
  SH: 'Š',
  T: 'T',
  TH: 'Θ',
  UH: 'ŏ',
  UW: 'ū',
  V: 'V',
  W: 'W',
  Y: 'Y',
  Z: 'Z',
  ZH: 'Ž',
} as const;

/** Every character of the data. Shipped teachers depend on it, so it is written out, and a test compares. */
export const PHONEME_CHARACTERS = '=BDFGHJKLMNPRSTVWYZabcdefghijklmnopqrstuvwxyzÐãäôõûāăČēĕīĭŊōŏŠūŭŽΘ';

const CHARACTER_OF: ReadonlyMap<string, string> = new Map(Object.entries(ARPABET));
const WORD = new RegExp(`^[a-z]{3,${LONGEST_WORD}}$`, 'u');

/** One character a phone. Null when a name is not a phone, or there are too many. */
export function packPhones(names: string): string | null {
  const phones = names.split(' ');
  let packed = '';
  for (const phone of phones) {
    const character = CHARACTER_OF.get(phone);
    if (character === undefined) return null;
    packed += character;
  }
  return phones.length <= MOST_PHONES ? packed : null;
}

/** Whether the spelling of a word is one that the task takes. */
export const isPhonemeWord = (word: string): boolean => WORD.test(word);

function parse(text: string): Example[] {
  const examples: Example[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const tab = line.indexOf('\t');
    const word = line.slice(0, Math.max(tab, 0));
    const response = packPhones(line.slice(tab + 1));
    if (!isPhonemeWord(word) || response === null) {
      throw new UserError('task-data-unreadable');
    }
    examples.push({ prompt: `${word}=`, response });
  }
  if (examples.length !== PHONEMES_WORDS) {
    throw new UserError('task-data-count', { found: examples.length, expected: PHONEMES_WORDS });
  }
  return examples;
}

function toPrompt(typed: string): string {
  const text = withoutClosing(plainText(typed))
    .replace(/^"(.*)"$/u, '$1')
    .toLowerCase();
  if (text === '') throw new UserError('phonemes-prompt-empty');
  return `${text}=`;
}

const FACTS = {
  id: 'phonemes',
  title: 'Spelling → phonemes',
  description: 'Say how an English word is pronounced (CMU Pronouncing Dictionary).',
} as const;

async function load(read: ReadAsset): Promise<Task> {
  const examples = parse(await unpackText(await read(PHONEMES_PATH)));
  return {
    ...FACTS,
    tokenizer: createTokenizer(PHONEME_CHARACTERS),
    promptLength: LONGEST_WORD + 2,
    responseLength: MOST_PHONES + 1,
    split: splitOnce(() => examples, SPLIT_SEED),
    toPrompt,
    metrics: [PHONEME_ERROR_RATE, EXACT_MATCH],
  };
}

export const phonemes: TaskSource = { ...FACTS, load };
