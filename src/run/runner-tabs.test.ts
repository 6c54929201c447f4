/** Two tabs over one storage: which run is whose. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Experiment } from '../experiment/fields';
import { writeModel } from '../model/file';
import { translation as TASK } from '../tasks/translation';
import { wasmFiles } from '../test-support/backends';
import { forget, memory } from '../test-support/database';
import { MemoryLocks } from '../test-support/locks';
import { shapeFor, sharpParameters, tinyExperiment } from '../test-support/tiny';
import { type Command, channelOf, type RunEvent, type SavedRunKey } from './protocol';
import { parseCommand, parseEvent, readLiveMessage } from './protocol/parse';
import { Runner } from './runner';

vi.mock('idb', () => import('../test-support/database'));

const shape = shapeFor(TASK, { layers: 1 });
const teacherFile = writeModel(
  { shape, parameters: sharpParameters(shape, 61), task: TASK.id, vocabulary: TASK.tokenizer.vocabulary },
  'F16',
);
const experimentOf = (changes: Partial<Experiment>): Experiment =>
  tinyExperiment({
    ...{ batchSize: 2, responseLimit: 3, steps: 3, trainSize: 16, evaluatePrompts: 1, warmUpSteps: 0 },
    ...changes,
  });

interface Tab {
  readonly events: RunEvent[];
  readonly send: (command: Command) => Promise<void>;
  readonly start: (
    changes: Partial<Experiment>,
    mode: 'run' | 'step',
    restore?: SavedRunKey | null,
  ) => Promise<void>;
  readonly phase: (name: string) => Promise<void>;
  readonly saved: () => SavedRunKey | null;
}

const tabs: Tab[] = [];

async function tab(): Promise<Tab> {
  const events: RunEvent[] = [];
  const runner = new Runner((event) => events.push(parseEvent(event)), wasmFiles);
  const send: Tab['send'] = (command) => runner.handle(parseCommand(command));
  const opened: Tab = {
    events,
    send,
    start: (changes, mode, restore = null) =>
      send({ type: 'start', experiment: experimentOf(changes), mode, restore }),
    phase: (name) =>
      vi
        .waitUntil(() => events.some((event) => event.type === 'phase' && event.phase === name), {
          timeout: 30_000,
        })
        .then(() => undefined),
    saved: () => events.findLast((event) => event.type === 'saved')?.run ?? null,
  };
  tabs.push(opened);
  await send({ type: 'open', backend: 'cpu', assets: 'https://example.org/app/' });
  return opened;
}

const failureOf = ({ events }: Tab): unknown =>
  events.flatMap((event) => (event.type === 'failure' ? [event.failure] : [])).at(-1);
const noticesOf = ({ events }: Tab): unknown[] =>
  events.flatMap((event) => (event.type === 'notice' ? [event.problem] : []));
const ELSEWHERE = { code: 'run-open-elsewhere', values: {} };

beforeEach(() => {
  forget();
  vi.stubGlobal('navigator', { locks: new MemoryLocks() });
  vi.stubGlobal('fetch', async (address: string) =>
    address.endsWith('.safetensors') ? new Response(teacherFile.slice()) : new Response('', { status: 404 }),
  );
});
afterEach(async () => {
  for (const { send } of tabs.splice(0)) await send({ type: 'reset' });
  vi.unstubAllGlobals();
});

test('each tab continues with its own run', async () => {
  const a = await tab();
  await a.start({ method: 'skd', seed: 1 }, 'step');
  await a.phase('paused');
  const b = await tab();
  await b.start({ method: 'sft', seed: 77, studentWidth: 16 }, 'run');
  await b.phase('finished');
  await a.send({ type: 'reset' });
  const restore = a.saved();
  a.events.length = 0;
  await a.start({ method: 'skd', seed: 1 }, 'run', restore);
  await a.phase('finished');
  const reports = a.events.flatMap((event) => (event.type === 'report' ? [event.report.step] : []));
  expect(reports).toEqual([2, 3]);
  expect(a.events.findLast((event) => event.type === 'saved')).toMatchObject({
    experiment: { method: 'skd', seed: 1, studentWidth: 8 },
  });
});

test('a run that is open in another tab is reported, not offered, and not taken from it', async () => {
  const a = await tab();
  await a.start({}, 'step');
  await a.phase('paused');
  const b = await tab();
  expect(b.saved()).toBeNull();
  expect(noticesOf(b)).toEqual([ELSEWHERE]);
  await b.start({}, 'run', a.saved());
  expect(failureOf(b)).toMatchObject({ problem: ELSEWHERE });
  await a.send({ type: 'resume' });
  await a.phase('finished');
  expect(failureOf(a)).toBeUndefined();
  // A finished run can be brought back anywhere.
  const c = await tab();
  await vi.waitUntil(() => c.saved() !== null);
  expect(c.saved()).toEqual(a.saved());
});

test('a run of another tab is offered, and its notice withdrawn, when that tab has given it back', async () => {
  const a = await tab();
  await a.start({}, 'step');
  await a.phase('paused');
  const b = await tab();
  expect([noticesOf(b), b.saved()]).toEqual([[ELSEWHERE], null]);
  await a.send({ type: 'reset' });
  await vi.waitUntil(() => b.saved() !== null);
  expect(b.events).toContainEqual({ type: 'notice-over', code: ELSEWHERE.code });
  expect(b.saved()).toEqual(a.saved());
});

test('a tab with a run of its own is not offered another one', async () => {
  const a = await tab();
  await a.start({}, 'step');
  await a.phase('paused');
  const b = await tab();
  await b.start({ seed: 5 }, 'step');
  await b.phase('paused');
  const own = b.saved();
  await a.send({ type: 'reset' });
  await vi.waitUntil(() => b.events.some(({ type }) => type === 'notice-over'));
  await b.send({ type: 'reset' });
  expect(b.saved()).toEqual(own);
});

test('a run that another tab has continued is not continued from where this tab knows it', async () => {
  const a = await tab();
  await a.start({}, 'step');
  await a.phase('paused');
  const known = a.saved();
  await a.send({ type: 'reset' });
  const b = await tab();
  await b.start({}, 'run', b.saved());
  await b.phase('finished');
  await a.start({}, 'run', known);
  expect(failureOf(a)).toMatchObject({
    problem: { code: 'run-saved-over', values: { step: 3 } },
    restorableStep: 3,
  });
  // The state of the other tab is offered from then on.
  expect(a.saved()).toEqual(b.saved());
});

test('a full disk is said as that, again after saving has worked, and the run continues', async () => {
  const a = await tab();
  const step = async (): Promise<void> => {
    a.events.length = 0;
    await a.send({ type: 'step' });
    await a.phase('paused');
  };
  memory.full = new DOMException('full', 'QuotaExceededError');
  await a.start({ steps: 9 }, 'step');
  await a.phase('paused');
  const full = { code: 'run-storage-full', values: {} };
  expect(noticesOf(a)).toEqual([full]);
  await step();
  expect(noticesOf(a)).toEqual([]);
  memory.full = null;
  await step();
  expect(a.saved()).not.toBeNull();
  memory.full = new DOMException('full', 'QuotaExceededError');
  await step();
  expect(noticesOf(a)).toEqual([full]);
  expect(failureOf(a)).toBeUndefined();
});

test('the state is saved when the page is about to go', async () => {
  const a = await tab();
  await a.start({ steps: 1000 }, 'run');
  await vi.waitUntil(() => a.events.some(({ type }) => type === 'report'), { timeout: 30_000 });
  expect(a.saved()).toBeNull();
  await a.send({ type: 'save' });
  await vi.waitUntil(() => a.saved() !== null, { timeout: 30_000 });
});

test('another tab hears of the run as it goes, and gets it when it asks', async () => {
  const a = await tab();
  await a.start({ steps: 1000 }, 'run');
  const begun = a.events.find((event) => event.type === 'run-begun');
  if (!begun) throw new Error('no run');
  const heard: string[] = [];
  const channel = new BroadcastChannel(channelOf('run', begun.facts.id));
  channel.addEventListener('message', ({ data }) => {
    const message = readLiveMessage(data);
    if (message) heard.push(message.type);
  });
  await vi.waitUntil(() => heard.includes('report'), { timeout: 30_000 });
  channel.postMessage({ type: 'take-over' });
  await vi.waitUntil(() => heard.includes('let-go'), { timeout: 30_000 });
  channel.close();
  expect(a.events).toContainEqual({ type: 'run-left' });
  const b = await tab();
  const step = a.events.findLast((event) => event.type === 'saved')?.step ?? 0;
  await b.start({}, 'step', b.saved());
  await b.phase('paused');
  expect(failureOf(b)).toBeUndefined();
  const reports = b.events.flatMap((event) => (event.type === 'report' ? [event.report.step] : []));
  expect(reports).toEqual([step + 1]);
});
