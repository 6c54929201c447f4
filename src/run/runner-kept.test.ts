/** What is kept of a run while it goes on, and what becomes of it in the list. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Experiment } from '../experiment/fields';
import { writeModel } from '../model/file';
import { translation as TASK } from '../tasks/translation';
import { wasmFiles } from '../test-support/backends';
import { forget, memory } from '../test-support/database';
import { MemoryLocks } from '../test-support/locks';
import { shapeFor, sharpParameters, tinyExperiment } from '../test-support/tiny';
import type { Command, RunCard, RunEvent } from './protocol';
import { parseCommand, parseEvent } from './protocol/parse';
import { readRecording } from './recording/file';
import type { Recording } from './recording/recording';
import { Runner } from './runner';

vi.mock('idb', () => import('../test-support/database'));

const shape = shapeFor(TASK, { layers: 1 });
const teacherFile = writeModel(
  { shape, parameters: sharpParameters(shape, 61), task: TASK.id, vocabulary: TASK.tokenizer.vocabulary },
  'F16',
);
const experimentOf = (changes: Partial<Experiment> = {}): Experiment =>
  tinyExperiment({
    ...{ batchSize: 2, responseLimit: 3, steps: 4, trainSize: 16, evaluatePrompts: 2, evaluateEvery: 2 },
    ...{ warmUpSteps: 0, ...changes },
  });

let events: RunEvent[] = [];
let runner: Runner;
/** Those of earlier visits of a test, too: one may still be writing. */
const runners: Runner[] = [];
const send = (command: Command): Promise<void> => runner.handle(parseCommand(command));

/** A page that is opened anew. */
async function visit(): Promise<void> {
  events = [];
  runner = new Runner((event) => events.push(parseEvent(event)), wasmFiles);
  runners.push(runner);
  await send({ type: 'open', backend: 'cpu', assets: 'https://example.org/app/' });
}

const phase = (name: string): Promise<void> =>
  vi
    .waitUntil(() => events.some((event) => event.type === 'phase' && event.phase === name), {
      timeout: 30_000,
    })
    .then(() => undefined);
const start = (
  changes: Partial<Experiment> = {},
  more: Partial<Extract<Command, { type: 'start' }>> = {},
): Promise<void> =>
  send({ type: 'start', experiment: experimentOf(changes), mode: 'run', restore: null, ...more });

async function list(): Promise<readonly RunCard[]> {
  await send({ type: 'list-runs' });
  const listed = events.findLast((event) => event.type === 'runs');
  if (!listed) throw new Error('no list');
  return listed.runs;
}

async function only(): Promise<RunCard> {
  const [card, ...others] = await list();
  if (!card || others.length > 0) throw new Error(`${others.length + 1} runs`);
  return card;
}

async function recordingOf(id: string): Promise<Recording> {
  await send({ type: 'read-run', id });
  const read = events.findLast((event) => event.type === 'run-read');
  if (!read) throw new Error('not read');
  return (await readRecording(Uint8Array.from(read.file), 'a')).recording;
}

/** Reports, strips and evaluations that the page has been sent. */
function sent() {
  return {
    reports: events.flatMap((event) => (event.type === 'report' ? [event.report] : [])),
    strips: events.flatMap((event) => (event.type === 'strip' ? [event.step] : [])),
    evaluations: events.flatMap((event) => (event.type === 'evaluation' ? [event.evaluation] : [])),
  };
}

const stepsIn = ({ reports }: Recording): number[] => [...reports.columns.step];
const refusals = (): unknown[] =>
  events.flatMap((event) => (event.type === 'runs-refused' ? [event.problem.code] : []));

beforeEach(async () => {
  forget();
  vi.stubGlobal('navigator', { locks: new MemoryLocks() });
  vi.stubGlobal('fetch', async (address: string) =>
    address.endsWith('.safetensors') ? new Response(teacherFile.slice()) : new Response('', { status: 404 }),
  );
  await visit();
});
afterEach(async () => {
  for (const one of runners.splice(0)) await one.handle({ type: 'reset' });
  vi.unstubAllGlobals();
});

test('a finished run is kept with everything that the page has seen of it', async () => {
  await start({ sftSteps: 2, sftBatchSize: 1 });
  await phase('finished');
  const seen = sent();
  const card = await only();
  expect(card).toMatchObject({
    facts: { step: 4, sftStep: 2, finished: true, device: { name: 'cpu' }, loaded: { responseLength: 41 } },
    scores: seen.evaluations.at(-1)?.scores,
  });
  expect(card.restore).toEqual(events.findLast((event) => event.type === 'saved')?.run);
  await visit();
  const recording = await recordingOf(card.facts.id);
  const reports = Array.from({ length: recording.reports.length }, (_, i) => recording.reports.at(i));
  expect(reports.map(({ loss, acceptance, step, phase: of }) => ({ loss, acceptance, step, of }))).toEqual(
    seen.reports.map(({ loss, acceptance, step, phase: of }) => ({ loss, acceptance, step, of })),
  );
  expect(recording.strips.map(({ step }) => step)).toEqual([...new Set(seen.strips)]);
  // The one before the supervised start and the one after it are both of step 0.
  expect(recording.evaluations).toEqual(
    seen.evaluations.filter(({ step }, i, all) => all.findLastIndex((one) => one.step === step) === i),
  );
});

