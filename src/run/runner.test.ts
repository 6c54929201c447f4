import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { topicOf } from '../errors/problem-table';
import type { Experiment } from '../experiment/fields';
import { writeModel } from '../model/file';
import { loadTask } from '../tasks';
import { translation } from '../tasks/translation';
import { selectBackend, wasmFiles } from '../test-support/backends';
import { forget, memory } from '../test-support/database';
import { at } from '../test-support/numbers';
import { says } from '../test-support/says';
import { shapeFor, sharpParameters, tinyExperiment } from '../test-support/tiny';
import type { Command, RunEvent, SavedRunKey, TeacherName } from './protocol';
import { parseCommand, parseEvent } from './protocol/parse';
import { Runner } from './runner';

const TASK = translation;
const ASSETS = 'https://example.org/app/';

vi.mock('idb', () => import('../test-support/database'));

/** The saved states of runs. */
const savedRuns = (): Map<string | number, unknown> => memory.stores.get('runs')?.values ?? new Map();

const shape = shapeFor(TASK, { layers: 1 });
const model = {
  shape,
  parameters: sharpParameters(shape, 61),
  task: TASK.id,
  vocabulary: TASK.tokenizer.vocabulary,
};
const teacherFile = writeModel(model, 'F16');
const CARD_FACTS = {
  ...JSON.parse(readFileSync(new URL('../../public/teachers/translation.json', import.meta.url), 'utf8')),
  testScores: { 'exact-match': 0.75 },
};
const CARD = JSON.stringify(CARD_FACTS);

/** Answers of the server by the end of the address. */
type Server = Record<string, () => Response>;

const good: Server = {
  'translation.json': () => new Response(CARD),
  'translation.safetensors': () => new Response(teacherFile.slice()),
};

let asked: string[] = [];

function serve(changes: Server = {}): void {
  const server = { ...good, ...changes };
  asked = [];
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address);
    const answer = server[address.slice(address.lastIndexOf('/') + 1)];
    return answer ? answer() : new Response('not here', { status: 404 });
  });
}

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

interface Session {
  readonly runner: Runner;
  readonly events: RunEvent[];
  readonly until: (is: (event: RunEvent) => boolean) => Promise<RunEvent>;
  readonly phase: (name: string) => Promise<RunEvent>;
}

const sessions: Runner[] = [];

/** A runner on the cpu backend; each of its messages is checked as the page checks it. */
async function session(): Promise<Session> {
  const events: RunEvent[] = [];
  const waiting: { is: (event: RunEvent) => boolean; resolve: (event: RunEvent) => void }[] = [];
  const runner = new Runner((event) => {
    events.push(parseEvent(event));
    const told = events.at(-1) ?? event;
    for (const one of waiting) if (one.is(told)) one.resolve(told);
  }, wasmFiles);
  sessions.push(runner);
  const until: Session['until'] = (is) => {
    const found = events.find(is);
    return found ? Promise.resolve(found) : new Promise((resolve) => waiting.push({ is, resolve }));
  };
  await runner.handle({ type: 'open', backend: 'cpu', assets: ASSETS });
  return { runner, events, until, phase: (name) => until((e) => e.type === 'phase' && e.phase === name) };
}

const failuresOf = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'failure' ? [event] : []));
/** The run that was saved last. */
const savedIn = (events: readonly RunEvent[]): SavedRunKey | null =>
  events.findLast((event) => event.type === 'saved')?.run ?? null;
const stepsOf = (events: readonly RunEvent[]): number[] =>
  events.flatMap((event) => (event.type === 'report' ? [event.report.step] : []));
const start = (
  changes: Partial<Experiment> = {},
  more: Partial<Extract<Command, { type: 'start' }>> = {},
): Command => ({
  type: 'start',
  experiment: experimentOf(changes),
  mode: 'run',
  restore: null,
  ...more,
});

const SENTENCE = /^[A-Z“].*[.!]( .*\.)?$/s;

beforeEach(() => {
  forget();
  serve();
});
afterEach(async () => {
  for (const runner of sessions.splice(0)) await runner.handle({ type: 'reset' });
  vi.unstubAllGlobals();
});

