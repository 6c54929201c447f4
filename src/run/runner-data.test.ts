/** Runs on the user's own data. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Experiment } from '../experiment/fields';
import { READ_AS_DETECTED } from '../experiment/user-data';
import { wasmFiles } from '../test-support/backends';
import { forget } from '../test-support/database';
import { says } from '../test-support/says';
import { tinyExperiment } from '../test-support/tiny';
import type { Command, RunEvent } from './protocol';
import { parseCommand, parseEvent } from './protocol/parse';
import { Runner } from './runner';

vi.mock('idb', () => import('../test-support/database'));

const ROWS = Array.from({ length: 60 }, (_, i) => `${i}+1\t${i + 1}`).join('\n');

let runner: Runner;
let events: RunEvent[];
let fetched: string[];

const send = (command: Command): Promise<void> => runner.handle(parseCommand(command));
const find = <T extends RunEvent['type']>(type: T): Extract<RunEvent, { type: T }> | undefined =>
  events.find((event): event is Extract<RunEvent, { type: T }> => event.type === type);

const experimentOf = (changes: Partial<Experiment>): Experiment =>
  tinyExperiment({
    task: 'own',
    method: 'sft',
    batchSize: 2,
    steps: 2,
    trainSize: 16,
    evaluatePrompts: 2,
    warmUpSteps: 0,
    ...changes,
  });

/** Starts, and waits for the end, good or bad. */
async function run(changes: Partial<Experiment>): Promise<void> {
  events = [];
  await send({ type: 'start', experiment: experimentOf(changes), mode: 'run', restore: null });
  await vi.waitFor(
    () => {
      const last = events.findLast((event) => event.type === 'phase');
      expect(last?.type === 'phase' && ['finished', 'failed'].includes(last.phase)).toBe(true);
    },
    { timeout: 60_000 },
  );
}

/** Keeps the rows above and says by which fingerprint. */
async function keepData(): Promise<number> {
  await send({
    type: 'import-data',
    id: 1,
    source: new Blob([ROWS]),
    name: 'sums.tsv',
    options: READ_AS_DETECTED,
  });
  await send({ type: 'save-data', id: 1, name: 'Sums' });
  return find('data-saved')?.dataset.fingerprint ?? 0;
}

beforeEach(async () => {
  forget();
  fetched = [];
  vi.stubGlobal('fetch', async (address: string) => {
    fetched.push(address);
    return new Response('not here', { status: 404 });
  });
  events = [];
  runner = new Runner((event) => events.push(parseEvent(event)), wasmFiles);
  await send({ type: 'open', backend: 'cpu', assets: 'https://example.org/app/' });
});

afterEach(async () => {
  await send({ type: 'reset' });
  vi.unstubAllGlobals();
});

test('a method that needs no teacher trains without one, and asks no teacher', async () => {
  const ownData = await keepData();
  await run({ ownData });
  expect(find('failure')).toBeUndefined();
  expect(find('loaded')?.loaded).toMatchObject({ teacher: null, trainSize: 16, promptLength: 5 });
  expect(find('report')?.report).toMatchObject({ overlap: null, acceptance: null });
  const row = find('strip')?.rows[0];
  expect(row?.teacher).toHaveLength(0);
  expect(row?.student.length).toBeGreaterThan(0);
  expect(row?.tokens.every(({ source }) => source === 'data')).toBe(true);
  expect(find('evaluation')?.evaluation.scores).toHaveProperty('chrf');

  await send({ type: 'try', id: 1, prompt: ' 7+1 ', experiment: experimentOf({ ownData }) });
  expect(find('answer')).toMatchObject({ prompt: '7+1', teacher: null, student: expect.any(String) });
  await send({ type: 'try', id: 2, prompt: 'seven', experiment: experimentOf({ ownData }) });
  expect(find('refused')?.problem).toEqual(says(/do not know “s”/));
  expect(fetched).toEqual([]);
});

test('a method that needs a teacher says how to get one', async () => {
  const ownData = await keepData();
  for (const method of ['skd', 'supervised-kd', 'seqkd', 'on-policy-kd', 'selectkd'] as const) {
    await run({ ownData, method });
    expect(find('failure')).toMatchObject({
      fatal: true,
      failure: {
        problem: says(/Train one first: the preset .*SFT.*keep it as a model.*distil/),
      },
    });
  }
  expect(fetched).toEqual([]);
});

test('a student that was kept teaches the next one', async () => {
  const ownData = await keepData();
  await run({ ownData });
  await send({ type: 'save-model', name: 'Teacher of sums' });
  const ownTeacher = find('model-added')?.model.fingerprint ?? 0;
  await run({ ownData, method: 'skd', teacher: 'own', ownTeacher });
  expect(find('failure')).toBeUndefined();
  expect(find('loaded')?.loaded.teacher).toMatchObject({ width: 8, layers: 1 });
  expect(find('strip')?.rows[0]?.teacher.length).toBeGreaterThan(0);
});

test('data that is not here stops the start with what to do', async () => {
  await run({ ownData: 0xabc });
  expect(find('failure')?.failure).toMatchObject({
    problem: says(/not in this browser \(fingerprint 00000abc\).*get the file/),
  });
  await run({ ownData: 0 });
  expect(find('failure')?.failure).toMatchObject({
    problem: says(/No data is chosen/),
  });
});

test('data can be read and kept during a run', async () => {
  const ownData = await keepData();
  events = [];
  await send({
    type: 'start',
    experiment: experimentOf({ ownData, steps: 400 }),
    mode: 'run',
    restore: null,
  });
  await send({
    type: 'import-data',
    id: 2,
    source: new Blob([`${ROWS}\n99+1\t100`]),
    name: 'b.tsv',
    options: READ_AS_DETECTED,
  });
  await send({ type: 'save-data', id: 2, name: 'More sums' });
  expect(find('data-saved')?.dataset.examples).toBe(61);
  expect(find('failure')).toBeUndefined();
  const steps = (): number => events.filter(({ type }) => type === 'report').length;
  const before = steps();
  await vi.waitFor(() => expect(steps()).toBeGreaterThan(before), { timeout: 30_000 });
});
