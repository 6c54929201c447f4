import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FEWEST_STEPS, moved, moveOfKey, pointsWithin, within, ZOOM_MOVES } from './zoom';

test('moves stay inside of the run, and the whole is null', () => {
  const whole = [0, 400] as const;
  expect(moved('in', whole, null)).toEqual([100, 300]);
  expect(moved('later', whole, [100, 300])).toEqual([150, 350]);
  expect(moved('later', whole, [250, 400])).toEqual([250, 400]);
  expect(moved('earlier', whole, [10, 110])).toEqual([0, 100]);
  expect(moved('out', whole, [100, 300])).toBeNull();
  expect(moved('whole', whole, [100, 300])).toBeNull();
  expect(moved('earlier', whole, null)).toBeNull();
});

test('whatever is asked for, the steps are whole, inside and not too few', () => {
  const step = fc.double({ min: -1e4, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(
      step,
      step,
      fc.integer({ min: 5, max: 2000 }),
      fc.constantFrom(...ZOOM_MOVES),
      (a, b, to, move) => {
        const whole = [-100, to] as const;
        for (const steps of [within(a, b, whole), moved(move, whole, within(a, b, whole))]) {
          if (steps === null) continue;
          expect(steps.every(Number.isInteger)).toBe(true);
          expect(steps[0]).toBeGreaterThanOrEqual(whole[0]);
          expect(steps[1]).toBeLessThanOrEqual(whole[1]);
          expect(steps[1] - steps[0]).toBeGreaterThanOrEqual(FEWEST_STEPS);
        }
      },
    ),
  );
});

test('lines run to the edge of what is shown', () => {
  const points = [0, 10, 20, 30, 40].map((x) => ({ x }));
  expect(pointsWithin(points, [15, 25]).map(({ x }) => x)).toEqual([10, 20, 30]);
  expect(pointsWithin(points, [0, 40])).toEqual(points);
  expect(pointsWithin(points, [41, 50]).map(({ x }) => x)).toEqual([40]);
  // A series with few points keeps those that its line comes from and goes to.
  const sparse = points.map((point) => (point.x % 40 === 0 ? { ...point, rare: 1 } : point));
  expect(pointsWithin(sparse, [15, 25])).toEqual(sparse);
});

test('keys have moves, others have none', () => {
  expect(['+', '-', '0', 'ArrowLeft', 'ArrowRight'].map(moveOfKey)).toEqual([
    'in',
    'out',
    'whole',
    'earlier',
    'later',
  ]);
  expect(moveOfKey('k')).toBeUndefined();
});