describe('a session', () => {
  test('opens its device', async () => {
    const { events } = await session();
    expect(events.map((event) => (event.type === 'phase' ? event.phase : event.type))).toEqual([
      'probing',
      'backend',
      'idle',
    ]);
    expect(events[1]).toMatchObject({ backend: { name: 'cpu' } });
  });

  test('downloads the teacher, trains to the end, and keeps the teacher for the next run', async () => {
    const { runner, events, phase } = await session();
    await runner.handle(start());
    await phase('finished');
    expect(asked.sort()).toEqual([
      `${ASSETS}teachers/translation.json`,
      `${ASSETS}teachers/translation.safetensors`,
    ]);
    expect(events.find(({ type }) => type === 'loaded')).toMatchObject({
      loaded: { trainSize: 16, teacher: { width: 8, layers: 1, scores: { 'exact-match': 0.75 } } },
    });
    const bytes = events.flatMap((e) =>
      e.type === 'phase' && e.phase === 'downloading' ? [e.progress?.done] : [],
    );
    expect(bytes.at(-1)).toBe(teacherFile.length);
    expect(stepsOf(events)).toEqual([1, 2]);
    expect(failuresOf(events)).toEqual([]);
    events.length = 0;
    await runner.handle(start());
    await phase('finished');
    expect(asked).toHaveLength(2);
    expect(stepsOf(events)).toEqual([1, 2]);
  });

  test('steps, resumes, pauses, tunes and resets by command', async () => {
    const { runner, events, phase } = await session();
    await runner.handle(start({ topK: 0, steps: 40 }, { mode: 'step' }));
    await phase('paused');
    expect(stepsOf(events)).toEqual([1]);
    events.length = 0;
    await runner.handle({ type: 'tune', settings: { topK: 512 } });
    await runner.handle({ type: 'step' });
    await phase('paused');
    expect(events.find(({ type }) => type === 'report')).toMatchObject({
      report: { step: 2, acceptance: 1 },
    });
    events.length = 0;
    await runner.handle({ type: 'resume' });
    await phase('running');
    await runner.handle({ type: 'pause' });
    await phase('paused');
    events.length = 0;
    await runner.handle({ type: 'reset' });
    expect(events).toEqual([{ type: 'phase', phase: 'idle', step: 0, total: 0, progress: null }]);
    for (const type of ['pause', 'resume', 'step', 'reset'] as const) await runner.handle({ type });
    expect(failuresOf(events)).toEqual([]);
  });

  test('a start while another run is going replaces it', async () => {
    const { runner, events, phase } = await session();
    await runner.handle(start({ steps: 1000 }));
    await runner.handle(start({ steps: 2, seed: 9 }));
    await phase('finished');
    expect(events.at(-1)).toMatchObject({ phase: 'finished', step: 2, total: 2 });
    expect(failuresOf(events)).toEqual([]);
  });
});

describe('resuming a saved run', () => {
  test('a later session finds it and resumes with its settings and its changes', async () => {
    const first = await session();
    await first.runner.handle(start({ steps: 3, topK: 2, seed: 5 }, { mode: 'step' }));
    await first.phase('paused');
    expect(first.events.filter(({ type }) => type === 'saved')).toMatchObject([{ step: 1, earlier: false }]);
    await first.runner.handle({ type: 'tune', settings: { topK: 512 } });
    first.events.length = 0;
    await first.runner.handle({ type: 'step' });
    await first.phase('paused');
    await first.runner.handle({ type: 'reset' });

    const second = await session();
    expect(second.events.find(({ type }) => type === 'saved')).toMatchObject({
      step: 2,
      earlier: true,
      experiment: { seed: 5, topK: 2 },
      changes: [{ step: 2, settings: { topK: 512 } }],
    });
    await second.runner.handle(start({ steps: 30, topK: 0, seed: 6 }, { restore: savedIn(second.events) }));
    await second.phase('finished');
    expect(second.events.find(({ type }) => type === 'changes')).toMatchObject({
      changes: [{ step: 2, settings: { topK: 512 } }],
    });
    expect(stepsOf(second.events)).toEqual([3]);
    expect(second.events.flatMap((e) => (e.type === 'report' ? [e.report.acceptance] : []))).toEqual([1]);
  });

  test('with nothing saved it says so', async () => {
    const { runner, events } = await session();
    await runner.handle(start({}, { restore: { id: 'gone', writer: '' } }));
    expect(failuresOf(events)).toMatchObject([
      { fatal: true, failure: { problem: { code: 'no-checkpoint' } } },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'phase', phase: 'failed' });
  });

  test('without storage the run continues, and one notice says that it is not saved', async () => {
    memory.refusal = new DOMException('no storage', 'InvalidStateError');
    const { runner, events, phase } = await session();
    await runner.handle(start({ steps: 3 }, { mode: 'step' }));
    await phase('paused');
    await runner.handle({ type: 'resume' });
    await phase('finished');
    const notices = events.flatMap((event) => (event.type === 'notice' ? [event.problem] : []));
    expect(notices).toEqual([says(/no storage/)]);
    expect(stepsOf(events)).toEqual([1, 2, 3]);
    expect(failuresOf(events)).toEqual([]);
  });
});

