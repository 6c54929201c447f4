import { expect, test } from 'vitest';
import { type RateSettings, rateAt } from './rate';

const settings: RateSettings = {
  learningRate: 0.8,
  steps: 30,
  warmUpSteps: 10,
  schedule: 'cosine',
  finalRateFraction: 0.25,
};

test.each([
  [1, 0.08],
  [5, 0.4],
  [10, 0.8],
  // Half way down: the mean of 0.8 and a quarter of it.
  [20, 0.5],
  [30, 0.2],
  [31, 0.2],
  [1000, 0.2],
])('cosine: step %i has the rate %f', (step, rate) => {
  expect(rateAt(step, settings)).toBeCloseTo(rate, 12);
});

test('the cosine falls after the warm-up', () => {
  for (let step = 11; step <= 30; step++) {
    expect(rateAt(step, settings)).toBeLessThan(rateAt(step - 1, settings));
  }
});

test('constant stays at the learning rate after the warm-up', () => {
  const constant = { ...settings, schedule: 'constant' } as const;
  expect(rateAt(3, constant)).toBeCloseTo(0.24, 12);
  for (const step of [10, 11, 30, 31]) expect(rateAt(step, constant)).toBe(0.8);
});

test('without a warm-up, and with one longer than the run, the rate is a finite number', () => {
  expect(rateAt(1, { ...settings, warmUpSteps: 0, schedule: 'constant' })).toBe(0.8);
  expect(rateAt(1, { ...settings, warmUpSteps: 0, steps: 1 })).toBeCloseTo(0.2, 12);
  expect(rateAt(30, { ...settings, warmUpSteps: 100 })).toBeCloseTo(0.24, 12);
  expect(rateAt(101, { ...settings, warmUpSteps: 100 })).toBeCloseTo(0.2, 12);
});
