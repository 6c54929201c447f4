/**
 * Sentences of reviews, which are positive or negative. Real data: public/data/sentences.txt.gz, which
 * tools/make-sentence-data.ts writes.
 */
import { UserError } from '../errors/user-error';
import { shuffle } from '../experiment/random';
import { type ReadAsset, type TaskSource, unpackText } from './load';
import { ACCURACY } from './metrics';
import type { Example, Split, Task } from './task';
import { createClassTokenizer } from './tokenizer';
import { plainText } from './typed';
import { createWordTable, frequentWords, wordsOf } from './words';

/** Path in public/. */
export const SENTENCES_PATH = 'data/sentences.txt.gz';
/** Lines of the file. Shipped teachers depend on which sentences they are. */
export const SENTENCES = 2_982;
/** Fixes which sentences are held out: a change would let a shipped teacher see its own test. */
const SPLIT_SEED = 20_261_201;
const TEST = 600;
const VALIDATION = 300;
/** Words of a sentence that are read. */
const WORDS_READ = 32;

export const SENTENCE_CLASSES = ['negative', 'positive'] as const;
/** Sites that the reviews are from. No model is told of them. */
export const SENTENCE_SITES = ['Amazon', 'IMDb', 'Yelp'] as const;

/** A typed sentence as the data has it; null where it has no word. */
export function sentenceOf(typed: string): string | null {
  const text = plainText(typed);
  return wordsOf(text).length > 0 ? text : null;
}

const isOneOf = (names: readonly string[], name: string): boolean => names.includes(name);

function parse(text: string): Example[] {
  const lines = text.split('\n').filter((line) => line !== '');
  const examples = lines.map((line): Example => {
    const [response = '', subclass = '', prompt = ''] = line.split('\t');
    if (!isOneOf(SENTENCE_CLASSES, response) || !isOneOf(SENTENCE_SITES, subclass) || prompt === '') {
      throw new UserError('task-data-unreadable');
    }
    return { prompt, response, subclass };
  });
  if (examples.length !== SENTENCES) {
    throw new UserError('task-data-count', { found: examples.length, expected: SENTENCES });
  }
  return examples;
}

function splitOf(examples: readonly Example[]): Split {
  const shuffled = shuffle(examples, SPLIT_SEED);
  return {
    test: shuffled.slice(0, TEST),
    validation: shuffled.slice(TEST, TEST + VALIDATION),
    train: shuffled.slice(TEST + VALIDATION),
  };
}

function toPrompt(typed: string): string {
  const sentence = sentenceOf(typed);
  if (sentence === null) throw new UserError('sentences-prompt-empty');
  return sentence;
}

const FACTS = {
  id: 'sentences',
  title: 'Positive or negative',
  description: 'Say whether a sentence of a review is positive or negative (Amazon, IMDb, Yelp).',
} as const;

async function load(read: ReadAsset): Promise<Task> {
  const split = splitOf(parse(await unpackText(await read(SENTENCES_PATH))));
  const known = [...split.train, ...split.validation].map(({ prompt }) => prompt);
  return {
    ...FACTS,
    tokenizer: createClassTokenizer(SENTENCE_CLASSES),
    promptLength: WORDS_READ,
    responseLength: 1,
    words: createWordTable(frequentWords(known)),
    subclasses: SENTENCE_SITES,
    split: () => split,
    toPrompt,
    metrics: [ACCURACY],
    kindOf: ({ subclass = '' }) => subclass,
  };
}

export const sentences: TaskSource = { ...FACTS, load };