describe('a teacher that does not come', () => {
  const broken = (): Response =>
    new Response(
      new ReadableStream({
        start: (controller) => {
          controller.enqueue(teacherFile.slice(0, 1000));
        },
        pull: (controller) => controller.error(new TypeError('connection reset')),
      }),
    );

  test.each<[string, Server, string, RegExp]>([
    [
      '404',
      { 'translation.safetensors': () => new Response('', { status: 404 }) },
      'download',
      /answered 404/,
    ],
    [
      'no network',
      {
        'translation.safetensors': () => {
          throw new TypeError('Failed to fetch');
        },
      },
      'download',
      /network did not answer/,
    ],
    ['a broken connection', { 'translation.safetensors': broken }, 'download', /broke off/],
    [
      'half a file',
      { 'translation.safetensors': () => new Response(teacherFile.slice(0, -100)) },
      'model-file',
      /cut off/,
    ],
    [
      'a web page instead',
      { 'translation.safetensors': () => new Response('<!doctype html><title>Home</title>') },
      'model-file',
      /./,
    ],
    ['nothing', { 'translation.safetensors': () => new Response('') }, 'model-file', /too short/],
    [
      'another vocabulary',
      {
        'translation.safetensors': () =>
          new Response(writeModel({ ...model, vocabulary: [...model.vocabulary].reverse() }, 'F32').slice()),
      },
      'model-file',
      /another version of this task/,
    ],
    [
      'too short a context',
      {
        'translation.safetensors': () => {
          const short = { ...shape, context: 20 };
          return new Response(
            writeModel({ ...model, shape: short, parameters: sharpParameters(short, 1) }, 'F32').slice(),
          );
        },
      },
      'model-file',
      /another version of this task/,
    ],
  ])('%s', async (_name, server, topic, message) => {
    serve(server);
    const { runner, events, phase } = await session();
    await runner.handle(start());
    const failures = failuresOf(events);
    expect(failures).toMatchObject([{ fatal: true, failure: { restorableStep: null } }]);
    expect(topicOf(at(failures, 0).failure.problem.code)).toBe(topic);
    expect(failures[0]?.failure.problem).toEqual(says(message));
    expect(failures[0]?.failure.problem).toEqual(says(SENTENCE));
    expect(events.at(-1)).toMatchObject({ type: 'phase', phase: 'failed' });
    // Once the server is well again, a start succeeds.
    serve();
    await runner.handle(start({ steps: 1 }));
    await phase('finished');
  });

  test.each([
    ['a web page', () => new Response('<!doctype html>')],
    ['other facts', () => new Response('{"testScores":{"exact-match":"high"}}')],
    ['null', () => new Response('null')],
    ['503', () => new Response('', { status: 503 })],
    ['404', () => new Response('', { status: 404 })],
    [
      'not sent',
      () => {
        throw new TypeError('Failed to fetch');
      },
    ],
  ])('a card that is %s costs only the scores', async (_name, card) => {
    serve({ 'translation.json': card });
    const { runner, events, phase } = await session();
    await runner.handle(start({ steps: 1 }));
    await phase('finished');
    expect(events.find(({ type }) => type === 'loaded')).toMatchObject({
      loaded: { teacher: { scores: {} } },
    });
  });
});

