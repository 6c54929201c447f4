/** Faults of what a run is made of: scripts that are gone, downloads that stall, storage that refuses. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Experiment } from '../experiment/fields';
import { READ_AS_DETECTED } from '../experiment/user-data';
import { writeModel } from '../model/file';
import * as tf from '../ops/tf';
import { translation as TASK } from '../tasks/translation';
import { wasmFiles } from '../test-support/backends';
import { forget } from '../test-support/database';
import { shapeFor, sharpParameters, tinyExperiment } from '../test-support/tiny';
import type { Command, RunEvent } from './protocol';
import { parseCommand, parseEvent } from './protocol/parse';
import { Runner } from './runner';

/** Scripts that cannot be loaded. */
const gone = vi.hoisted(() => ({ measures: 0, modelService: 0, reader: 0 }));

vi.mock('idb', () => import('../test-support/database'));
vi.mock('./requests/measures/measures', async (original) => {
  if (gone.measures-- > 0) throw new TypeError('Failed to fetch dynamically imported module');
  return original();
});
vi.mock('./requests/model-service', async (original) => {
  if (gone.modelService-- > 0) throw new TypeError('Failed to fetch dynamically imported module');
  return original();
});
vi.mock('../tasks/user-data/import', async (original) => {
  if (gone.reader-- > 0) throw new TypeError('Failed to fetch dynamically imported module');
  return original();
});

const ASSETS = 'https://example.org/app/';
const shape = shapeFor(TASK, { layers: 1 });
const teacherFile = writeModel(
  { shape, parameters: sharpParameters(shape, 61), task: TASK.id, vocabulary: TASK.tokenizer.vocabulary },
  'F16',
);

const healthy = async (address: string): Promise<Response> =>
  address.endsWith('.safetensors')
    ? new Response(teacherFile.slice())
    : new Response('not here', { status: 404 });

const experimentOf = (changes: Partial<Experiment> = {}): Experiment =>
  tinyExperiment({
    batchSize: 2,
    responseLimit: 3,
    steps: 2,
    trainSize: 16,
    evaluatePrompts: 1,
    warmUpSteps: 0,
    ...changes,
  });

let runner: Runner;
let events: RunEvent[];
let waiting: { is: (event: RunEvent) => boolean; resolve: () => void }[];

const until = (is: (event: RunEvent) => boolean): Promise<void> =>
  events.some(is) ? Promise.resolve() : new Promise((resolve) => waiting.push({ is, resolve }));
const phase = (name: string): Promise<void> => until((e) => e.type === 'phase' && e.phase === name);
const send = (command: Command): Promise<void> => runner.handle(parseCommand(command));
const start = (changes: Partial<Experiment> = {}, mode: 'run' | 'step' = 'run'): Promise<void> =>
  send({ type: 'start', experiment: experimentOf(changes), mode, restore: null });
const failures = (): readonly RunEvent[] => events.filter(({ type }) => type === 'failure');

beforeEach(async () => {
  forget();
  Object.assign(gone, { measures: 0, modelService: 0, reader: 0 });
  vi.stubGlobal('fetch', healthy);
  events = [];
  waiting = [];
  runner = new Runner((event) => {
    events.push(parseEvent(event));
    for (const one of waiting) if (one.is(event)) one.resolve();
  }, wasmFiles);
  await send({ type: 'open', backend: 'cpu', assets: ASSETS });
});
afterEach(async () => {
  await send({ type: 'reset' });
  vi.unstubAllGlobals();
});

