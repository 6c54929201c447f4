import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../errors/user-error';
import { says } from '../test-support/says';
import { readSafetensors, writeSafetensors } from './safetensors';

/** A file with any header and any data. */
function file(header: unknown, data: Uint8Array = new Uint8Array()): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const tensorMap = fc
  .dictionary(fc.string(), fc.array(fc.float({ noDefaultInfinity: false }), { maxLength: 12 }))
  .map(
    (entries) =>
      new Map(
        Object.entries(entries)
          .filter(([name]) => name !== '__metadata__')
          .map(([name, values]) => [name, { shape: [1, values.length], data: Float32Array.from(values) }]),
      ),
  );

describe('round trip', () => {
  test('F32 is exact, whatever the names and metadata', () => {
    fc.assert(
      fc.property(tensorMap, fc.dictionary(fc.string(), fc.string()), (tensors, metadata) => {
        const read = readSafetensors(writeSafetensors(tensors, metadata));
        expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(metadata).sort());
        expect([...read.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
        for (const [name, { shape, data }] of tensors) {
          expect(read.tensors.get(name)).toEqual({ dtype: 'F32', shape, data });
        }
      }),
    );
  });

  test('F16 keeps values within half a unit in the last place', () => {
    const values = fc.array(fc.float({ min: -60_000, max: 60_000, noNaN: true }), { maxLength: 20 });
    fc.assert(
      fc.property(values, (numbers) => {
        const data = Float32Array.from(numbers);
        const tensors = new Map([['a', { shape: [data.length], data }]]);
        const read = readSafetensors(writeSafetensors(tensors, {}, 'F16')).tensors.get('a');
        expect(read?.dtype).toBe('F16');
        data.forEach((number, i) => {
          const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(number) || 2 ** -14)));
          expect(Math.abs((read?.data[i] ?? Number.NaN) - number)).toBeLessThanOrEqual(2 ** (exponent - 11));
        });
      }),
    );
  });

  test('names that JavaScript treats specially are only names', () => {
    const data = Float32Array.of(1, 2);
    const metadata: Record<string, string> = JSON.parse('{"__proto__":"x","constructor":"y"}');
    const tensors = new Map([['__proto__', { shape: [2], data }]]);
    const read = readSafetensors(writeSafetensors(tensors, metadata));
    expect(read.tensors.get('__proto__')?.data).toEqual(data);
    expect(Object.entries(read.metadata)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  test('a scalar, an empty tensor, an empty file', () => {
    const tensors = new Map([
      ['empty', { shape: [3, 0], data: new Float32Array() }],
      ['scalar', { shape: [], data: Float32Array.of(7) }],
    ]);
    const read = readSafetensors(writeSafetensors(tensors)).tensors;
    expect(read.get('empty')).toEqual({ dtype: 'F32', shape: [3, 0], data: new Float32Array() });
    expect(read.get('scalar')).toEqual({ dtype: 'F32', shape: [], data: Float32Array.of(7) });
    expect(readSafetensors(writeSafetensors(new Map()))).toEqual({ metadata: {}, tensors: new Map() });
  });
});

test('the layout is that of the format: length, padded JSON, tensors by name', () => {
  const tensors = new Map([
    ['b', { shape: [1], data: Float32Array.of(2) }],
    ['a', { shape: [1], data: Float32Array.of(1) }],
  ]);
  const bytes = writeSafetensors(tensors, { by: 'test' });
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(length % 8).toBe(0);
  const json = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  expect(json.trimEnd()).toBe(
    '{"__metadata__":{"by":"test"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},' +
      '"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
  );
  expect(new Float32Array(bytes.buffer, 8 + length)).toEqual(Float32Array.of(1, 2));
});

test('unaligned bytes and plain buffers read the same', () => {
  const tensors = new Map([['a', { shape: [2], data: Float32Array.of(1.5, -2) }]]);
  for (const dtype of ['F32', 'F16'] as const) {
    const bytes = writeSafetensors(tensors, {}, dtype);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(readSafetensors(shifted.subarray(3))).toEqual(readSafetensors(bytes));
    // `slice` of a Buffer copies nothing.
    expect(readSafetensors(Buffer.from(shifted.buffer).subarray(3))).toEqual(readSafetensors(bytes));
    expect(readSafetensors(bytes.buffer)).toEqual(readSafetensors(bytes));
  }
});

const tensor = (offsets: unknown, shape: unknown = [1], dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: offsets,
});
const four = new Uint8Array(4);
const eight = new Uint8Array(8);