test('a page that ends in the middle has lost no step that was reported', async () => {
  await start({ steps: 1000 });
  await vi.waitUntil(() => sent().reports.length >= 7, { timeout: 30_000 });
  // Nothing is told to the worker: its storage is read as a crash would leave it.
  const { id } = (await only()).facts;
  const { length } = sent().reports;
  const recorded = stepsIn(await recordingOf(id));
  expect(recorded.slice(0, length)).toEqual(
    sent()
      .reports.slice(0, length)
      .map(({ step }) => step),
  );
});

test('a run that is held goes on where it was, and what it repeats is recorded once', async () => {
  await start({ steps: 6 }, { mode: 'step' });
  await phase('paused');
  const { restore, facts } = await only();
  await send({ type: 'resume' });
  await vi.waitUntil(() => sent().reports.length >= 3, { timeout: 30_000 });
  await send({ type: 'reset' });
  const lost = structuredClone(memory.stores.get('runs')?.values.get(facts.id));
  await visit();
  const { restore: key } = await only();
  await start({}, { mode: 'hold', restore: key });
  await phase('paused');
  expect(sent().reports).toEqual([]);
  await send({ type: 'resume' });
  await phase('finished');
  expect(restore?.id).toBe(facts.id);
  expect(lost).toBeDefined();
  expect(stepsIn(await recordingOf(facts.id))).toEqual([1, 2, 3, 4, 5, 6]);
});

test('steps are added to a finished run, as a change of it', async () => {
  await start({ steps: 2 });
  await phase('finished');
  const { restore } = await only();
  await visit();
  await start({}, { mode: 'run', restore, extend: 3 });
  await phase('finished');
  const { facts } = await only();
  expect(facts).toMatchObject({
    step: 5,
    finished: true,
    experiment: { steps: 2 },
    changes: [{ step: 3, settings: { steps: 5 } }],
  });
  expect(stepsIn(await recordingOf(facts.id))).toEqual([1, 2, 3, 4, 5]);
});

test('a run and its changes in a link are the run with added steps', async () => {
  await start({ steps: 2 }, { changes: [{ step: 3, settings: { steps: 5 } }] });
  await phase('finished');
  const whole = sent().reports.map(({ loss }) => loss);
  expect(whole).toHaveLength(5);
  await visit();
  await start({ steps: 2 });
  await phase('finished');
  const first = sent().reports.map(({ loss }) => loss);
  const [card] = await list();
  await visit();
  await start({}, { mode: 'run', restore: card?.restore ?? null, extend: 3 });
  await phase('finished');
  expect([...first, ...sent().reports.map(({ loss }) => loss)]).toEqual(whole);
});

test('a name and notes stay while the run goes on', async () => {
  await start({ steps: 4 }, { mode: 'step' });
  await phase('paused');
  const { id, name } = (await only()).facts;
  expect(name).toMatch(/^[a-z]+ [a-z]+$/);
  await send({ type: 'describe-kept', kind: 'run', id, name: 'Mine', notes: 'K too small' });
  await send({ type: 'resume' });
  await phase('finished');
  expect((await only()).facts).toMatchObject({ name: 'Mine', notes: 'K too small', step: 4 });
});

test('a deleted run comes back until the next visit, and is gone then', async () => {
  await start();
  await phase('finished');
  const { id } = (await only()).facts;
  await send({ type: 'delete-kept', kind: 'run', id });
  expect(events).toContainEqual(expect.objectContaining({ type: 'kept-deleted', kind: 'run', id }));
  expect(await list()).toEqual([]);
  await send({ type: 'undelete-kept', kind: 'run', id });
  expect(await list()).toHaveLength(1);
  await send({ type: 'delete-kept', kind: 'run', id });
  await visit();
  await send({ type: 'undelete-kept', kind: 'run', id });
  expect(await list()).toEqual([]);
  for (const store of ['runs', 'savedRuns', 'recordings']) {
    const left = [...(memory.stores.get(store)?.values.keys() ?? [])].map(String);
    expect(left.filter((key) => !key.endsWith('label'))).toEqual([]);
  }
});

test('a recording from a file is kept without weights, and never in the place of a run that has some', async () => {
  await start();
  await phase('finished');
  const { facts } = await only();
  await send({ type: 'read-run', id: facts.id });
  const file = events.findLast((event) => event.type === 'run-read')?.file;
  if (!file) throw new Error('no file');
  await send({ type: 'keep-recording', file: file.slice() });
  expect((await only()).restore).not.toBeNull();
  // The last save of the run has ended then.
  await send({ type: 'reset' });
  forget();
  await visit();
  await send({ type: 'keep-recording', file: file.slice() });
  expect(await only()).toMatchObject({ restore: null, facts: { id: facts.id, name: facts.name, step: 4 } });
  expect(stepsIn(await recordingOf(facts.id))).toEqual([1, 2, 3, 4]);
  await send({ type: 'keep-recording', file: file.slice(0, 40) });
  await send({ type: 'read-run', id: 'none' });
  expect(refusals()).toEqual(['recording-damaged', 'run-gone']);
});
