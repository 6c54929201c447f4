/** One token at a time before, during and after a run: the strip comes out again from the student that wrote it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeModel } from '../model/file';
import { arithmetic as TASK } from '../tasks/arithmetic';
import { wasmFiles } from '../test-support/backends';
import { forget } from '../test-support/database';
import { says } from '../test-support/says';
import { shapeFor, sharpParameters, tinyExperiment } from '../test-support/tiny';
import type { Command, RunEvent, TraceRequest } from './protocol';
import { parseCommand, parseEvent } from './protocol/parse';
import { Runner } from './runner';

vi.mock('idb', () => import('../test-support/database'));

const shape = shapeFor(TASK, { width: 8, layers: 2 });
const shipped = writeModel(
  { shape, parameters: sharpParameters(shape, 1), task: TASK.id, vocabulary: TASK.tokenizer.vocabulary },
  'F32',
);
const EXPERIMENT = tinyExperiment({
  ...{ task: 'arithmetic', batchSize: 4, responseLimit: 6, trainSize: 16, evaluatePrompts: 1 },
  ...{ evaluateEvery: 10_000, warmUpSteps: 0, steps: 400, learningRate: 0.02 },
});
const TYPED: TraceRequest = { prompt: '1 2', typed: true, writer: null, topK: null, row: 0, strip: null };

let runner: Runner;
let events: RunEvent[];
let id = 0;

const send = (command: Command): Promise<void> => runner.handle(parseCommand(command));

async function ask(command: Extract<Command, { type: 'trace' | 'judge-token' }>): Promise<RunEvent> {
  await send(command);
  const found = events.filter(
    (event) =>
      (event.type === 'trace' || event.type === 'token-judged' || event.type === 'trace-refused') &&
      event.id === command.id,
  );
  expect(found).toHaveLength(1);
  return found[0] as RunEvent;
}

async function trace(request: TraceRequest) {
  id++;
  const event = await ask({ type: 'trace', id, request, experiment: EXPERIMENT });
  if (event.type !== 'trace') throw new Error(JSON.stringify(event));
  return event.result;
}

/** The newest strip, and the request that draws its row again. */
function newestStrip(row: number) {
  const strip = events.findLast((event) => event.type === 'strip');
  const shown = strip?.type === 'strip' ? strip.rows[row] : undefined;
  if (strip?.type !== 'strip' || !shown) throw new Error('there is no strip');
  const tokens = shown.tokens.map((token) => token.id);
  const request: TraceRequest = {
    ...{ ...TYPED, prompt: shown.prompt, typed: false },
    strip: { step: strip.step, row, tokens, again: true },
  };
  return { shown, request, step: strip.step };
}

const pause = async (): Promise<void> => {
  await send({ type: 'pause' });
  await vi.waitFor(
    () => expect(events.findLast((event) => event.type === 'phase')).toMatchObject({ phase: 'paused' }),
    { timeout: 60_000 },
  );
};

beforeEach(async () => {
  forget();
  vi.stubGlobal(
    'fetch',
    async (address: string) => new Response(address.endsWith('.json') ? '{}' : shipped.slice()),
  );
  events = [];
  runner = new Runner((event) => events.push(parseEvent(event)), wasmFiles);
  await send({ type: 'open', backend: 'cpu', assets: 'https://example.org/app/' });
});

afterEach(async () => {
  await send({ type: 'reset' });
  vi.unstubAllGlobals();
});

test('every row of the strip of a paused run is drawn again; a strip before it belongs to a student that is gone', async () => {
  expect(await trace(TYPED)).toMatchObject({ trainingProgress: { step: 0 }, replay: null });
  await send({ type: 'start', experiment: EXPERIMENT, mode: 'run', restore: null });
  await vi.waitFor(() => expect(events.filter(({ type }) => type === 'report').length).toBeGreaterThan(2), {
    timeout: 60_000,
  });
  await pause();
  // What is changed now holds from the next step on.
  await send({ type: 'tune', settings: { topK: 0, studentTemperature: 0.3 } });
  for (const row of [0, 1, 2, 3]) {
    const { shown, request, step } = newestStrip(row);
    const again = await trace(request);
    expect(again).toMatchObject({
      ...{ replay: 'exact', address: { step, row }, rule: { topK: EXPERIMENT.topK } },
      trainingProgress: { step: step - 1, sftSteps: 0 },
    });
    expect(again.row.tokens).toEqual(shown.tokens);
    again.row.student.forEach((value, i) => {
      expect(Math.abs(value - (shown.student[i] ?? 0))).toBeLessThan(1e-4);
    });
  }
  const { request } = newestStrip(0);
  expect(await trace(TYPED)).toMatchObject({ rule: { topK: 0 }, studentDraws: { temperature: 0.3 } });

  await send({ type: 'step' });
  await vi.waitFor(() => expect(newestStrip(0).step).toBeGreaterThan(request.strip?.step ?? 0), {
    timeout: 60_000,
  });
  await pause();
  expect((await trace(request)).replay).toBe('learned');
  expect((await trace(newestStrip(1).request)).replay).toBe('exact');
  expect(events.filter(({ type }) => type === 'failure')).toEqual([]);
});

test('the teacher judges a token of the visitor; what is none of the task is refused in a sentence', async () => {
  const request = { ...{ prompt: '1 2', typed: true, response: [] }, proposed: 3, topK: 0, row: 0 };
  const judged = await ask({ type: 'judge-token', id: 101, request, experiment: EXPERIMENT });
  expect(judged).toMatchObject({
    type: 'token-judged',
    verdict: { row: { tokens: [{ source: 'replaced' }] } },
  });
  expect(
    await ask({
      ...{ type: 'judge-token', id: 102, experiment: EXPERIMENT },
      request: { ...request, proposed: 500 },
    }),
  ).toMatchObject({ type: 'trace-refused', problem: says(/another task/) });
});
