/**
 * Random numbers as a function of (seed, stream, step, row, position), without hidden state.
 *
 * Threefry-2x32 with 20 rounds, from J. Salmon, M. Moraes, R. Dror and D. Shaw, "Parallel random numbers: as easy
 * as 1, 2, 3" (SC 2011). Because a number depends on its address only, a run can be repeated, resumed and stepped,
 * and neither the block size nor the backend changes which number a token gets. The WGSL version is the same function.
 */

/** Which use a number is for: the second key word. Two uses never share a stream, so they are independent. */
export const STREAM = {
  /** Initial weights. */
  init: 0,
  /** Which prompts are in a batch. */
  batch: 1,
  /** Tokens drawn from the student. */
  studentToken: 2,
  /** Tokens drawn from the teacher. */
  teacherToken: 3,
  /** Order of a data set. */
  shuffle: 4,
  /** Batches of the supervised start. */
  sftBatch: 5,
  /** Tokens drawn in an evaluation. */
  evaluation: 6,
  /** Examples of generated tasks. */
  examples: 7,
  /** Which source writes each sequence of a mixture, and which replayed sequence. */
  mixture: 8,
  /** Tokens of the teacher's text that is decoded before the run. */
  teacherText: 9,
  /** The fixed projection between features of different width. */
  projection: 10,
  /** The learned maps between hidden states of different width, at their start. */
  learnedMap: 11,
  /** How far a picture is moved before a teacher learns from it. */
  pictureShift: 12,
  /** Which digits stand where in a scene. */
  scene: 14,
  /** Initial weights of a second student that learns with the first. */
  peer: 16,
  /** The low-rank module on the teacher, at its start. */
  onlineModule: 17,
  /** Batches of the student's exams. */
  examBatch: 18,
  /** Where an attack on a picture begins. */
  attackStart: 19,
  /** Which labels are redrawn, and the drawn ones. */
  labelNoise: 21,
  /** Crops of pictures, and how each is changed. */
  crop: 14,
  /** Patches that are hidden from a student. */
  patchMask: 15,
  /** Heads of self-distillation, at their start. */
  prototypeHead: 22,
  /** The rotation among the principal directions of a class. */
  subclassRotation: 13,
  /** Strokes of glyphs, drawings of them that a teacher learns, and those that pictures are paired with. */
  glyph: 32,
  learnedGlyph: 33,
  pairedGlyph: 34,
  /** The teacher of glyphs and the discriminator, at their start. */
  glyphTeacher: 35,
  discriminator: 36,
  /** Examples of generated tasks that are in no split. */
  freshExamples: 37,
  /** Resampling of prompts for confidence intervals. */
  resampling: 20,
  /** The class towards which a picture is moved to the teacher's boundary. */
  boundaryTarget: 30,
  /** Branches of a student beside itself, at their start. */
  branches: 31,
  /** Speculative decoding: tokens the student drafts, whether the teacher takes them, and its own where it does not. */
  draft: 24,
  draftAcceptance: 25,
  draftReplacement: 26,
  /** Which words are left out of a sentence before a teacher learns from it. */
  wordDropout: 27,
} as const;

const PARITY = 0x1bd11bda;
const TWO_TO_MINUS_24 = 2 ** -24;
const TWO_TO_MINUS_32 = 2 ** -32;

// The two result words of the last `mix`. Module variables, not a returned pair: an allocation for each number would
// dominate the cost of filling an array. Nothing may run between `mix` and the reading of these.
let word0 = 0;
let word1 = 0;

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

function mix(key0: number, key1: number, counter0: number, counter1: number): void {
  const key2 = PARITY ^ key0 ^ key1;
  let a = (counter0 + key0) | 0;
  let b = (counter1 + key1) | 0;
  // Five groups of four rounds; after each a key injection. The rotation constants alternate between two sets.
  for (let group = 1; group <= 5; group++) {
    if (group % 2 === 1) {
      a = (a + b) | 0;
      b = rotate(b, 13) ^ a;
      a = (a + b) | 0;
      b = rotate(b, 15) ^ a;
      a = (a + b) | 0;
      b = rotate(b, 26) ^ a;
      a = (a + b) | 0;
      b = rotate(b, 6) ^ a;
    } else {
      a = (a + b) | 0;
      b = rotate(b, 17) ^ a;
      a = (a + b) | 0;
      b = rotate(b, 29) ^ a;
      a = (a + b) | 0;
      b = rotate(b, 16) ^ a;
      a = (a + b) | 0;
      b = rotate(b, 24) ^ a;
    }
    const first = group % 3;
    a = (a + (first === 0 ? key0 : first === 1 ? key1 : key2)) | 0;
    b = (b + (first === 0 ? key1 : first === 1 ? key2 : key0) + group) | 0;
  }
  word0 = a >>> 0;
  word1 = b >>> 0;
}

