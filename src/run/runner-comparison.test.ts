/** A comparison and a single run in one worker: each ends the other in good order. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Comparison } from '../experiment/comparison';
import type { Experiment } from '../experiment/fields';
import { writeModel } from '../model/file';
import { arithmetic as TASK } from '../tasks/arithmetic';
import { wasmFiles } from '../test-support/backends';
import { forget } from '../test-support/database';
import { shapeFor, sharpParameters, tinyExperiment } from '../test-support/tiny';
import type { Command, RunEvent } from './protocol';
import { parseCommand, parseEvent } from './protocol/parse';
import { Runner } from './runner';

vi.mock('idb', () => import('../test-support/database'));

const shape = shapeFor(TASK, { layers: 1 });
const teacher = writeModel(
  { shape, parameters: sharpParameters(shape, 1), task: TASK.id, vocabulary: TASK.tokenizer.vocabulary },
  'F16',
);

const experiment = (steps: number): Experiment =>
  tinyExperiment({
    task: 'arithmetic',
    method: 'supervised-kd',
    batchSize: 2,
    responseLimit: 3,
    steps,
    trainSize: 16,
    evaluatePrompts: 2,
    warmUpSteps: 0,
  });
const comparisonOf = (steps: number): Comparison => ({
  base: experiment(steps),
  vary: 'learningRate',
  values: [1e-3, 2e-3],
  seeds: 1,
  budget: 'updates',
  methodSettings: 'published',
});

let runner: Runner;
let events: RunEvent[];

const send = (command: Command): Promise<void> => runner.handle(parseCommand(command));
const soon = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 60_000 });
const stepsOf = (): number => events.filter(({ type }) => type === 'report').length;
const trained = (): boolean =>
  events.some(
    (event) => event.type === 'compared-run' && event.run.stage === 'training' && event.run.done > 0,
  );
const lastState = () =>
  events.findLast((event) => event.type === 'comparison' || event.type === 'comparison-state');

beforeEach(async () => {
  forget();
  events = [];
  vi.stubGlobal('fetch', async (address: string) =>
    address.endsWith('.json')
      ? new Response(JSON.stringify({ testScores: {} }))
      : new Response(teacher.slice()),
  );
  runner = new Runner((event) => events.push(parseEvent(event)), wasmFiles);
  await send({ type: 'open', backend: 'cpu', assets: 'https://example.org/' });
});
afterEach(async () => {
  await send({ type: 'reset' });
  await send({ type: 'compare-pause' });
  vi.unstubAllGlobals();
});

test('a comparison ends the current run, and leaves the page’s phase idle', async () => {
  await send({ type: 'start', experiment: experiment(10_000), mode: 'run', restore: null });
  await soon(() => expect(stepsOf()).toBeGreaterThan(2));
  await send({ type: 'compare', comparison: comparisonOf(10_000) });
  const before = stepsOf();
  await soon(() => expect(trained()).toBe(true));
  expect(stepsOf()).toBe(before);
  expect(events.findLast((event) => event.type === 'phase')).toMatchObject({ phase: 'idle' });
});

test('a comparison ends a run that is being prepared', async () => {
  const starting = send({ type: 'start', experiment: experiment(10_000), mode: 'run', restore: null });
  await send({ type: 'compare', comparison: comparisonOf(10_000) });
  await starting;
  await soon(() => expect(trained()).toBe(true));
  expect(stepsOf()).toBe(0);
});

test('a run saves and interrupts a comparison, which then resumes where it was', async () => {
  await send({ type: 'compare', comparison: comparisonOf(1000) });
  await soon(() => {
    const latest = events.findLast((event) => event.type === 'compared-run');
    expect(latest?.run.curve.length).toBeGreaterThan(2);
  });
  await send({ type: 'start', experiment: experiment(3), mode: 'run', restore: null });
  const interrupted = lastState();
  expect(interrupted).toMatchObject({ type: 'comparison', state: 'paused' });
  const snapshot = interrupted?.type === 'comparison' ? interrupted.snapshot : null;
  const before = snapshot?.runs[0];
  if (!snapshot || !before) throw new Error('The comparison is gone.');
  expect(before.done).toBeGreaterThan(0);
  await soon(() =>
    expect(events.some((event) => event.type === 'phase' && event.phase === 'finished')).toBe(true),
  );
  events = [];
  await send({ type: 'compare-resume', id: snapshot.id });
  await soon(() => expect(trained()).toBe(true));
  const first = events.find((event) => event.type === 'compared-run' && event.run.stage === 'training');
  if (first?.type !== 'compared-run') throw new Error('It did not train.');
  expect(first.index).toBe(0);
  expect(first.run.done).toBeGreaterThanOrEqual(before.done);
  // The newest point is a mean that is not complete yet.
  const complete = before.curve.slice(0, -1);
  expect(complete.length).toBeGreaterThan(0);
  expect(first.run.curve.slice(0, complete.length)).toEqual(complete);
});

test('a new worker tells of the comparison, and starts nothing', async () => {
  await send({ type: 'compare', comparison: comparisonOf(10_000) });
  await soon(() => expect(trained()).toBe(true));
  await send({ type: 'start', experiment: experiment(1), mode: 'run', restore: null });
  const heard: RunEvent[] = [];
  const other = new Runner((event) => heard.push(parseEvent(event)), wasmFiles);
  await other.handle({ type: 'open', backend: 'cpu', assets: 'https://example.org/' });
  expect(heard.find(({ type }) => type === 'comparison')).toMatchObject({
    state: 'paused',
    snapshot: { comparison: comparisonOf(10_000), runs: [{ state: 'paused' }, { state: 'waiting' }] },
  });
});
