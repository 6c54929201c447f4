import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Recording } from '../../../run/recording/recording';
import { showRecording } from '../experiment/measurements';
import { INITIAL_RUN, useRun } from '../experiment/state';
import { follow, useView } from '../view';
import { chooseSpeed, pausePlaying, play, speedFor, timesOf, usePlayer } from './player';

/** Each step takes a second: ten tokens, ten a second. */
function recordingOf(steps: number): Recording {
  const recording = new Recording();
  for (let step = 1; step <= steps; step++) {
    recording.addReport({
      ...{ step, phase: 'running', loss: step, acceptance: null, acceptedAt: [], replacedAt: [] },
      ...{ overlap: null, entropy: 1, gradientNorm: 1, learningRate: 1 },
      ...{ tokens: 10, milliseconds: 5_000, tokensPerSecond: 10 },
    });
  }
  return recording;
}

const shownStep = (): number | undefined => useView.getState().moment?.step;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  vi.stubGlobal('requestAnimationFrame', (draw: FrameRequestCallback) =>
    setTimeout(() => draw(performance.now()), 16),
  );
  useRun.setState({ ...INITIAL_RUN, phase: 'finished', step: 60 });
  showRecording(recordingOf(60), 0, 0);
});
afterEach(() => {
  pausePlaying();
  follow();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the time of a step is that of its tokens, and a long run is played faster', () => {
  expect([...timesOf(recordingOf(3).reports)]).toEqual([1_000, 2_000, 3_000]);
  expect(speedFor(null, 20_000)).toBe(1);
  expect(speedFor(null, 120_000)).toBe(10);
  expect(speedFor(null, 36_000_000)).toBe(60);
  expect(speedFor(3, 36_000_000)).toBe(3);
});

test('a run is played from its beginning to its end, and then followed again', () => {
  chooseSpeed(10);
  play();
  expect(shownStep()).toBe(0);
  vi.advanceTimersByTime(2_000);
  expect(shownStep()).toBeGreaterThan(17);
  expect(shownStep()).toBeLessThanOrEqual(20);
  vi.advanceTimersByTime(5_000);
  expect(shownStep()).toBeUndefined();
  expect(usePlayer.getState().playing).toBe(false);
});

test('a run can be paused and goes on where the slider was moved to', async () => {
  const { lookBack } = await import('../experiment/moments');
  chooseSpeed(1);
  play();
  vi.advanceTimersByTime(1_500);
  pausePlaying();
  vi.advanceTimersByTime(5_000);
  expect(shownStep()).toBe(1);
  play();
  lookBack(40);
  vi.advanceTimersByTime(2_500);
  expect(shownStep()).toBe(42);
});

test.each([
  ['another run is shown', () => showRecording(recordingOf(9), 0, 0)],
  ['a run goes on', () => useRun.setState({ active: true, phase: 'running' })],
  ['the newest step is followed', follow],
])('playing ends where %s', (_, interrupt) => {
  play();
  interrupt();
  vi.advanceTimersByTime(500);
  expect(usePlayer.getState().playing).toBe(false);
});