describe('a script that cannot be loaded', () => {
  test('refuses the measure, and the run continues; Start and Reset work', async () => {
    await start({ steps: 4 }, 'step');
    await phase('paused');
    gone.measures = 1;
    const command: Command = {
      type: 'measure',
      id: 5,
      request: { kind: 'identity', prompts: 'asked' },
      experiment: experimentOf(),
    };
    await send(command);
    expect(events.at(-1)).toEqual({
      type: 'measure-stopped',
      id: 5,
      failure: { code: 'part-not-loaded', values: {} },
    });
    await send({ type: 'resume' });
    await phase('finished');
    await send({ type: 'reset' });
    events.length = 0;
    await start();
    await phase('finished');
    expect(failures()).toEqual([]);
  });

  test('refuses the list of models, which the page asks for as it opens; the next try loads again', async () => {
    gone.modelService = 1;
    await send({ type: 'list-models' });
    expect(events.at(-1)).toEqual({
      type: 'model-refused',
      task: 'list',
      problem: { code: 'part-not-loaded', values: {} },
    });
    await send({ type: 'list-models' });
    expect(events.at(-1)).toEqual({ type: 'models', models: [] });
    expect(failures()).toEqual([]);
  });

  test('refuses the file with data; the next try loads again', async () => {
    const read = (): Promise<void> =>
      send({
        type: 'import-data',
        id: 1,
        source: new Blob(['a,b\n'.repeat(20)]),
        name: 'a.csv',
        options: READ_AS_DETECTED,
      });
    gone.reader = 1;
    await read();
    expect(events.at(-1)).toEqual({
      type: 'data-unreadable',
      id: 1,
      problem: { code: 'part-not-loaded', values: {} },
    });
    await read();
    expect(events.at(-1)?.type).toBe('data-preview');
  });
});

/** A transfer that sends a little and then nothing more. */
const stalled = (): Response =>
  new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(100)) }));

describe('a download that stalls', () => {
  test.each<[string, string, Partial<Experiment>]>([
    ['of the teacher', '.safetensors', {}],
    ['of the data of a task', '.txt.gz', { task: 'phonemes' }],
  ])('%s ends with Reset: the next start downloads anew', async (_name, ending, changes) => {
    let aborted = 0;
    vi.stubGlobal('fetch', async (address: string, { signal }: { signal: AbortSignal }) => {
      signal.addEventListener('abort', () => {
        aborted += 1;
      });
      return address.endsWith(ending) ? stalled() : healthy(address);
    });
    const starting = start(changes);
    await until((e) => e.type === 'phase' && e.phase === 'downloading' && e.progress?.done === 100);
    await send({ type: 'reset' });
    await starting;
    expect(aborted).toBeGreaterThan(0);
    vi.stubGlobal('fetch', healthy);
    events.length = 0;
    await start();
    await phase('finished');
    expect(failures()).toEqual([]);
  });

  test('of a card delays no start', async () => {
    vi.stubGlobal('fetch', async (address: string) =>
      address.endsWith('.json') ? stalled() : healthy(address),
    );
    await start();
    await phase('finished');
    expect(failures()).toEqual([]);
  });

  test('does not hold up a question that waits for it, when a run that waited too is reset', async () => {
    let deliver = (_: Response): void => {};
    vi.stubGlobal('fetch', (address: string) =>
      address.endsWith('.json')
        ? healthy(address)
        : new Promise<Response>((resolve) => {
            deliver = resolve;
          }),
    );
    const asked = send({ type: 'try', id: 9, prompt: '42', experiment: experimentOf() });
    const starting = start();
    await phase('downloading');
    await send({ type: 'reset' });
    await starting;
    deliver(new Response(teacherFile.slice()));
    await asked;
    expect(events.at(-1)).toMatchObject({ type: 'answer', id: 9 });
    expect(failures()).toEqual([]);
  });
});

describe('memory', () => {
  test('a saved state that does not fit leaves nothing behind', async () => {
    await start({}, 'step');
    await phase('paused');
    await send({ type: 'reset' });
    const { memory } = await import('../test-support/database');
    const runs = memory.stores.get('runs')?.values;
    for (const [key, saved] of runs ?? []) {
      const { experiment } = saved as { experiment: Experiment };
      runs?.set(key, { ...(saved as object), experiment: { ...experiment, studentWidth: 16 } });
    }
    const before = tf.memory().numTensors;
    const restore = events.findLast((event) => event.type === 'saved')?.run ?? null;
    await send({ type: 'start', experiment: experimentOf(), mode: 'run', restore });
    expect(failures()).toHaveLength(1);
    expect(tf.memory().numTensors).toBe(before);
  });
});