test.each([
  ['nothing', new Uint8Array(), /too short/],
  ['seven bytes', new Uint8Array(7), /too short/],
  ['a header beyond the end', file('{}').subarray(0, 9), /cut off/],
  ['a length of 2⁶⁴ − 1', new Uint8Array(20).fill(255), /longer than/],
  ['a header over the limit', file(`{}${' '.repeat(2 ** 20)}`), /longer than/],
  ['bad JSON', file('{"a":'), /not readable JSON/],
  ['an empty header', file(''), /not readable JSON/],
  ['deep nesting', file('['.repeat(500_000)), /not readable JSON/],
  ['bad UTF-8', file('"\u0000"').fill(0xff, 9, 10), /not readable JSON/],
  ['an array', file([]), /not a table/],
  ['null', file('null'), /not a table/],
  ['a tensor that is a number', file({ a: 1 }), /not described/],
  ['an unsupported type', file({ a: tensor([0, 4], [4], 'I8') }, four), /of the type “I8”/],
  ['an unknown type', file({ a: tensor([0, 4], [1], 'Q4_K') }, four), /of the type “Q4_K”/],
  ['a type that is no text', file({ a: tensor([0, 4], [1], 4) }, four), /not described/],
  ['no shape', file({ a: { dtype: 'F32', data_offsets: [0, 4] } }, four), /impossible shape/],
  ['a negative size', file({ a: tensor([0, 4], [-1, -1]) }, four), /impossible shape/],
  ['a fractional size', file({ a: tensor([0, 4], [0.5, 2]) }, four), /impossible shape/],
  ['a huge size', file({ a: tensor([0, 4], [1e300]) }, four), /impossible shape/],
  ['many dimensions', file({ a: tensor([0, 4], new Array(9).fill(1)) }, four), /impossible shape/],
  ['sizes that overflow', file({ a: tensor([0, 4], new Array(8).fill(2 ** 53 - 1)) }, four), /does not fit/],
  ['offsets that do not fit the shape', file({ a: tensor([0, 4], [2]) }, four), /does not fit/],
  ['one offset', file({ a: tensor([0]) }, four), /impossible offsets/],
  ['offsets backwards', file({ a: tensor([4, 0]) }, four), /impossible offsets/],
  ['a negative offset', file({ a: tensor([-4, 0]) }, four), /impossible offsets/],
  ['offsets beyond the end', file({ a: tensor([4, 8]) }, four), /cut off/],
  ['overlapping tensors', file({ a: tensor([0, 4]), b: tensor([0, 4]) }, four), /overlaps/],
  ['a gap', file({ a: tensor([4, 8]) }, eight), /unused bytes before/],
  ['bytes left over', file({ a: tensor([0, 4]) }, eight), /unused bytes at its end/],
  [
    'a repeated name',
    file(
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}, "\\u0061" :{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
      eight,
    ),
    /“a” more than once/,
  ],
  ['a repeated key inside', file('{"__metadata__":{"k":"1","k":"2"}}'), /“k” more than once/],
  ['metadata that is not text', file({ __metadata__: { a: 1 } }), /metadata/],
  ['metadata that is a list', file({ __metadata__: [] }), /metadata/],
] as const)('refuses %s', (_name, bytes, message) => {
  expect(() => readSafetensors(bytes)).toThrow(UserError);
  expect(() => readSafetensors(bytes)).toThrow(says(message));
});

test('limits and finiteness are checked on request', () => {
  const tensors = new Map([
    ['a', { shape: [2], data: Float32Array.of(1, Number.NaN) }],
    ['b', { shape: [1], data: Float32Array.of(1) }],
  ]);
  for (const dtype of ['F32', 'F16'] as const) {
    const bytes = writeSafetensors(tensors, {}, dtype);
    expect(readSafetensors(bytes).tensors.size).toBe(2);
    expect(() => readSafetensors(bytes, { assertFinite: true })).toThrow(says(/“a” holds a value/));
    expect(() => readSafetensors(bytes, { tensors: 1 })).toThrow(says(/too many/));
    expect(() => readSafetensors(bytes, { headerBytes: 10 })).toThrow(says(/longer than 10/));
  }
});

test('a key or a brace inside a string is not a repeated key', () => {
  const metadata = { a: '{"b":1,"b":2}', b: '"b":', 'c"': '\\', 'c\\': 'c":' };
  expect(readSafetensors(writeSafetensors(new Map(), metadata)).metadata).toEqual(metadata);
});

test('writing refuses what could not be read', () => {
  const data = Float32Array.of(1, 2);
  expect(() => writeSafetensors(new Map([['a', { shape: [3], data }]]))).toThrow(RangeError);
  expect(() => writeSafetensors(new Map([['a', { shape: [-1, -2], data }]]))).toThrow(RangeError);
  expect(() => writeSafetensors(new Map([['__metadata__', { shape: [2], data }]]))).toThrow(RangeError);
});

describe('fuzz: nothing but UserError', () => {
  const attempt = (bytes: Uint8Array): void => {
    try {
      readSafetensors(bytes, { assertFinite: true });
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
    }
  };

  test('arbitrary bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), attempt));
  });

  test('arbitrary JSON headers', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.uint8Array(), (header, data) => attempt(file(header, data))));
  });

  test('tensor-like headers', () => {
    const sizes = fc.array(fc.oneof(fc.nat(8), fc.integer(), fc.double()), { maxLength: 3 });
    const entry = fc.record(
      {
        dtype: fc.constantFrom('F32', 'F16', 'I8'),
        shape: sizes,
        data_offsets: fc.oneof(sizes, fc.tuple(fc.nat(16), fc.nat(16))),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), entry), fc.uint8Array({ maxLength: 16 }), (header, data) =>
        attempt(file(header, data)),
      ),
    );
  });

  test('a good file with one byte changed, or cut off', () => {
    const tensors = new Map([
      ['weight', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
      ['gain', { shape: [2], data: Float32Array.of(1, 1) }],
    ]);
    const good = writeSafetensors(tensors, { made: 'here' });
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        attempt(Uint8Array.from(good, (old, i) => (i === at ? byte : old)));
        expect(() => readSafetensors(good.subarray(0, at))).toThrow(UserError);
      }),
    );
  });
});
