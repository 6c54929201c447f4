import { expect, test } from 'vitest';
import type { MethodSchedule } from '../../experiment/methods';
import { tinyExperiment } from '../../test-support/tiny';
import { advance, initialState, type Observed, type ScheduleState } from './adaptive';

const observed = (changes: Partial<Observed> = {}): Observed => ({
  ...{ loss: 1, warmedUp: true, progress: 0 },
  ...changes,
});

const after = (
  schedule: MethodSchedule,
  name: 'loss' | 'validation',
  values: readonly number[],
): ScheduleState =>
  values.reduce(
    (state, value) => advance(schedule, state, observed({ [name]: value })),
    initialState(tinyExperiment()),
  );

test.each([
  ['the first loss is only remembered', [3], 0],
  ['a falling loss changes nothing', [3, 2, 1], 0],
  ['a rise below 0.1 changes nothing', [3, 2, 2.09], 0],
  ['a rise above the lowest loss counts, also in small steps', [3, 2, 2.06, 2.11], 0.1],
  ['each rise counts from where the last one led', [2, 2.2, 2.25, 2.31], 0.2],
  ['the share ends at 1', Array.from({ length: 30 }, (_, i) => 1 + i), 1],
])('the student’s share: %s', (_name, losses, lambda) => {
  expect(after('adaptive-mixture', 'validation', losses).lambda).toBe(lambda);
});

test('the fraction kept follows the moving average of the loss by tenths, down to a tenth', () => {
  const state = after('adaptive-focus', 'loss', [2]);
  expect(state).toMatchObject({ keep: 1, average: 2, reference: 2 });
  // 2·0.99ⁿ is below 1.8 first at n = 11.
  const falling = (steps: number): ScheduleState =>
    after('adaptive-focus', 'loss', [2, ...new Array<number>(steps).fill(0)]);
  expect(falling(10).keep).toBe(1);
  expect(falling(11).keep).toBeCloseTo(0.9, 10);
  expect(falling(21).keep).toBeCloseTo(0.9, 10);
  expect(falling(22).keep).toBeCloseTo(0.81, 10);
  expect(falling(2000).keep).toBe(0.1);
  const rising = [...new Array<number>(11).fill(0), ...new Array<number>(400).fill(9)];
  expect(after('adaptive-focus', 'loss', [2, ...rising]).keep).toBe(1);
});

test('changes are measured from the average after the warm-up', () => {
  const warming = observed({ loss: 2, warmedUp: false });
  const cold = [2, 1, 0.5].reduce(
    (state, loss) => advance('adaptive-focus', state, { ...warming, loss }),
    initialState(tinyExperiment()),
  );
  expect(cold).toMatchObject({ keep: 1, reference: null });
  const first = advance('adaptive-focus', cold, observed({ loss: 0.5 }));
  expect(first).toMatchObject({ keep: 1, reference: first.average });
});

test('TAID’s target walks with the run, and a little further where the loss falls', () => {
  const walk = (losses: readonly number[], progress = 0): number =>
    losses.reduce<ScheduleState>(
      (state, loss) => advance('adaptive-target', state, observed({ loss, progress })),
      initialState(tinyExperiment()),
    ).lambda;
  // σ(0) = ½ of 5e-4 where the loss stands still.
  expect(walk([2, 2])).toBeCloseTo(2.5e-4, 12);
  expect(walk([2])).toBe(0);
  const falling = Array.from({ length: 200 }, (_, i) => 2 * 0.9 ** i);
  expect(walk(falling)).toBeGreaterThan(walk(falling.map(() => 2)));
  expect(walk([2, 2], 0.7)).toBe(0.7);
  expect(walk([2, 2], 1)).toBe(1);
});

test('a loss of 0 throughout changes nothing', () => {
  expect(after('adaptive-focus', 'loss', new Array<number>(50).fill(0)).keep).toBe(1);
});

test('a fraction that was chosen below a tenth only rises', () => {
  const chosen = { ...initialState(tinyExperiment({ keepFraction: 0.05 })), average: 2, reference: 2 };
  const falling = new Array<number>(50).fill(0);
  const end = falling.reduce<ScheduleState>(
    (state, loss) => advance('adaptive-focus', state, observed({ loss })),
    chosen,
  );
  expect(end.keep).toBe(0.05);
});

test('reports without the measurement, and schedules that do not adapt, leave the state alone', () => {
  const state = initialState(tinyExperiment({ keepFraction: 0.4 }));
  expect(state.keep).toBe(0.4);
  expect(advance('adaptive-mixture', state, observed())).toBe(state);
  expect(advance('constant', state, observed({ validation: 1 }))).toBe(state);
});
