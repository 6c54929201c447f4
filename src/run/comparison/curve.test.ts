import { expect, test } from 'vitest';
import { StepSeries } from './curve';

test('every step has its point as long as there are a hundred', () => {
  const series = new StepSeries(3);
  series.set(1, 4, 0.5);
  series.set(3, 2, null);
  expect(series.points()).toEqual([
    { step: 1, loss: 4, acceptance: 0.5 },
    { step: 3, loss: 2, acceptance: null },
  ]);
});

test('more steps are means over equal stretches, at the same places for every run of that length', () => {
  const series = new StepSeries(250);
  for (let step = 1; step <= 200; step++) series.set(step, step, step % 2);
  const points = series.points();
  expect(points.map(({ step }) => step)).toEqual(Array.from({ length: 67 }, (_, i) => 3 * (i + 1)));
  expect(points[0]).toMatchObject({ step: 3, loss: 2 });
  // The last stretch has begun only.
  expect(points.at(-1)).toMatchObject({ step: 201, loss: 199.5, acceptance: 0.5 });
});

test('what was reported after the saved step is forgotten; no loss is no point', () => {
  const saved = new StepSeries(5);
  for (let step = 1; step <= 4; step++) saved.set(step, step === 2 ? Number.NaN : step, null);
  const series = new StepSeries(5);
  series.restore(saved, 3);
  expect(series.points().map(({ step }) => step)).toEqual([1, 3]);
});
