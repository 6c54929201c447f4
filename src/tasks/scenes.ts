/** Scenes: three small digits in one picture, and for each patch the digit whose ink it holds. */

import { UserError } from '../errors/user-error';
import { isPicturePrompt } from '../experiment/picture-tasks';
import { STREAM, uniformArray } from '../experiment/random';
import { levelOf } from './layout';
import { type ReadAsset, type TaskSource, unpack } from './load';
import { MEAN_IOU, PATCH_ACCURACY } from './metrics';
import { DIGIT_CLASSES, picturesPath, readPictures, SIDE } from './pictures';
import type { Example, Split, Task } from './task';
import { createPlacesTokenizer } from './tokenizer';

/** Pixels along a side of a patch. */
const PATCH = 4;
/** Patches along a side of a scene. */
const ACROSS = SIDE / PATCH;
/** Patches along a side of a digit. */
const DIGIT_PATCHES = 3;
/** Pixels along a side of a digit: half of the middle of the picture that it comes from. */
const DIGIT_SIDE = DIGIT_PATCHES * PATCH;
/** Rows and columns of a digit's picture that are left out at each edge. */
const MARGIN = (SIDE - 2 * DIGIT_SIDE) / 2;
const DIGITS = 3;
const HEXADECIMAL = '0123456789abcdef';
/** The sum of grey levels in a patch from which it belongs to a digit: a tenth of a white one. */
const LEAST_INK = (PATCH ** 2 * 15) / 10;
const SEED = 20_261_201;

/** The class of a patch without a digit. */
export const BACKGROUND = '.';
export const SCENE_CLASSES = [BACKGROUND, ...DIGIT_CLASSES] as const;

/** A row and a column of patches. */
type Place = readonly [row: number, column: number];

const overlap = (a: Place, b: Place): boolean =>
  Math.abs(a[0] - b[0]) < DIGIT_PATCHES && Math.abs(a[1] - b[1]) < DIGIT_PATCHES;

/** Every way in which three digits stand in a scene without touching the same patch; the order of the three does not matter. */
function arrangements(): readonly (readonly Place[])[] {
  const along = ACROSS - DIGIT_PATCHES + 1;
  const places = Array.from({ length: along ** 2 }, (_, i): Place => [Math.floor(i / along), i % along]);
  const extend = (chosen: readonly Place[], from: number): (readonly Place[])[] => {
    if (chosen.length === DIGITS) return [chosen];
    return places.flatMap((place, i) =>
      i < from || chosen.some((other) => overlap(place, other)) ? [] : extend([...chosen, place], i + 1),
    );
  };
  return extend([], 0);
}

/** A digit at half its size. */
interface SmallDigit {
  readonly name: string;
  /** Grey levels as hexadecimal digits, row by row. */
  readonly rows: readonly string[];
  /** The sum of grey levels of each of its patches. */
  readonly ink: readonly number[];
}

/** Means of 2 × 2 grey levels of a picture's middle. */
function halved({ prompt, response }: Example): SmallDigit {
  const level = (row: number, column: number): number =>
    levelOf(prompt.charCodeAt((MARGIN + row) * SIDE + MARGIN + column));
  const ink = new Array<number>(DIGIT_PATCHES ** 2).fill(0);
  const rows = Array.from({ length: DIGIT_SIDE }, (_, i) => {
    let text = '';
    for (let j = 0; j < DIGIT_SIDE; j++) {
      const [row, column] = [2 * i, 2 * j];
      const upper = level(row, column) + level(row, column + 1);
      const lower = level(row + 1, column) + level(row + 1, column + 1);
      const mean = Math.round((upper + lower) / 4);
      const patch = DIGIT_PATCHES * Math.floor(i / PATCH) + Math.floor(j / PATCH);
      ink[patch] = (ink[patch] ?? 0) + mean;
      text += HEXADECIMAL.charAt(mean);
    }
    return text;
  });
  return { name: response, rows, ink };
}

/** A scene of digits at their places, none of which touches a patch of another. */
function sceneOf(digits: readonly SmallDigit[], places: readonly Place[]): Example {
  const lines = new Array<string>(SIDE).fill('0'.repeat(SIDE));
  const classes = new Array<string>(ACROSS ** 2).fill(BACKGROUND);
  digits.forEach(({ name, rows, ink }, k) => {
    const [top = 0, left = 0] = places[k] ?? [];
    rows.forEach((row, i) => {
      const line = lines[PATCH * top + i] ?? '';
      lines[PATCH * top + i] = line.slice(0, PATCH * left) + row + line.slice(PATCH * left + DIGIT_SIDE);
    });
    ink.forEach((sum, i) => {
      const patch = (top + Math.floor(i / DIGIT_PATCHES)) * ACROSS + left + (i % DIGIT_PATCHES);
      if (sum >= LEAST_INK) classes[patch] = name;
    });
  });
  return { prompt: lines.join(''), response: classes.join('') };
}

/**
 * As many scenes as there are digits, of three digits drawn from these.
 * @param part tells the random numbers of one part of the data from those of another
 */
function scenesOf(digits: readonly Example[], part: number): Example[] {
  const small = digits.map(halved);
  const all = arrangements();
  const numbers = uniformArray(SEED, STREAM.scene, part, digits.length, 1 + DIGITS);
  return digits.map((_, row) => {
    const pick = <T>(list: readonly T[], position: number): T =>
      list[Math.floor((numbers[row * (1 + DIGITS) + position] ?? 0) * list.length)] as T;
    const drawn = Array.from({ length: DIGITS }, (_digit, k) => pick(small, 1 + k));
    return sceneOf(drawn, pick(all, 0));
  });
}

export const scenes: TaskSource = {
  id: 'scenes',
  title: 'Scenes of digits',
  description: 'Say for each patch of a picture which digit it belongs to, if any (made of MNIST).',
  async load(read: ReadAsset): Promise<Task> {
    const digits = readPictures(await unpack(await read(picturesPath('digits'))), DIGIT_CLASSES);
    const split: Split = {
      train: scenesOf(digits.train, 0),
      validation: scenesOf(digits.validation, 1),
      test: scenesOf(digits.test, 2),
    };
    return {
      id: scenes.id,
      title: scenes.title,
      description: scenes.description,
      tokenizer: createPlacesTokenizer(SCENE_CLASSES),
      promptLength: SIDE ** 2,
      responseLength: ACROSS ** 2,
      picture: { side: SIDE, patch: PATCH },
      split: () => split,
      toPrompt: (typed) => {
        if (!isPicturePrompt(typed)) throw new UserError('picture-prompt');
        return typed;
      },
      metrics: [MEAN_IOU, PATCH_ACCURACY],
    };
  },
};
