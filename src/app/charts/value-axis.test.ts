import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extent, linearAxis, logAxis, positive } from './value-axis';

test('linear axes have round ticks that enclose the values', () => {
  expect(linearAxis(0, 3.4)).toEqual({ domain: [0, 4], ticks: [0, 1, 2, 3, 4] });
  expect(linearAxis(0.92, 0.995)).toEqual({ domain: [0.92, 1], ticks: [0.92, 0.94, 0.96, 0.98, 1] });
  expect(linearAxis(2, 2).ticks).toContain(2);
  expect(linearAxis(0, 0).domain).toEqual([0, 0.25]);
});

test('logarithmic axes have ticks at 1, 2 and 5, or at the decades', () => {
  expect(logAxis(0.04, 3)).toEqual({ domain: [0.02, 5], ticks: [0.1, 1] });
  expect(logAxis(0.3, 0.9)).toEqual({ domain: [0.2, 1], ticks: [0.2, 0.5, 1] });
  expect(logAxis(1, 1)).toEqual({ domain: [1, 2], ticks: [1, 2] });
  expect(logAxis(1e-9, 1).ticks.length).toBeLessThanOrEqual(6);
});

test('both enclose whatever there is, with two to eight ticks inside', () => {
  const value = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [least, most] = [Math.min(a, b), Math.max(a, b)];
      for (const { domain, ticks } of [linearAxis(least, most), logAxis(least, most)]) {
        expect(domain[0]).toBeLessThanOrEqual(least * (1 + 1e-9));
        expect(domain[1]).toBeGreaterThanOrEqual(most * (1 - 1e-9));
        expect(ticks.length).toBeGreaterThanOrEqual(1);
        expect(ticks.length).toBeLessThanOrEqual(8);
        expect(ticks.toSorted((x, y) => x - y)).toEqual(ticks);
        for (const tick of ticks) expect(tick >= domain[0] && tick <= domain[1]).toBe(true);
      }
    }),
  );
});

test('what a logarithm does not have is left out', () => {
  const points = [
    { x: 0, line: 0, range: [0, 2] },
    { x: 1, line: 0.5, range: [0, 0] },
  ] as const;
  expect(extent(points, ['line', 'range'], true)).toEqual([0.5, 2]);
  expect(extent(points, ['line', 'range'], false)).toEqual([0, 2]);
  expect(extent(points, ['other'], false)).toBeNull();
  expect(positive(points, 0.1)).toEqual([
    { x: 0, range: [0.1, 2] },
    { x: 1, line: 0.5 },
  ]);
});
