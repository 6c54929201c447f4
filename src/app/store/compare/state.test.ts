import { beforeEach, expect, test, vi } from 'vitest';
import { problem } from '../../../errors/problems';
import { DEFAULT_EXPERIMENT } from '../../../experiment/fields';
import { type ComparisonSnapshot, WAITING_RUN } from '../../../run/protocol';
import { INITIAL_RUN, useRun } from '../experiment/state';
import { useView } from '../view';
import { confirmInterrupt, INITIAL_COMPARE, isComparing, receiveComparison, useCompare } from './state';

const snapshot: ComparisonSnapshot = {
  id: 'a',
  comparison: {
    base: DEFAULT_EXPERIMENT,
    vary: 'topK',
    values: [0, 3],
    seeds: 1,
    budget: 'updates',
    methodSettings: 'published',
  },
  runs: [WAITING_RUN, WAITING_RUN],
  metrics: [],
};
const states = (): (string | undefined)[] | undefined =>
  useCompare.getState().snapshot?.runs.map(({ state }) => state);

beforeEach(() => {
  useCompare.setState(INITIAL_COMPARE);
  useRun.setState(INITIAL_RUN);
  useView.setState({ dialog: null });
});

test('takes in what the worker says', () => {
  receiveComparison({ type: 'comparison', snapshot, state: 'running', elsewhere: false });
  receiveComparison({ type: 'compared-run', index: 1, run: { ...WAITING_RUN, state: 'running' } });
  expect(states()).toEqual(['waiting', 'running']);
  useCompare.setState({ pausing: true });
  // The next run may begin before the pause is there.
  receiveComparison({ type: 'comparison-state', state: 'running', metrics: [], interruption: null });
  expect(useCompare.getState().pausing).toBe(true);
  receiveComparison({
    type: 'comparison-state',
    state: 'paused',
    metrics: [],
    interruption: problem('no-teacher'),
  });
  expect(useCompare.getState()).toMatchObject({
    state: 'paused',
    pausing: false,
    interruption: problem('no-teacher'),
  });
});

test('blocks a single run while it is active, until the user confirms', () => {
  const then = vi.fn();
  expect(confirmInterrupt(then)).toBe(false);
  receiveComparison({ type: 'comparison', snapshot, state: 'running', elsewhere: false });
  expect(confirmInterrupt(then)).toBe(true);
  expect([useView.getState().dialog, then.mock.calls.length]).toEqual(['interrupt', 0]);
  useCompare.getState().held();
  expect(then).toHaveBeenCalledOnce();
  expect(isComparing(useCompare.getState())).toBe(false);
});

test('a comparison of another tab neither blocks a single run nor ends with the worker of this one', () => {
  const runs = [{ ...WAITING_RUN, state: 'running' as const }, WAITING_RUN];
  receiveComparison({
    type: 'comparison',
    snapshot: { ...snapshot, runs },
    state: 'running',
    elsewhere: true,
  });
  expect(confirmInterrupt(() => {})).toBe(false);
  useRun.setState({ failure: { problem: problem('device-lost', { message: 'x' }), restorableStep: null } });
  expect(useCompare.getState()).toMatchObject({ state: 'running', elsewhere: true, interruption: null });
  receiveComparison({ type: 'comparison', snapshot, state: 'paused', elsewhere: false });
  expect(useCompare.getState().elsewhere).toBe(false);
});

test('pauses when its worker is lost, and gives the reason', () => {
  receiveComparison({
    type: 'comparison',
    snapshot: { ...snapshot, runs: [{ ...WAITING_RUN, state: 'running' }, WAITING_RUN] },
    state: 'running',
    elsewhere: false,
  });
  useRun.setState({
    failure: { problem: problem('device-lost', { message: 'x' }), restorableStep: null },
  });
  expect(useCompare.getState()).toMatchObject({
    state: 'paused',
    interruption: problem('device-lost', { message: 'x' }),
  });
  expect(states()).toEqual(['paused', 'waiting']);
});
