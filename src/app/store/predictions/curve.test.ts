import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CurvePoint,
  distance,
  MOST_POINTS,
  readCurve,
  valueAt,
  withoutBetween,
  withoutPoint,
  withPoint,
} from './curve';

const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const points = (most: number) =>
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 2000 }), value), {
      minLength: 1,
      maxLength: most,
      selector: ([step]) => step,
    })
    .map((all): CurvePoint[] => all.toSorted(([a], [b]) => a - b));
const curve = points(MOST_POINTS).map((all) => ({ points: all }));

describe('a curve', () => {
  test('runs straight between its points and level outside of them', () => {
    const drawn = {
      points: [
        [100, 2],
        [300, 1],
      ] as const,
    };
    expect([0, 100, 150, 200, 300, 900].map((step) => valueAt(drawn, step))).toEqual([2, 2, 1.75, 1.5, 1, 1]);
    expect(valueAt({ points: [] }, 1)).toBeNull();
  });

  test('has the value of each of its points, and stays between the least and the greatest', () => {
    fc.assert(
      fc.property(curve, fc.integer({ min: -10, max: 3000 }), (drawn, step) => {
        for (const [at, height] of drawn.points) expect(valueAt(drawn, at)).toBe(height);
        const heights = drawn.points.map(([, height]) => height);
        const found = valueAt(drawn, step) ?? Number.NaN;
        expect(found).toBeGreaterThanOrEqual(Math.min(...heights) - 1e-9);
        expect(found).toBeLessThanOrEqual(Math.max(...heights) + 1e-9);
      }),
    );
  });

  test('takes points anywhere, replaces and loses them, and is never too long', () => {
    const drawn = withPoint(withPoint(withPoint({ points: [] }, 5, 1), 1, 2), 3, 3);
    expect(drawn.points).toEqual([
      [1, 2],
      [3, 3],
      [5, 1],
    ]);
    expect(withPoint(drawn, 3, 9).points).toEqual([
      [1, 2],
      [3, 9],
      [5, 1],
    ]);
    expect(withoutPoint(drawn, 1).points).toEqual([
      [3, 3],
      [5, 1],
    ]);
    expect(withoutBetween(drawn, 5, 1).points).toEqual([
      [1, 2],
      [5, 1],
    ]);
    const full = { points: Array.from({ length: MOST_POINTS }, (_, step): CurvePoint => [step, 0]) };
    expect(withPoint(full, 0.5, 1)).toBe(full);
    expect(withPoint(full, 3, 1).points).toHaveLength(MOST_POINTS);
  });
});

describe('reading', () => {
  test('a curve comes back from JSON', () => {
    fc.assert(
      fc.property(curve, (drawn) => {
        const back = readCurve(JSON.parse(JSON.stringify(drawn)));
        // JSON has no minus zero.
        expect(back?.points.map(([step, height]) => [step, height + 0])).toEqual(
          drawn.points.map(([step, height]) => [step, height + 0]),
        );
      }),
    );
  });

  test('anything else is none, and nothing throws', () => {
    fc.assert(
      fc.property(fc.anything(), (other) => {
        const read = readCurve(other);
        if (read) expect(readCurve(read)).toEqual(read);
      }),
    );
    for (const broken of [
      null,
      {},
      { points: [] },
      { points: [[1, 2, 3]] },
      { points: [[1, '2']] },
      {
        points: [
          [2, 1],
          [1, 1],
        ],
      },
      {
        points: [
          [1, 1],
          [1, 2],
        ],
      },
      { points: [[1, Number.NaN]] },
      { points: Array.from({ length: MOST_POINTS + 1 }, (_, step) => [step, 0]) },
    ])
      expect(readCurve(broken)).toBeNull();
  });
});

describe('the distance', () => {
  test('is the area between the curves, divided by the steps that were measured', () => {
    const level = { points: [[0, 1]] as const };
    expect(
      distance(level, [
        [0, 2],
        [10, 2],
      ]),
    ).toEqual({ mean: 1, signed: 1 });
    // They cross in the middle: two triangles of half the height.
    expect(
      distance(level, [
        [0, 0],
        [10, 2],
      ]),
    ).toEqual({ mean: 0.5, signed: 0 });
    expect(distance(level, [[7, 0.25]])).toEqual({ mean: 0.75, signed: -0.75 });
    expect(distance(level, [])).toBeNull();
    expect(distance({ points: [] }, [[0, 1]])).toBeNull();
  });

  test('sees the bends of either curve', () => {
    const peak = {
      points: [
        [0, 0],
        [5, 1],
        [10, 0],
      ] as const,
    };
    expect(
      distance(peak, [
        [0, 0],
        [10, 0],
      ]),
    ).toEqual({ mean: 0.5, signed: -0.5 });
    expect(distance({ points: [[0, 0]] }, peak.points)).toEqual({ mean: 0.5, signed: 0.5 });
  });

  test('is 0 from a curve to itself, never negative, and no smaller than its signed part', () => {
    fc.assert(
      fc.property(curve, points(300), (drawn, measured) => {
        expect(distance(drawn, drawn.points)?.mean).toBeCloseTo(0, 9);
        const found = distance(drawn, measured);
        expect(found?.mean).toBeGreaterThanOrEqual(Math.abs(found?.signed ?? Number.NaN) - 1e-6);
      }),
    );
  });

  test('agrees with a sum over very small stretches', () => {
    fc.assert(
      fc.property(points(6), points(6), (a, b) => {
        const [first, last] = [b[0]?.[0] ?? 0, b.at(-1)?.[0] ?? 0];
        fc.pre(last > first);
        const pieces = 20_000;
        let sum = 0;
        for (let i = 0; i < pieces; i++) {
          const step = first + ((last - first) * (i + 0.5)) / pieces;
          sum += Math.abs((valueAt({ points: a }, step) ?? 0) - (valueAt({ points: b }, step) ?? 0));
        }
        const mean = distance({ points: a }, b)?.mean ?? Number.NaN;
        expect(Math.abs(mean - sum / pieces)).toBeLessThan(1e-2 * Math.max(1, mean));
      }),
      { numRuns: 20 },
    );
  });
});
