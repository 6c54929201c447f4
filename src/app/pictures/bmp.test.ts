import { expect, test } from 'vitest';
import { pictureUrl } from './bmp';

const bytesOf = (url: string): Uint8Array =>
  Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (character) => character.charCodeAt(0));

test('is a bitmap of its size, upside down, with a grey for each level', () => {
  // Row 0 is 0123, row 3 is cdef.
  const bytes = bytesOf(pictureUrl('0123456789abcdef'));
  const view = new DataView(bytes.buffer);
  expect(String.fromCharCode(...bytes.slice(0, 2))).toBe('BM');
  expect([view.getUint32(2, true), view.getInt32(18, true), view.getUint16(28, true)]).toEqual([134, 4, 4]);
  const start = view.getUint32(10, true);
  expect([...bytes.slice(start, start + 4)]).toEqual([0xcd, 0xef, 0, 0]);
  expect([...bytes.slice(start + 12)]).toEqual([0x01, 0x23, 0, 0]);
  expect([...bytes.slice(54 + 4 * 15, 54 + 64)]).toEqual([255, 255, 255, 0]);
});
