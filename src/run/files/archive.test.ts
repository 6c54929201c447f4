import { deflateRawSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../errors/user-error';
import { says } from '../../test-support/says';
import { LONGEST_INPUT, unzip, zip } from './archive';

const all = (): boolean => true;
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

test('what is packed comes back, stored or compressed', () => {
  const files = new Map([
    ['a.json', text('{}'.repeat(500))],
    ['b.safetensors', Uint8Array.from({ length: 3000 }, (_, i) => (i * 7) % 251)],
    ['empty', new Uint8Array()],
  ]);
  const packed = zip('folder', files, new Date('2026-01-02'));
  expect(unzip(packed, all)).toEqual(files);
  expect([...unzip(packed, (name) => name.endsWith('.json')).keys()]).toEqual(['a.json']);
  expect(packed).toEqual(zip('folder', files, new Date('2026-01-02')));
});

test('of two files with one name the one nearer to the top counts; shadows of macOS count for nothing', () => {
  const packed = zipSync({
    'deep/er/config.json': text('deeper'),
    '__MACOSX/config.json': text('shadow'),
    'deep/config.json': text('deep'),
  });
  expect(unzip(packed, all)).toEqual(new Map([['config.json', text('deep')]]));
});

/** A zip archive written by hand, where every number may be a lie. */
function forged(
  entry: Partial<Record<'size' | 'packedSize' | 'method' | 'flags' | 'crc' | 'header', number>>,
  packed: Uint8Array,
  count = 1,
): Uint8Array {
  const name = Buffer.from('config.json');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50);
  central.writeUInt16LE(entry.flags ?? 0, 8);
  central.writeUInt16LE(entry.method ?? 8, 10);
  central.writeUInt32LE(entry.crc ?? 0, 16);
  central.writeUInt32LE(entry.packedSize ?? packed.length, 20);
  central.writeUInt32LE(entry.size ?? 0, 24);
  central.writeUInt16LE(name.length, 28);
  central.writeUInt32LE(entry.header ?? 0, 42);
  const start = local.length + name.length + packed.length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(start, 16);
  return Buffer.concat([local, name, packed, central, name, end]);
}

describe('refuses in a sentence', () => {
  const good = zip('f', new Map([['config.json', text('hello hello hello hello')]]), new Date('2026-01-02'));
  const spoilt = (offset: number): Uint8Array => good.map((byte, i) => (i === offset ? byte ^ 255 : byte));
  // 256 MB of zeros in 256 kB.
  const bomb = deflateRawSync(Buffer.alloc(2 ** 28));
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /not a whole zip archive/],
    ['text', text('hello'.repeat(20)), /not a whole zip archive/],
    ['half an archive', good.subarray(0, good.length / 2), /not a whole zip archive/],
    ['an archive without its beginning', good.subarray(20), /damaged, or it was cut off/],
    ['a changed byte', spoilt(46), /config\.json” in the archive is damaged/],
    ['a bomb', forged({ size: 2 ** 28 }, bomb), /more than 64 MB/],
    ['a bomb that says it is small', forged({ size: 1000 }, bomb), /is damaged/],
    ['a file that says it is larger', forged({ size: 1000 }, deflateRawSync(Buffer.alloc(10))), /is damaged/],
    ['a file that ends after the archive', forged({ packedSize: 2 ** 31 }, text('x')), /cut off/],
    ['a header beyond the end', forged({ header: 2 ** 31 }, text('x')), /cut off/],
    ['a header that is none', forged({ header: 1 }, text('x')), /cut off/],
    [
      'a file cut off inside',
      forged({ size: 2 ** 20 }, deflateRawSync(Buffer.alloc(2 ** 20)).subarray(0, 99)),
      /is damaged/,
    ],
    ['encryption', forged({ flags: 1 }, text('x')), /encrypted/],
    ['another packing', forged({ method: 12 }, text('x')), /cannot unpack/],
    ['a wrong checksum', forged({ method: 0, size: 1, crc: 5 }, text('x')), /is damaged/],
    ['more files than it lists', forged({}, text('x'), 3), /damaged/],
    ['sixty thousand files', forged({}, text('x'), 60_000), /more than 1000 files/],
  ])('%s', (_name, bytes, message) => {
    expect(() => unzip(bytes, all)).toThrow(UserError);
    expect(() => unzip(bytes, all)).toThrow(says(message));
    expect(() => unzip(bytes, all)).toThrow(says(/^[A-Z].*\.$/s));
  });

  test('a bomb is given up long before it is unpacked', () => {
    const started = performance.now();
    expect(() => unzip(forged({ size: LONGEST_INPUT - 1 }, bomb), all)).toThrow(says(/is damaged/));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
