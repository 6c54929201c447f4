import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../test-support/engine';
import { at, expectClose, geluOf, product, randomNumbers, transposed } from '../../test-support/numbers';
import type { Engine } from './engine';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});

const BYTES = 4;
const pad8 = (n: number): number => Math.ceil(n / 8) * 8;
const size = fc.integer({ min: 1, max: 37 });

const EPILOGUES = [
  { kind: 0, name: 'stored', of: (value: number) => value },
  { kind: 1, name: 'added', of: (value: number, before: number) => before + value },
  { kind: 2, name: 'through GELU', of: geluOf },
] as const;

test.each(EPILOGUES)('a product of packed weights, $name, is that of a plain loop', ({ kind, of }) => {
  fc.assert(
    fc.property(size, size, size, (m, k, n) => {
      const a = randomNumbers(m * k, 1);
      // Small enough that no sum leaves the range in which the reference of GELU is exact.
      const b = randomNumbers(k * n, 2, 0.1);
      const before = randomNumbers(m * pad8(n), 3);
      const expected = product(a, b, m, k, n).map((value, i) => {
        const place = Math.floor(i / n) * pad8(n) + (i % n);
        return of(value, at(before, place));
      });
      engine.within((allocate) => {
        const [left, right, packed, out] = [m * k, k * n, k * pad8(n), m * pad8(n)].map(allocate);
        if (left === undefined || right === undefined || packed === undefined || out === undefined) return;
        engine.floats(left, m * k).set(a);
        engine.floats(right, k * n).set(b);
        engine.floats(out, m * pad8(n)).set(before);
        engine.kernels.pack(right, packed, k, n);
        engine.kernels.product(left, k * BYTES, packed, out, pad8(n) * BYTES, m, k, n, kind);
        const result = engine.floats(out, m * pad8(n)).filter((_, i) => i % pad8(n) < n);
        expectClose(result, expected, 2e-6, 1 + Math.sqrt(k));
        // The transpose of the transpose, packed, is the same.
        engine.floats(right, k * n).set(transposed(b, k, n));
        engine.floats(out, m * pad8(n)).set(before);
        engine.kernels.packTransposed(right, packed, k, n);
        engine.kernels.product(left, k * BYTES, packed, out, pad8(n) * BYTES, m, k, n, kind);
        expect(engine.floats(out, m * pad8(n)).filter((_, i) => i % pad8(n) < n)).toEqual(result);
      });
    }),
    { numRuns: 60 },
  );
});

test('a row’s results do not depend on the rows beside it', () => {
  const [m, k, n] = [11, 29, 24];
  engine.within((allocate) => {
    const [left, right, packed, out] = [m * k, k * n, k * n, m * n].map(allocate);
    if (left === undefined || right === undefined || packed === undefined || out === undefined) return;
    engine.floats(left, m * k).set(randomNumbers(m * k, 4));
    engine.floats(right, k * n).set(randomNumbers(k * n, 5));
    engine.kernels.pack(right, packed, k, n);
    const run = (first: number, count: number): Float32Array => {
      const from = left + first * k * BYTES;
      engine.kernels.product(from, k * BYTES, packed, out, n * BYTES, count, k, n, 0);
      return engine.floats(out, count * n).slice();
    };
    const whole = run(0, m);
    for (const [first, count] of [
      [0, 1],
      [3, 4],
      [5, 6],
      [8, 3],
    ] as const) {
      expect(run(first, count)).toEqual(whole.slice(first * n, (first + count) * n));
    }
  });
});

test('the gradient of a matrix is xᵀ·y, added to what was there', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 230 }), size, size, (rows, m, n) => {
      const x = randomNumbers(rows * m, 6);
      const y = randomNumbers(rows * n, 7);
      const before = randomNumbers(m * n, 8);
      const expected = product(transposed(x, rows, m), y, m, rows, n).map(
        (value, i) => value + at(before, i),
      );
      engine.within((allocate) => {
        const left = allocate(rows * pad8(m));
        const right = allocate(rows * pad8(n));
        const out = allocate(m * n);
        const room = allocate(rows * (pad8(m) + pad8(n)));
        const spread = (at: number, values: readonly number[], width: number): void => {
          const view = engine.floats(at, rows * pad8(width)).fill(Number.NaN);
          values.forEach((value, i) => {
            view[Math.floor(i / width) * pad8(width) + (i % width)] = value;
          });
        };
        spread(left, x, m);
        spread(right, y, n);
        engine.floats(out, m * n).set(before);
        engine.kernels.productOfTransposed(
          left,
          pad8(m) * BYTES,
          right,
          pad8(n) * BYTES,
          out,
          rows,
          m,
          n,
          room,
        );
        // The size of a sum's terms together: where they cancel, their rounding stays.
        expectClose(engine.floats(out, m * n), expected, 2e-6, 1 + Math.sqrt(rows));
      });
    }),
    { numRuns: 40 },
  );
});

test('room that was given back is used again', () => {
  const first = engine.allocate(1000);
  engine.free(first);
  expect(engine.allocate(1000)).toBe(first);
  engine.free(first);
});

test('more memory than there is is an error that says so', () => {
  expect(() => engine.allocate(2 ** 30)).toThrow(expect.objectContaining({ code: 'memory-full' }));
  const after = engine.allocate(10);
  engine.floats(after, 10).fill(1);
  engine.free(after);
});
