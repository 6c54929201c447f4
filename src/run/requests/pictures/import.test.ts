import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PICTURE_LIMITS, READ_AS_DETECTED } from '../../../experiment/user-data';
import { pngHead } from '../../../test-support/picture-files';
import { says } from '../../../test-support/says';
import { NO_PAUSE } from '../../../test-support/user-data';
import type { PictureFile } from '../../protocol/data';
import { importPictures } from './import';

type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes of a test's file: a PNG of one pixel whose last byte is its grey; 255 cannot be decoded. */
const file = (grey: number): Bytes => Uint8Array.from([...pngHead(1, 1), grey]);

let noise = 0;

/** A canvas of one colour, and a decoder of the files above: Node has neither. */
beforeEach(() => {
  noise = 0;
  vi.stubGlobal('createImageBitmap', async (blob: Blob) => {
    const grey = new Uint8Array(await blob.arrayBuffer()).at(-1) ?? 0;
    if (grey === 255) throw new DOMException('', 'InvalidStateError');
    return { width: 1, height: 1, grey, close: () => {} };
  });
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext() {
        let pixel = [0, 0, 0];
        return {
          canvas: this,
          set fillStyle(colour: string) {
            pixel = (colour.match(/\d+/g) ?? ['255', '255', '255']).map(Number);
          },
          fillRect: () => {},
          drawImage: ({ grey }: { grey: number }) => {
            pixel = [grey, grey, grey];
          },
          getImageData: (_x: number, _y: number, width: number, height: number) => ({
            data: Array.from({ length: width * height }, () => [...pixel.map((v) => v + noise), 255]).flat(),
          }),
        };
      }
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

const load = (source: Blob | readonly PictureFile[], name = 'a.zip') =>
  importPictures(source, name, READ_AS_DETECTED, NO_PAUSE);
const zip = (files: Readonly<Record<string, Uint8Array>>): Blob => new Blob([zipSync({ ...files })]);
const folder = (files: Readonly<Record<string, Bytes>>): PictureFile[] =>
  Object.entries(files).map(([path, bytes]) => ({ path, file: new Blob([bytes]) }));
/** Files of 15 greys, as they are told apart at 16 levels. */
const greys = (of: string, count = 15): Record<string, Bytes> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${of}/${i + 10}.png`, file(17 * i)]));

describe('pictures of an archive and of a folder', () => {
  test('are the same data, in an order that the files do not decide', async () => {
    const files = {
      ...greys('pets/cat', 8),
      'pets/dog/1.png': file(17 * 9),
      'pets/dog/2.png': file(17 * 10),
    };
    const first = await load(zip(files));
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    const second = await load(folder(reversed), 'pets');
    expect(second).toEqual(first);
    // The first of each class, then the second.
    expect(first?.examples.slice(0, 5).map(({ response }) => response)).toEqual([
      'cat',
      'dog',
      'cat',
      'dog',
      'cat',
    ]);
    expect(first?.preview).toMatchObject({ found: 10, used: 10, fingerprint: 0 });
  });

  test('each file that cannot be used is counted with its reason, and costs only itself', async () => {
    const files = {
      'cat/a.png': file(34),
      'cat/b.png': file(34),
      'cat/broken.png': file(255),
      'cat/poster.png': pngHead(6_000, 5_000),
      'cat/page.png': Buffer.from('<html>'),
      'cat/notes.txt': Buffer.from('notes'),
      'alone.png': file(51),
      [`${'x'.repeat(41)}/a.png`]: file(68),
      '__MACOSX/cat/._a.png': file(85),
    };
    const imported = await load(zip(files));
    const why = Object.fromEntries(
      imported?.preview.excluded.map(({ reason, samples }) => [reason, samples]) ?? [],
    );
    expect(why).toEqual({
      same: ['cat/b.png'],
      damaged: ['cat/broken.png'],
      pixels: ['cat/poster.png'],
      format: ['cat/notes.txt', 'cat/page.png'],
      'no-class': ['alone.png'],
      'class-name': [`${'x'.repeat(41)}/a.png`],
    });
    expect(imported?.preview).toMatchObject({ found: 8, used: 1 });
  });

  test('a file that is too large is not read', async () => {
    const large = new Blob([file(1)]);
    Object.defineProperty(large, 'size', { value: PICTURE_LIMITS.bytes + 1 });
    const imported = await load([{ path: 'cat/1.png', file: large }, ...folder({ 'cat/2.png': file(34) })]);
    expect(imported?.preview.excluded).toEqual([{ reason: 'bytes', count: 1, samples: ['cat/1.png'] }]);
  });

  test('classes beyond the limit are left out before anything is decoded', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 27 }, (_, i) => [
        `class ${String(i).padStart(2, '0')}/1.png`,
        file(17 * (i % 15)),
      ]),
    );
    const imported = await load(zip(files));
    expect(imported?.preview.excluded.find(({ reason }) => reason === 'classes')).toMatchObject({
      samples: ['class 26/1.png'],
    });
  });
});

describe('refused in a sentence', () => {
  test('an archive without pictures, and one that is too large', async () => {
    await expect(load(zip({ 'a/notes.txt': Buffer.from('x') }))).rejects.toThrow(says(/no PNG or JPEG/));
    const huge = zip(greys('cat'));
    Object.defineProperty(huge, 'size', { value: PICTURE_LIMITS.archive + 1 });
    await expect(load(huge)).rejects.toThrow(says(/at most 128 MB/));
  });

  test('a browser without decoders, and one that gives noise for pixels', async () => {
    noise = 3;
    await expect(load(zip(greys('cat')))).rejects.toThrow(says(/noise in the place of pixels/));
    vi.stubGlobal('OffscreenCanvas', undefined);
    await expect(load(zip(greys('cat')))).rejects.toThrow(says(/cannot decode pictures/));
  });
});

test('other files are not pictures', async () => {
  expect(await load(new Blob(['house\tmaison']), 'words.tsv')).toBeNull();
});
