/** Two tabs with one storage: each keeps its own comparison. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Comparison } from '../experiment/comparison';
import { writeModel } from '../model/file';
import { arithmetic as TASK } from '../tasks/arithmetic';
import { wasmFiles } from '../test-support/backends';
import { forget, memory } from '../test-support/database';
import { MemoryLocks } from '../test-support/locks';
import { shapeFor, sharpParameters, tinyExperiment } from '../test-support/tiny';
import type { Command, ComparisonSnapshot, RunEvent } from './protocol';
import { parseCommand, parseEvent } from './protocol/parse';
import { Runner } from './runner';

vi.mock('idb', () => import('../test-support/database'));

const shape = shapeFor(TASK, { layers: 1 });
const teacher = writeModel(
  { shape, parameters: sharpParameters(shape, 1), task: TASK.id, vocabulary: TASK.tokenizer.vocabulary },
  'F16',
);

const comparisonOf = (steps: number, values: readonly number[] = [1e-3, 2e-3]): Comparison => ({
  base: tinyExperiment({
    ...{ task: 'arithmetic', method: 'supervised-kd', batchSize: 2, responseLimit: 3, steps },
    ...{ trainSize: 16, evaluatePrompts: 2, warmUpSteps: 0 },
  }),
  vary: 'learningRate',
  values,
  seeds: 1,
  budget: 'updates',
  methodSettings: 'published',
});
const SHORT = 3;
const LONG = 10_000;

interface Tab {
  readonly events: RunEvent[];
  readonly send: (command: Command) => Promise<void>;
  /** The comparison as the page shows it. */
  readonly shown: () => ComparisonSnapshot | null;
  readonly state: () => string | null;
  /** Another tab computes it, as the page knows. */
  readonly elsewhere: () => boolean;
  readonly notices: () => string[];
}

const tabs: Tab[] = [];

/** @param comparison id of the one that the tab showed before a reload */
async function tab(comparison?: string): Promise<Tab> {
  const events: RunEvent[] = [];
  let shown: ComparisonSnapshot | null = null;
  const runner = new Runner((sent) => {
    const event = parseEvent(structuredClone(sent));
    events.push(event);
    if (event.type === 'comparison') shown = event.snapshot;
    if (event.type === 'compared-run' && shown)
      shown = { ...shown, runs: shown.runs.with(event.index, event.run) };
    if (event.type === 'comparison-state' && shown) shown = { ...shown, metrics: event.metrics };
  }, wasmFiles);
  const opened: Tab = {
    events,
    send: (command) => runner.handle(parseCommand(command)),
    shown: () => shown,
    state: () => {
      const last = events.findLast(({ type }) => type === 'comparison' || type === 'comparison-state');
      return last && 'state' in last ? last.state : null;
    },
    elsewhere: () => events.findLast((event) => event.type === 'comparison')?.elsewhere ?? false,
    notices: () => events.flatMap((event) => (event.type === 'notice' ? [event.problem.code] : [])),
  };
  tabs.push(opened);
  await opened.send({
    ...{ type: 'open', backend: 'cpu', assets: 'https://example.org/' },
    ...(comparison === undefined ? {} : { comparison }),
  });
  return opened;
}

const until = (is: () => boolean): Promise<unknown> => vi.waitUntil(is, { timeout: 60_000 });
const resume = ({ send, shown }: Tab): Promise<void> =>
  send({ type: 'compare-resume', id: shown()?.id ?? '' });
const states = ({ shown }: Tab): string[] => shown()?.runs.map(({ state }) => state) ?? [];

/** Begins a comparison. */
async function begin(of: Tab, steps: number, values?: readonly number[]): Promise<void> {
  await of.send({ type: 'compare', comparison: comparisonOf(steps, values) });
  if (steps === LONG) await until(() => of.shown()?.runs[0]?.stage === 'training');
  else await until(() => of.state() === 'finished');
}

/** Interrupts the comparison of a tab, after saving it. */
async function suspend(of: Tab): Promise<void> {
  const { base } = comparisonOf(1);
  await of.send({ type: 'start', experiment: base, mode: 'step', restore: null });
  await of.send({ type: 'reset' });
  expect(of.state()).toBe('paused');
}

beforeEach(() => {
  forget();
  vi.stubGlobal('navigator', { locks: new MemoryLocks() });
  vi.stubGlobal('fetch', async (address: string) =>
    address.endsWith('.json')
      ? new Response(JSON.stringify({ testScores: {} }))
      : new Response(teacher.slice()),
  );
});
afterEach(async () => {
  for (const { send } of tabs.splice(0)) {
    await send({ type: 'reset' });
    await send({ type: 'compare-pause' });
  }
  vi.unstubAllGlobals();
});

test('the results of a finished comparison stay when another tab begins one', async () => {
  const a = await tab();
  await begin(a, SHORT);
  const b = await tab();
  expect(b.shown()).toEqual(a.shown());
  await begin(b, SHORT, [3e-3, 4e-3]);
  const later = await tab();
  expect(later.shown()).toEqual(b.shown());
  expect(later.shown()?.id).not.toBe(a.shown()?.id);
  const reloaded = await tab(a.shown()?.id);
  expect(reloaded.shown()).toEqual(a.shown());
  expect(reloaded.state()).toBe('finished');
});