describe('the card of a teacher', () => {
  const described = async (server: Server, name: TeacherName) => {
    serve(server);
    const { runner, events } = await session();
    await runner.handle({ type: 'open', backend: 'cpu', assets: ASSETS });
    await runner.handle(parseCommand({ type: 'describe-teacher', name }));
    return events.find(({ type }) => type === 'teacher-described');
  };
  const shipped = { task: 'translation', teacher: 'shipped' } as const;

  test('arrives as it was written', async () => {
    const event = await described({}, shipped);
    expect(event).toMatchObject({
      name: shipped,
      card: { testScores: { 'exact-match': 0.75 } },
      problem: null,
    });
  });

  test.each([
    ['missing', { 'translation.json': () => new Response('', { status: 404 }) }, shipped, /answered 404/],
    ['no card', { 'translation.json': () => new Response('{}') }, shipped, /damaged/],
    ['of an own model', {}, { task: 'translation', teacher: 'own' } as const, /Only teachers of this site/],
  ])('that is %s is a sentence', async (_name, server, name, message) => {
    expect(await described(server, name)).toMatchObject({
      card: null,
      problem: says(message),
    });
  });
});

describe('a task whose examples are data', () => {
  const packed = readFileSync(new URL('../../public/data/phonemes.txt.gz', import.meta.url));
  const data = (answer: () => Response): Server => ({ 'phonemes.txt.gz': answer });

  test.each<[string, Server, string, RegExp]>([
    ['that does not come', data(() => new Response('', { status: 404 })), 'download', /answered 404/],
    ['that is cut off', data(() => new Response(packed.subarray(0, 999))), 'task-data', /damaged/],
    ['that is a web page', data(() => new Response('<!doctype html>')), 'task-data', /something else/],
  ])('%s fails in a sentence', async (_name, server, topic, message) => {
    serve(server);
    const { runner, events } = await session();
    await runner.handle(start({ task: 'phonemes' }));
    expect(failuresOf(events)).toMatchObject([{ fatal: true }]);
    expect(topicOf(at(failuresOf(events), 0).failure.problem.code)).toBe(topic);
    expect(failuresOf(events)[0]?.failure.problem).toEqual(says(message));
    expect(failuresOf(events)[0]?.failure.problem).toEqual(says(SENTENCE));
    expect(asked).toEqual([`${ASSETS}data/phonemes.txt.gz`]);
  });

  test('a prompt is refused for the data, then for what was typed, and the page is idle again', async () => {
    const question = { type: 'try', id: 4, experiment: experimentOf({ task: 'phonemes' }) } as const;
    serve(data(() => new Response('', { status: 500 })));
    const { runner, events } = await session();
    const idleAfter = (message: RegExp) => [
      { type: 'phase', phase: 'idle' },
      { type: 'refused', id: 4, problem: says(message) },
    ];
    await runner.handle({ ...question, prompt: 'speech' });
    expect(events.slice(-2)).toMatchObject(idleAfter(/answered 500/));
    serve(data(() => new Response(packed.slice())));
    await runner.handle({ ...question, prompt: 'speech!' });
    expect(events.slice(-2)).toMatchObject(idleAfter(/do not know “!”/));
    expect(failuresOf(events)).toEqual([]);
  });

  test('it runs, and an answer during the run is about its task', async () => {
    const task = await loadTask('phonemes', async () => packed);
    const ours = shapeFor(task, { layers: 1 });
    const file = writeModel(
      {
        shape: ours,
        parameters: sharpParameters(ours, 62),
        task: task.id,
        vocabulary: task.tokenizer.vocabulary,
      },
      'F16',
    );
    serve({
      ...data(() => new Response(packed.slice())),
      'phonemes.json': () => new Response(CARD),
      'phonemes.safetensors': () => new Response(file.slice()),
    });
    const { runner, events, phase, until } = await session();
    await runner.handle(start({ task: 'phonemes' }, { mode: 'step' }));
    await phase('paused');
    expect(events.find(({ type }) => type === 'loaded')).toMatchObject({
      loaded: {
        promptLength: 11,
        metrics: [
          { id: 'phoneme-error-rate', better: 'lower' },
          { id: 'exact-match', better: 'higher' },
        ],
      },
    });
    // The page's settings name another task meanwhile.
    await runner.handle({ type: 'try', id: 5, prompt: 'speech', experiment: experimentOf() });
    expect(await until(({ type }) => type === 'answer')).toMatchObject({ id: 5, prompt: 'speech=', step: 1 });
    await runner.handle({ type: 'resume' });
    await phase('finished');
    // A saved run goes on with its own task.
    await runner.handle({ type: 'reset' });
    const restore = savedIn(events);
    events.length = 0;
    await runner.handle(start({}, { restore }));
    await phase('finished');
    expect(events.find(({ type }) => type === 'loaded')).toMatchObject({ loaded: { promptLength: 11 } });
    expect(failuresOf(events)).toEqual([]);
  });
});

