import { expect, test } from 'vitest';
import { estimateCost } from '../../../experiment/cost';
import { DEFAULT_EXPERIMENT } from '../../../experiment/fields';
import { speedOf } from './run-time';

const state = { active: false, pace: null, running: null, flopsPerSecond: 2e9 };

test('the speed is that of the measurement until a run has ended, then that of its steps', () => {
  expect(speedOf({ ...state, flopsPerSecond: null })).toBeNull();
  expect(speedOf(state)).toBe(2e9);
  const perStep = estimateCost(DEFAULT_EXPERIMENT).flopsPerStep.total;
  const after = { ...state, pace: 50, running: DEFAULT_EXPERIMENT };
  expect(speedOf(after)).toBeCloseTo(20 * perStep, -3);
  // While it runs the figure would change with every step.
  expect(speedOf({ ...after, active: true })).toBe(2e9);
});
