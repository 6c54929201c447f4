/** A user's own data as a task: its characters, its lengths, its split. */
import { UserError } from '../../errors/user-error';
import { isPicturePrompt } from '../../experiment/picture-tasks';
import { shuffle } from '../../experiment/random';
import { USER_DATA_LIMITS as LIMITS, PICTURE_LIMITS } from '../../experiment/user-data';
import { CHRF, EXACT_MATCH } from '../metrics';
import { makePictureTask } from '../pictures';
import type { Example, Split, Task } from '../task';
import { createTokenizer } from '../tokenizer';
import { compareClasses } from './pictures/classes';

/** `pairs`: independent examples. `text`: windows of running text, in its order. */
export type TextKind = 'pairs' | 'text';
/** `pictures`: independent examples, each a picture with the name of its class. */
export type DatasetKind = TextKind | 'pictures';

/** Examples that have passed the collector: within the limits, no prompt twice. */
export interface Dataset {
  /** From `fingerprintOf`: what a link names this data by. */
  readonly fingerprint: number;
  readonly name: string;
  readonly kind: DatasetKind;
  readonly examples: readonly Example[];
}

const FNV_PRIME = 0x01000193;
const FNV_OFFSET = 0x811c9dc5;

function hash(text: string, seed: number): number {
  let value = seed;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    value = Math.imul(value ^ (unit & 0xff), FNV_PRIME);
    value = Math.imul(value ^ (unit >>> 8), FNV_PRIME);
  }
  return value;
}

/**
 * FNV-1a (32 bits) of the kind and every example: the same data gives the same number in every browser, whatever the
 * file's name, encoding, line ends or format. Never 0, which means no data.
 */
export function fingerprintOf(kind: DatasetKind, examples: readonly Example[]): number {
  let value = hash(kind, FNV_OFFSET);
  // Control characters cannot occur in an example, so no two lists run together to the same text.
  for (const { prompt, response } of examples) value = hash(`\u001e${prompt}\u001f${response}`, value);
  return value >>> 0 || 1;
}

/** How many of `count` examples go into the validation set, and as many into the test set: a tenth, at least one. */
const heldOutOf = (count: number): number => Math.min(LIMITS.heldOut, Math.max(1, Math.floor(count / 10)));

/** Sizes of the split of a data set, without making it. */
export function splitSizes(
  kind: DatasetKind,
  count: number,
): { readonly train: number; readonly validation: number; readonly test: number } {
  const held = heldOutOf(count);
  const borders = kind === 'text' ? 2 : 0;
  return { train: Math.max(0, count - 2 * held - borders), validation: held, test: held };
}

/**
 * Training, validation and test examples in a seeded order. Of running text they come from three regions, one after the
 * other, and the window at each border is dropped: it would share characters with the region before.
 */
export function splitDataset({ kind, examples, fingerprint }: Omit<Dataset, 'name'>): Split {
  const { train, validation, test } = splitSizes(kind, examples.length);
  const ordered = kind === 'text' ? examples : shuffle(examples, fingerprint);
  const gap = kind === 'text' ? 1 : 0;
  const afterTrain = train + gap;
  const afterValidation = afterTrain + validation + gap;
  const parts = {
    train: ordered.slice(0, train),
    validation: ordered.slice(afterTrain, afterTrain + validation),
    test: ordered.slice(afterValidation, afterValidation + test),
  };
  if (kind !== 'text') return parts;
  return {
    train: shuffle(parts.train, fingerprint),
    validation: shuffle(parts.validation, fingerprint),
    test: shuffle(parts.test, fingerprint),
  };
}

/** Every different character of the examples, by code point. */
export function charactersOf(examples: readonly Example[]): string {
  const characters = new Set<string>();
  for (const { prompt, response } of examples) {
    for (const character of prompt) characters.add(character);
    for (const character of response) characters.add(character);
  }
  return [...characters].sort().join('');
}

/** A cell, or what a user typed, as it is stored: composed characters (NFC), no white space around it, no form feeds. */
export const cleanCell = (text: string): string =>
  text
    .normalize('NFC')
    .trim()
    .replace(/[\f\v]/g, ' ');

function promptOfPairs(typed: string): string {
  const prompt = cleanCell(typed);
  if (prompt === '') throw new UserError('pair-prompt-empty');
  return prompt;
}

/** The last characters of the typed text: the models continue from them. */
function promptOfText(typed: string): string {
  if (typed.trim() === '') throw new UserError('text-prompt-empty');
  return typed.normalize('NFC').slice(-LIMITS.window);
}

const outsideLimits = (): RangeError =>
  new RangeError('the examples of this data set are outside the limits');

/**
 * The task that a data set makes.
 *
 * @throws RangeError for examples that have not passed the collector
 */
export const userTask = (dataset: Dataset): Task =>
  dataset.kind === 'pictures' ? taskOfPictures(dataset) : taskOfText(dataset, dataset.kind);

function taskOfPictures(dataset: Dataset): Task {
  const { examples, name } = dataset;
  const classes = [...new Set(examples.map(({ response }) => response))].sort(compareClasses);
  const { fewestClasses, classes: most } = PICTURE_LIMITS;
  if (
    examples.length < LIMITS.fewest ||
    classes.length < fewestClasses ||
    classes.length > most ||
    !examples.every(({ prompt }) => isPicturePrompt(prompt))
  ) {
    throw outsideLimits();
  }
  const description = 'Say which class a picture of your own belongs to.';
  return makePictureTask({ id: 'own-pictures', title: name, description }, classes, splitOf(dataset));
}

/** The split of a data set, made at the first call. */
function splitOf(dataset: Dataset): () => Split {
  let split: Split | undefined;
  return () => {
    split ??= splitDataset(dataset);
    return split;
  };
}

function taskOfText(dataset: Dataset, kind: TextKind): Task {
  const { examples, name } = dataset;
  let longestPrompt = 0;
  let longestResponse = 0;
  for (const { prompt, response } of examples) {
    longestPrompt = Math.max(longestPrompt, prompt.length);
    longestResponse = Math.max(longestResponse, response.length);
  }
  const characters = charactersOf(examples);
  if (
    examples.length < LIMITS.fewest ||
    characters.length > LIMITS.characters ||
    longestPrompt > LIMITS.prompt ||
    longestResponse > LIMITS.response
  ) {
    throw outsideLimits();
  }
  return {
    id: 'own',
    title: name,
    description:
      kind === 'pairs'
        ? 'Answer the prompts of your own data.'
        : `Continue your own text: ${LIMITS.window} characters are given, the next ${LIMITS.window} are to be written.`,
    tokenizer: createTokenizer(characters),
    promptLength: longestPrompt + 1,
    responseLength: longestResponse + 1,
    split: splitOf(dataset),
    toPrompt: kind === 'pairs' ? promptOfPairs : promptOfText,
    ...(kind === 'text' ? { runningText: true } : {}),
    // Thirty-two characters of running text are hardly ever met exactly.
    metrics: [CHRF, EXACT_MATCH],
    // The headline of pairs until version 0.2: links with a patience keep their meaning.
    ...(kind === 'pairs' ? { earlyStoppingMetric: 'exact-match' } : {}),
  };
}
