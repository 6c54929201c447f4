import { expect, test } from 'vitest';
import { StartupTime } from './startup-time';

/** Steps of these lengths, one after the other. */
function timed(...steps: readonly number[]): StartupTime {
  const time = new StartupTime();
  let now = 1000;
  time.begin(now);
  for (const step of steps) {
    now += step;
    time.step(now);
  }
  return time;
}

test('is what the first step takes longer than the median of the others', () => {
  expect(timed(5000, 100, 90, 800, 110, 100).milliseconds).toBe(4900);
});

test('is nothing for steps that are alike, and without other steps', () => {
  expect(timed(100, 100, 100).milliseconds).toBe(0);
  expect(timed(50, 100, 100).milliseconds).toBe(0);
  expect(timed(5000).milliseconds).toBe(0);
  expect(new StartupTime().milliseconds).toBe(0);
});

test('a pause is no step', () => {
  const time = timed(500, 100);
  time.begin(90_000);
  time.step(90_100);
  expect(time.milliseconds).toBe(400);
});
