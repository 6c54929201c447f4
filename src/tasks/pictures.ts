/** Pictures with a class each: their files, and the tasks digits, parity and fashion. */
import { UserError } from '../errors/user-error';
import { isPicturePrompt } from '../experiment/picture-tasks';
import { type ReadAsset, type TaskSource, unpack } from './load';
import { ACCURACY } from './metrics';
import type { Example, Split, Task } from './task';
import { createClassTokenizer } from './tokenizer';

/** Pixels along a side of a picture. */
export const SIDE = 28;
const PIXELS = SIDE * SIDE;
/** Pixels along a side of a patch: 16 patches a picture. */
const PATCH = 7;
/** Pictures for validation, and as many for the test. */
export const PICTURES_HELD_OUT = 1_000;
/** Training pictures that the site ships. */
export const PICTURES_SHIPPED = 4_000;

/** Pictures with the index of the class of each. */
export interface LabelledPictures {
  /** Grey levels from 0 (black) to 15, row-major [count, SIDE · SIDE]. */
  readonly levels: Uint8Array;
  readonly labels: Uint8Array;
}

/**
 * The bytes of a picture file before compression: a byte a label, then two pixels a byte, the first in the upper half.
 * Training pictures come first, then those for validation, then those of the test.
 */
export function packPictures({ levels, labels }: LabelledPictures): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(labels.length + levels.length / 2);
  bytes.set(labels);
  for (let i = 0; i < levels.length; i += 2) {
    bytes[labels.length + i / 2] = ((levels[i] ?? 0) << 4) | (levels[i + 1] ?? 0);
  }
  return bytes;
}

/** A picture as a prompt: one hexadecimal digit a pixel, row by row. */
const asText = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * The inverse of `packPictures`, as examples.
 * @throws UserError when the bytes are no picture file of these classes
 */
export function readPictures(bytes: Uint8Array, classes: readonly string[]): Split {
  const size = 1 + PIXELS / 2;
  const count = bytes.length / size;
  if (!Number.isInteger(count) || count < PICTURES_SHIPPED + 2 * PICTURES_HELD_OUT) {
    throw new UserError('task-data-count', {
      found: Math.floor(count),
      expected: PICTURES_SHIPPED + 2 * PICTURES_HELD_OUT,
    });
  }
  const examples = Array.from({ length: count }, (_, i): Example => {
    const response = classes[bytes[i] ?? classes.length];
    if (response === undefined) throw new UserError('task-data-unreadable');
    const start = count + (i * PIXELS) / 2;
    return { prompt: asText(bytes.subarray(start, start + PIXELS / 2)), response };
  });
  const trained = count - 2 * PICTURES_HELD_OUT;
  return {
    train: examples.slice(0, trained),
    validation: examples.slice(trained, trained + PICTURES_HELD_OUT),
    test: examples.slice(trained + PICTURES_HELD_OUT),
  };
}

/** A prompt whose picture is moved right and down by whole pixels; black comes in at the edges. */
export function shiftPicture(prompt: string, right: number, down: number): string {
  const black = '0'.repeat(SIDE);
  return Array.from({ length: SIDE }, (_, row) => {
    const from = row - down;
    const line = from < 0 || from >= SIDE ? black : prompt.slice(from * SIDE, (from + 1) * SIDE);
    return right >= 0
      ? (black.slice(0, right) + line).slice(0, SIDE)
      : (line + black).slice(-right, SIDE - right);
  }).join('');
}

/** Path of a file of pictures in public/. */
export const picturesPath = (name: string): string => `data/${name}.bin.gz`;

type TaskText = Pick<Task, 'id' | 'title' | 'description'>;

/** A task of pictures that belong to one of these classes each. */
export const makePictureTask = (text: TaskText, classes: readonly string[], split: Task['split']): Task => ({
  ...text,
  tokenizer: createClassTokenizer(classes),
  promptLength: PIXELS,
  responseLength: 1,
  picture: { side: SIDE, patch: PATCH },
  split,
  toPrompt: (typed) => {
    if (!isPicturePrompt(typed)) throw new UserError('picture-prompt');
    return typed;
  },
  metrics: [ACCURACY],
});

/** The same pictures, answered by a class of their class: what they had is kept as the subclass. */
function grouped(split: Split, groupOf: (subclass: string) => string): Split {
  const group = (examples: readonly Example[]): Example[] =>
    examples.map(({ prompt, response }) => ({ prompt, response: groupOf(response), subclass: response }));
  return { train: group(split.train), validation: group(split.validation), test: group(split.test) };
}

/** Classes that hold the classes of a file. */
interface Groups {
  readonly classes: readonly string[];
  readonly groupOf: (subclass: string) => string;
}

/** A task whose pictures are the file `pictures` of public/, which has `classes`. */
function pictureTask(
  text: TaskText,
  pictures: string,
  classes: readonly string[],
  groups?: Groups,
): TaskSource {
  return {
    ...text,
    async load(read: ReadAsset): Promise<Task> {
      const all = readPictures(await unpack(await read(picturesPath(pictures))), classes);
      const split = groups ? grouped(all, groups.groupOf) : all;
      return {
        ...makePictureTask(text, groups?.classes ?? classes, () => split),
        ...(groups ? { subclasses: classes } : {}),
      };
    },
  };
}

export const DIGIT_CLASSES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

export const digits = pictureTask(
  {
    id: 'digits',
    title: 'Handwritten digits',
    description: 'Say which digit a picture shows (MNIST).',
  },
  'digits',
  DIGIT_CLASSES,
);

export const PARITY_CLASSES = ['even', 'odd'] as const;

export const parity = pictureTask(
  {
    id: 'parity',
    title: 'Even or odd',
    description: 'Say whether the digit in a picture is even or odd (MNIST).',
  },
  'digits',
  DIGIT_CLASSES,
  { classes: PARITY_CLASSES, groupOf: (digit) => PARITY_CLASSES[Number(digit) % 2 === 0 ? 0 : 1] },
);

export const FASHION_CLASSES = [
  'T-shirt',
  'trousers',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'ankle boot',
] as const;

export const fashion = pictureTask(
  {
    id: 'fashion',
    title: 'Clothes',
    description: 'Say what a picture from a fashion shop shows (Fashion-MNIST).',
  },
  'fashion',
  FASHION_CLASSES,
);
