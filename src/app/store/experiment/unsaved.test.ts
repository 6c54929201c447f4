import { beforeEach, expect, test } from 'vitest';
import { DEFAULT_EXPERIMENT } from '../../../experiment/fields';
import type { ModelCard } from '../../../run/protocol';
import { receiveModels } from '../models/state';
import { INITIAL_RUN, useRun } from './state';
import { keptSteps, stepsAtStake, unsavedSteps } from './unsaved';

const CARD: ModelCard = {
  fingerprint: 7,
  name: 'mine',
  task: 'own',
  taskTitle: 'Mine',
  ownData: 1,
  shape: { vocabulary: 5, context: 9, width: 8, layers: 1, heads: 1 },
  created: 0,
  origin: 'trained',
  scores: {},
};

/** The worker keeps the student of the present run. */
function keep(steps: number): void {
  receiveModels({ type: 'models', models: [CARD] });
  receiveModels({ type: 'model-added', model: CARD, how: 'saved', steps, notes: [] });
}

beforeEach(() => {
  receiveModels({ type: 'models', models: [] });
  const experiment = { ...DEFAULT_EXPERIMENT, sftSteps: 10 };
  useRun.setState({ ...INITIAL_RUN, running: experiment, initial: experiment, phase: 'paused', step: 24 });
});

test('the steps of a run are unsaved, those of its supervised start among them', () => {
  expect(unsavedSteps()).toBe(34);
  useRun.setState({ step: 0, inSft: true, progress: { done: 7, total: 10, unit: 'steps' } });
  expect(unsavedSteps()).toBe(7);
});

test('a kept student has nothing to lose; what came after it has', () => {
  keep(34);
  expect([keptSteps(), unsavedSteps()]).toEqual([34, 0]);
  useRun.setState({ step: 60 });
  expect(unsavedSteps()).toBe(36);
});

test('only steps after the saved state of the run are at stake', () => {
  expect(stepsAtStake()).toBe(34);
  const { running } = useRun.getState();
  if (!running) throw new Error('no run');
  const saved = { run: { id: 'a', writer: 'w' }, step: 20, experiment: running, changes: [], earlier: false };
  const facts = {
    ...{ id: 'b', name: 'amber heron', notes: '', created: 0, version: '', sources: '' },
    ...{
      experiment: running,
      changes: [],
      device: null,
      loaded: null,
      sftStep: 10,
      step: 0,
      finished: false,
    },
  };
  useRun.setState({ saved, facts });
  expect(stepsAtStake()).toBe(34);
  useRun.setState({ facts: { ...facts, id: 'a' } });
  expect(stepsAtStake()).toBe(4);
  keep(32);
  expect(stepsAtStake()).toBe(2);
});

test('a recording has no student to lose', () => {
  useRun.setState({ recorded: true });
  expect([unsavedSteps(), stepsAtStake()]).toEqual([0, 0]);
});

test('a kept model that was deleted has saved nothing', () => {
  keep(34);
  receiveModels({ type: 'models', models: [] });
  expect([keptSteps(), unsavedSteps()]).toEqual([0, 34]);
});

test('without a run, and after a failure, there is nothing to lose', () => {
  useRun.setState({ phase: 'failed' });
  expect(unsavedSteps()).toBe(0);
  useRun.setState({ phase: 'idle', running: null });
  expect(unsavedSteps()).toBe(0);
});
