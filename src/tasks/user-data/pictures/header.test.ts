import { expect, test } from 'vitest';
import { cellsOf, jpeg, png, pngHead } from '../../../test-support/picture-files';
import { pictureSize, pictureType } from './header';

test.each([
  ['PNG', png(cellsOf('left', 1)), 'image/png', { width: 32, height: 32 }],
  [
    'a PNG with nothing behind its head',
    pngHead(40_000, 30_000),
    'image/png',
    { width: 40_000, height: 30_000 },
  ],
  ['JPEG', jpeg(cellsOf('left', 1)), 'image/jpeg', { width: 32, height: 32 }],
  [
    'JPEG with Exif before its frame',
    jpeg(cellsOf('top', 1), { orientation: 6 }),
    'image/jpeg',
    { width: 32, height: 32 },
  ],
  [
    'JPEG in CMYK',
    jpeg(cellsOf('top', 1), { cmyk: true, blocks: 3 }),
    'image/jpeg',
    { width: 96, height: 96 },
  ],
] as const)('%s', (_what, bytes, type, size) => {
  expect(pictureType(bytes)).toBe(type);
  expect(pictureSize(bytes, type)).toEqual(size);
});

test('other formats are none, and a picture that is cut off has no size', () => {
  expect(pictureType(Buffer.from('GIF89a'))).toBeNull();
  expect(pictureType(Buffer.alloc(0))).toBeNull();
  expect(pictureSize(pngHead(0, 5), 'image/png')).toBeNull();
  const [portable, photo] = [png(cellsOf('left', 1)), jpeg(cellsOf('left', 1))];
  const frame = photo.indexOf(Buffer.from([0xff, 0xc0]));
  for (let length = 0; length < 24; length++) {
    expect(pictureSize(portable.subarray(0, length), 'image/png')).toBeNull();
  }
  for (let length = 0; length < frame + 9; length++) {
    expect(pictureSize(photo.subarray(0, length), 'image/jpeg')).toBeNull();
  }
});

test('bytes of any kind give a size or none', () => {
  let state = 1;
  const byte = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 24;
  };
  for (let i = 0; i < 500; i++) {
    const noise = Uint8Array.from({ length: 64 }, () => (byte() < 80 ? 255 : byte()));
    for (const type of ['image/png', 'image/jpeg'] as const) {
      const size = pictureSize(noise, type);
      if (size) expect(size.width * size.height).toBeGreaterThan(0);
    }
  }
});
