import { expect, test } from 'vitest';
import type { Comparison } from '../../experiment/comparison';
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import type { ComparedRun } from './comparison';
import { parseCommand, parseEvent } from './parse';

const COMPARISON: Comparison = {
  base: DEFAULT_EXPERIMENT,
  vary: 'topK',
  values: [0, 3],
  seeds: 1,
  budget: 'updates',
  methodSettings: 'published',
};
const RUN: ComparedRun = {
  state: 'done',
  stage: 'testing',
  done: 1000,
  total: 1000,
  curve: [{ step: 5, loss: 0.5, acceptance: null }],
  scores: [{ step: 0, scores: { chrf: 0 } }],
  result: {
    updates: 5,
    teacherForwards: 80.5,
    seconds: 1.5,
    validation: { chrf: 0.5 },
    test: { chrf: { value: 0.5, interval: null }, 'exact-match': { value: 0.2, interval: [0.1, 0.3] } },
    testPrompts: 1000,
  },
  note: null,
};
const snapshotOf = (runs: readonly ComparedRun[]) => ({
  type: 'comparison',
  snapshot: { id: 'a', comparison: COMPARISON, runs, metrics: [{ id: 'chrf', better: 'higher' }] },
  state: 'finished',
  elsewhere: false,
});

test('comparisons and their runs arrive as they were sent', () => {
  for (const command of [
    { type: 'compare', comparison: COMPARISON },
    { type: 'compare-resume', id: 'a' },
    { type: 'compare-take-over', id: 'a' },
    { type: 'compare-cancel', run: null },
    { type: 'compare-cancel', run: 3 },
    { type: 'compare-include', run: 3 },
  ]) {
    expect(parseCommand(command)).toEqual(command);
  }
  for (const event of [
    snapshotOf([RUN, { ...RUN, state: 'waiting', result: null }]),
    { type: 'compared-run', index: 1, run: RUN },
  ]) {
    expect(parseEvent(event)).toEqual(event);
  }
});

test.each([
  ['one value', { values: [3] }],
  ['nine values', { values: [0, 1, 2, 3, 4, 5, 6, 7, 8] }],
  ['the same value twice', { values: [3, 3] }],
  ['a value out of bounds', { values: [0, 9999] }],
  ['a value of another kind', { values: [0, 'skd'] }],
  ['a setting that belongs to the comparison', { vary: 'steps' }],
  ['six seeds', { seeds: 6 }],
  ['an unknown budget', { budget: 'money' }],
  ['a base that cannot run', { base: { ...DEFAULT_EXPERIMENT, steps: -1 } }],
])('a comparison with %s is refused', (_name, changes) => {
  expect(() => parseCommand({ type: 'compare', comparison: { ...COMPARISON, ...changes } })).toThrow(
    'The command is malformed',
  );
});

test('a snapshot needs a run for each value and seed', () => {
  expect(() => parseEvent(snapshotOf([RUN]))).toThrow('Expected one run for each value and seed');
});