test('a comparison that runs in another tab is reported, not offered, and not disturbed', async () => {
  const a = await tab();
  await begin(a, LONG);
  const b = await tab();
  expect([b.shown(), b.notices()]).toEqual([null, ['comparison-open-elsewhere']]);
  await b.send({ type: 'compare-resume', id: a.shown()?.id ?? '' });
  expect([b.shown(), b.notices().length]).toEqual([null, 2]);
  // The other tab may run its own meanwhile, and finds that again.
  await begin(b, SHORT, [3e-3, 4e-3]);
  const later = await tab();
  expect([later.shown(), later.notices()]).toEqual([b.shown(), ['comparison-open-elsewhere']]);
  await a.send({ type: 'compare-pause' });
  await until(() => a.state() === 'paused');
  await resume(a);
  expect([a.state(), a.notices()]).toEqual(['running', []]);
});

test('a comparison that another tab has resumed is not resumed from where this tab knows it', async () => {
  // A browser in which tabs do not hear of each other.
  vi.stubGlobal('BroadcastChannel', undefined);
  const a = await tab();
  await begin(a, LONG);
  await suspend(a);
  const b = await tab();
  expect(states(b)).toEqual(['paused', 'waiting']);
  await resume(b);
  expect(b.state()).toBe('running');
  await resume(a);
  expect([a.state(), a.notices()]).toEqual(['paused', ['comparison-open-elsewhere']]);
  await b.send({ type: 'compare-cancel', run: 0 });
  await until(() => states(b)[1] === 'running');
  await suspend(b);
  for (const command of [
    { type: 'compare-resume', id: a.shown()?.id ?? '' },
    { type: 'compare-cancel', run: 1 },
    { type: 'compare-include', run: 0 },
  ] as const) {
    const c = await tab();
    await c.send({ type: 'compare-include', run: 0 });
    a.events.length = 0;
    await a.send(command);
    expect(a.notices()).toEqual(['comparison-saved-over']);
    // The saved state is shown, and can be resumed.
    expect([a.state(), a.shown()]).toEqual(['paused', c.shown()]);
    expect(states(a)).toEqual(['waiting', 'paused']);
    await a.send({ type: 'compare-cancel', run: 0 });
    expect(states(a)).toEqual(['cancelled', 'paused']);
  }
  await resume(a);
  expect(a.state()).toBe('running');
});

test('a comparison of another tab is shown as it goes, and taken over', async () => {
  const a = await tab();
  await begin(a, LONG);
  const id = a.shown()?.id ?? '';
  const b = await tab();
  await b.send({ type: 'compare-open', id });
  expect([b.shown()?.id, b.elsewhere()]).toEqual([id, true]);
  await until(() => b.state() === 'running');
  const done = b.shown()?.runs[0]?.done ?? 0;
  await until(() => (b.shown()?.runs[0]?.done ?? 0) > done);
  // It can be neither changed nor resumed here.
  await b.send({ type: 'compare-cancel', run: 1 });
  await resume(b);
  expect(b.notices().filter((code) => code === 'comparison-open-elsewhere')).toHaveLength(3);
  await a.send({ type: 'compare-pause' });
  await until(() => b.state() === 'paused');
  expect(states(b)).toEqual(states(a));
  await b.send({ type: 'compare-take-over', id });
  await until(() => b.state() === 'running' && !b.elsewhere());
  // The tab that had it now shows it as it goes there.
  await until(() => a.state() === 'running' && a.elsewhere());
  await until(() => (a.shown()?.runs[0]?.done ?? 0) > done);
  await suspend(b);
  await until(() => !a.elsewhere());
  const later = await tab(id);
  expect([a.state(), a.shown()]).toEqual(['paused', later.shown()]);
  expect(a.events.filter(({ type }) => type === 'failure')).toEqual([]);
});

test('a comparison of another tab that ends or is closed is shown as it was saved, and can be resumed', async () => {
  const a = await tab();
  await begin(a, LONG);
  const id = a.shown()?.id ?? '';
  // A reload of a tab that showed it.
  const b = await tab(id);
  expect([b.shown()?.id, b.elsewhere(), b.notices()]).toEqual([id, true, []]);
  await until(() => b.state() === 'running');
  await a.send({ type: 'compare-cancel', run: null });
  await until(() => a.state() === 'finished' && !b.elsewhere());
  expect([b.state(), states(b)]).toEqual(['finished', ['cancelled', 'cancelled']]);
  await b.send({ type: 'compare-include', run: 1 });
  await resume(b);
  await until(() => states(b)[1] === 'running');
  await until(() => a.elsewhere() && states(a)[1] === 'running');
});

test('three tabs: the one that asks gets the comparison, the others go on showing it', async () => {
  const a = await tab();
  await begin(a, LONG);
  const id = a.shown()?.id ?? '';
  const b = await tab(id);
  const c = await tab(id);
  await until(() => b.state() === 'running' && c.state() === 'running');
  await c.send({ type: 'compare-take-over', id });
  await until(() => c.state() === 'running' && !c.elsewhere());
  await until(() => [a, b].every((one) => one.elsewhere() && one.state() === 'running'));
  const done = b.shown()?.runs[0]?.done ?? 0;
  await until(() => (b.shown()?.runs[0]?.done ?? 0) > done);
  expect([a, b, c].flatMap(({ notices }) => notices())).toEqual([]);
});

test('a comparison that is no longer saved stays visible, and is not resumed', async () => {
  const a = await tab();
  await begin(a, LONG);
  await suspend(a);
  const before = a.shown();
  // Other tabs have needed the room.
  for (const store of ['comparisons', 'savedComparisons']) memory.stores.get(store)?.values.clear();
  await resume(a);
  expect([a.notices(), a.state()]).toEqual([['comparison-gone'], 'paused']);
  expect(a.shown()).toEqual(before);
});