/**
 * Threefry-2x32-20: two random uint32 for a key and a counter, each two uint32.
 * Arguments are taken modulo 2³².
 */
export function threefry2x32(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
): [number, number] {
  mix(key0 | 0, key1 | 0, counter0 | 0, counter1 | 0);
  return [word0, word1];
}

function assertBelow65536(value: number, name: string): void {
  if (!Number.isInteger(value) || value < 0 || value >= 65_536) {
    throw new RangeError(`${name} must be a whole number from 0 to 65535, not ${value}`);
  }
}

/**
 * The uniform number in [0, 1) at an address. A multiple of 2⁻²⁴, so float32 holds it exactly.
 * Key (seed, stream), counter (step, row · 65536 + position), the upper 24 bits of the first word.
 *
 * @throws RangeError when row or position is not in 0 … 65535.
 */
export function uniform(seed: number, stream: number, step: number, row: number, position: number): number {
  assertBelow65536(row, 'row');
  assertBelow65536(position, 'position');
  mix(seed | 0, stream | 0, step | 0, (row * 65_536 + position) | 0);
  return (word0 >>> 8) * TWO_TO_MINUS_24;
}

/**
 * `uniform(seed, stream, step, row, position)` for all rows and positions, row-major [rows, positions].
 *
 * @param firstRow the row that the first numbers are for
 * @throws RangeError when the number of rows or positions, or a row, is not in 0 … 65535.
 */
export function uniformArray(
  seed: number,
  stream: number,
  step: number,
  rows: number,
  positions: number,
  firstRow = 0,
): Float32Array {
  assertBelow65536(firstRow, 'row');
  assertBelow65536(firstRow + rows, 'rows');
  assertBelow65536(positions, 'positions');
  const numbers = new Float32Array(rows * positions);
  let at = 0;
  for (let row = firstRow; row < firstRow + rows; row++) {
    for (let position = 0; position < positions; position++) {
      mix(seed | 0, stream | 0, step | 0, (row * 65_536 + position) | 0);
      numbers[at++] = (word0 >>> 8) * TWO_TO_MINUS_24;
    }
  }
  return numbers;
}

/**
 * `count` standard normal numbers (Box–Muller, two for each counter). `block` selects an independent array of the same
 * stream, for example one for each weight matrix.
 *
 * @throws RangeError when count is negative or not whole.
 */
export function normalArray(seed: number, stream: number, count: number, block = 0): Float32Array {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`count must be a whole number from 0, not ${count}`);
  }
  const numbers = new Float32Array(count);
  for (let at = 0; at < count; at += 2) {
    mix(seed | 0, stream | 0, at >>> 1, block | 0);
    // (0, 1], never 0: its logarithm is taken.
    const radius = Math.sqrt(-2 * Math.log((word0 + 1) * TWO_TO_MINUS_32));
    const angle = 2 * Math.PI * word1 * TWO_TO_MINUS_32;
    numbers[at] = radius * Math.cos(angle);
    if (at + 1 < count) numbers[at + 1] = radius * Math.sin(angle);
  }
  return numbers;
}

/** A shuffled copy (Fisher–Yates). The same seed, stream and length always give the same order. */
export function shuffle<T>(items: readonly T[], seed: number, stream: number = STREAM.shuffle): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    mix(seed | 0, stream | 0, last, 0);
    // 32 random bits over at most 10⁵ items: the bias is below 10⁻⁴ of a probability that is itself 10⁻⁵.
    const other = Math.floor(word0 * TWO_TO_MINUS_32 * (last + 1));
    const kept = shuffled[last] as T;
    shuffled[last] = shuffled[other] as T;
    shuffled[other] = kept;
  }
  return shuffled;
}