describe('try', () => {
  const attempt = (prompt: string, id = 3): Command => ({
    type: 'try',
    id,
    prompt,
    experiment: experimentOf(),
  });

  test('before a run both models answer, the student untrained', async () => {
    const { runner, events } = await session();
    await runner.handle(attempt('42'));
    expect(events.find(({ type }) => type === 'answer')).toMatchObject({
      id: 3,
      prompt: 'forty-two=',
      step: 0,
    });
    expect(events.at(-2)).toMatchObject({ type: 'phase', phase: 'idle' });
  });

  test('during a run the student of its step answers, and the run continues', async () => {
    const { runner, events, phase, until } = await session();
    await runner.handle(start({ steps: 2 }, { mode: 'step' }));
    await phase('paused');
    await runner.handle(attempt('seven', 8));
    expect(await until(({ type }) => type === 'answer')).toMatchObject({ id: 8, prompt: 'seven=', step: 1 });
    await runner.handle({ type: 'resume' });
    await phase('finished');
    expect(stepsOf(events)).toEqual([1, 2]);
  });

  test.each([
    ['characters the models do not know', 'ten!?', /do not know “!” and “\?”/],
    ['a long text', 'nine '.repeat(30), /is no number/],
    ['nothing', '   ', /Type a number/],
    ['a number that is too large', '100000', /from 0 to 99999/],
    ['control characters', '\u0000\u0007', /do not know/],
    ['half a surrogate', '\ud800', /do not know/],
  ])('refuses %s before anything is downloaded', async (_name, typed, message) => {
    const { runner, events } = await session();
    await runner.handle(attempt(typed));
    expect(events.at(-1)).toMatchObject({ type: 'refused', id: 3, problem: says(message) });
    expect(asked).toEqual([]);
    expect(failuresOf(events)).toEqual([]);
  });

  test('a teacher that does not come refuses the prompt, and the page is idle again', async () => {
    serve({ 'translation.safetensors': () => new Response('', { status: 500 }) });
    const { runner, events } = await session();
    await runner.handle(attempt('7'));
    expect(events.slice(-2)).toMatchObject([
      { type: 'phase', phase: 'idle' },
      { type: 'refused', id: 3, problem: says(/answered 500/) },
    ]);
    expect(failuresOf(events)).toEqual([]);
  });
});

describe('an evaluation', () => {
  const evaluate = (id: number): Command => ({
    type: 'evaluate',
    id,
    request: { split: 'validation', prompts: 1, decoding: { kind: 'greedy' } },
    experiment: experimentOf(),
  });
  const endOf = (id: number) => (event: RunEvent) =>
    (event.type === 'evaluation-result' || event.type === 'evaluation-stopped') && event.id === id;

  test('before a run it is about an untrained student, after it about the trained one', async () => {
    const { runner, events, until, phase } = await session();
    await runner.handle(evaluate(1));
    expect(await until(endOf(1))).toMatchObject({ result: { trainingProgress: { step: 0, sftSteps: 0 } } });
    expect(events.at(-1)?.type).toBe('evaluation-result');
    await runner.handle(start({ sftSteps: 1 }));
    await phase('finished');
    await runner.handle(evaluate(2));
    expect(await until(endOf(2))).toMatchObject({
      result: {
        trainingProgress: { step: 2, sftSteps: 1 },
        items: [{ teacher: { ended: expect.any(Boolean) } }],
      },
    });
    expect(failuresOf(events)).toEqual([]);
  });

  test('a new run or a reset ends it; a teacher that does not come is reported in a sentence', async () => {
    const { runner, until } = await session();
    const going = runner.handle(evaluate(1));
    await until((event) => event.type === 'evaluation-progress');
    await runner.handle({ type: 'reset' });
    await going;
    expect(await until(endOf(1))).toMatchObject({ type: 'evaluation-stopped', failure: null });

    serve({ 'translation.safetensors': () => new Response('', { status: 503 }) });
    const other = await session();
    await other.runner.handle(evaluate(2));
    expect(await other.until(endOf(2))).toMatchObject({ failure: says(SENTENCE) });
    const phases = other.events.flatMap((event) => (event.type === 'phase' ? [event.phase] : []));
    expect(phases.slice(-2)).toEqual(['downloading', 'idle']);
  });
});

describe('failures of a run', () => {
  test('divergence stops it with the step that can be resumed from', async () => {
    const { runner, events, phase } = await session();
    await runner.handle(start({ steps: 5 }, { mode: 'step' }));
    await phase('paused');
    await runner.handle({ type: 'reset' });
    for (const saved of savedRuns().values())
      (saved as { state: { parameters: Float32Array } }).state.parameters.fill(Number.NaN);
    await runner.handle(start({ steps: 5 }, { restore: savedIn(events) }));
    await phase('failed');
    expect(failuresOf(events)).toMatchObject([
      { fatal: true, failure: { problem: { code: 'diverged' }, restorableStep: 1 } },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'phase', phase: 'failed' });
    events.length = 0;
    await runner.handle(start({ steps: 1 }));
    await phase('finished');
    expect(failuresOf(events)).toEqual([]);
  });

  test('a saved student of another size is refused in a sentence', async () => {
    const { runner, events, phase } = await session();
    await runner.handle(start({ steps: 5 }, { mode: 'step' }));
    await phase('paused');
    await runner.handle({ type: 'reset' });
    for (const [id, saved] of savedRuns()) {
      const { experiment } = saved as { experiment: object };
      savedRuns().set(id, { ...(saved as object), experiment: { ...experiment, studentWidth: 16 } });
    }
    await runner.handle(start({ steps: 5 }, { restore: savedIn(events) }));
    expect(failuresOf(events)).toHaveLength(1);
    expect(failuresOf(events)[0]?.failure.problem).toEqual(says(/another size/));
  });

  test('no device at all', async () => {
    vi.stubGlobal('navigator', {});
    const events: RunEvent[] = [];
    const runner = new Runner((event) => events.push(parseEvent(event)), wasmFiles);
    await runner.handle({ type: 'open', backend: 'webgpu', assets: ASSETS });
    expect(failuresOf(events)).toMatchObject([{ fatal: true, failure: { problem: { code: 'no-device' } } }]);
    expect(events.at(-1)).toMatchObject({ type: 'phase', phase: 'failed' });
    await selectBackend('cpu');
  });
});

describe('the worker', () => {
  test('answers hostile messages with a sentence and continues', async () => {
    const posted: unknown[] = [];
    const listeners: ((event: { data: unknown }) => void)[] = [];
    vi.stubGlobal('postMessage', (event: unknown) => posted.push(event));
    vi.stubGlobal('addEventListener', (_type: string, listener: (event: { data: unknown }) => void) =>
      listeners.push(listener),
    );
    await import('./worker');
    const hostile: unknown[] = [
      null,
      undefined,
      'start',
      42,
      [],
      {},
      { type: 'explode' },
      { type: 'start' },
      { ...start(), experiment: { ...experimentOf(), studentWidth: 1e9 } },
      { ...start(), experiment: { ...experimentOf(), steps: Number.NaN } },
      { type: 'tune', settings: { learningRate: Number.POSITIVE_INFINITY } },
      { type: 'tune', settings: { seed: 3 } },
      { type: 'try', id: 1, prompt: 7, experiment: experimentOf() },
      { type: 'open', backend: 'cuda', assets: ASSETS },
      { type: 'open', backend: 'cpu', assets: 'nowhere' },
      Object.create(null),
      JSON.parse('{"__proto__":{"type":"reset"}}'),
    ];
    for (const data of hostile) for (const listener of listeners) listener({ data });
    expect(listeners).toHaveLength(1);
    expect(posted).toHaveLength(hostile.length);
    for (const event of posted) {
      expect(parseEvent(event)).toMatchObject({
        type: 'failure',
        fatal: false,
        failure: { problem: { code: 'command-malformed' } },
      });
      expect(event).toMatchObject({ failure: { problem: says(SENTENCE) } });
    }
    listeners[0]?.({ data: { type: 'pause' } });
    expect(posted).toHaveLength(hostile.length);
  });
});
