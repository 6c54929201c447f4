/** Attention maps before, during and after a run. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Experiment } from '../experiment/fields';
import { writeModel } from '../model/file';
import { arithmetic as TASK } from '../tasks/arithmetic';
import { wasmFiles } from '../test-support/backends';
import { forget } from '../test-support/database';
import { says } from '../test-support/says';
import { shapeFor, sharpParameters, tinyExperiment } from '../test-support/tiny';
import type { AttentionText, Command, RunEvent } from './protocol';
import { parseCommand, parseEvent } from './protocol/parse';
import { Runner } from './runner';

vi.mock('idb', () => import('../test-support/database'));

const shape = shapeFor(TASK, { width: 8, layers: 2 });
const shipped = writeModel(
  { shape, parameters: sharpParameters(shape, 1), task: TASK.id, vocabulary: TASK.tokenizer.vocabulary },
  'F32',
);
const TYPED: AttentionText = { prompt: '1 2', typed: true, response: null };
const experimentOf = (changes: Partial<Experiment> = {}): Experiment =>
  tinyExperiment({
    ...{ task: 'arithmetic', batchSize: 2, responseLimit: 3, trainSize: 16, evaluatePrompts: 1 },
    ...{ evaluateEvery: 10_000, warmUpSteps: 0, steps: 20 },
    ...changes,
  });

let runner: Runner;
let events: RunEvent[];

const send = (command: Command): Promise<void> => runner.handle(parseCommand(command));

async function attend(id: number, text: AttentionText, experiment = experimentOf()): Promise<RunEvent> {
  await send({ type: 'attend', id, text, experiment });
  const found = events.filter(
    (event) => (event.type === 'attention' || event.type === 'attention-refused') && event.id === id,
  );
  expect(found).toHaveLength(1);
  return found[0] as RunEvent;
}

const phase = (name: string): Promise<void> =>
  vi.waitFor(
    () => expect(events.findLast((event) => event.type === 'phase')).toMatchObject({ phase: name }),
    { timeout: 60_000 },
  );

const stepsReported = (): number => events.filter(({ type }) => type === 'report').length;

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

test('before a run the student is the one that a run would begin with', async () => {
  const event = await attend(1, TYPED);
  expect(event).toMatchObject({
    type: 'attention',
    result: { trainingProgress: { step: 0, sftSteps: 0 }, promptLength: TASK.promptLength },
  });
  await phase('idle');
});

test('a newer request takes the place of those before, which end without a problem', async () => {
  const asked = [1, 2, 3].map((id) => attend(id, TYPED));
  const [first, second, third] = await Promise.all(asked);
  expect(first).toEqual({ type: 'attention-refused', id: 1, problem: null });
  expect(second).toEqual({ type: 'attention-refused', id: 2, problem: null });
  expect(third).toMatchObject({ type: 'attention', id: 3 });
});

test('a run continues beside it, and its student is the newest; a pause and the end change nothing', async () => {
  await send({ type: 'start', experiment: experimentOf({ steps: 60 }), mode: 'run', restore: null });
  await vi.waitFor(() => expect(stepsReported()).toBeGreaterThan(2), { timeout: 60_000 });
  const before = stepsReported();
  // Settings that were edited meanwhile are none of the run's.
  const during = await attend(1, TYPED, experimentOf({ task: 'translation' }));
  if (during.type !== 'attention') throw new Error('refused');
  // A question goes first: at most the steps that were under way end before its answer.
  expect(stepsReported() - before).toBeLessThanOrEqual(2);
  expect(during.result.trainingProgress.step).toBeGreaterThanOrEqual(before);
  expect(during.result.vocabulary).toEqual(TASK.tokenizer.vocabulary);
  await vi.waitFor(() => expect(stepsReported()).toBeGreaterThan(before + 1), { timeout: 60_000 });

  await send({ type: 'pause' });
  await phase('paused');
  const { prompt, tokens, promptLength } = during.result;
  const same: AttentionText = { prompt, typed: false, response: tokens.slice(promptLength) };
  const paused = await attend(2, same);
  if (paused.type !== 'attention') throw new Error('refused');
  expect(paused.result.tokens).toEqual(tokens);
  expect(paused.result.teacher).toEqual(during.result.teacher);
  expect(paused.result.student.rows).not.toEqual(during.result.student.rows);

  await send({ type: 'resume' });
  await phase('finished');
  expect(await attend(3, same)).toMatchObject({ result: { trainingProgress: { step: 60 } } });
  expect(events.filter(({ type }) => type === 'failure')).toEqual([]);
});

test('a refusal does not stop the run; without a teacher it says what to do', async () => {
  await send({ type: 'start', experiment: experimentOf(), mode: 'run', restore: null });
  expect(await attend(1, { ...TYPED, response: 'hello' })).toMatchObject({
    type: 'attention-refused',
    problem: says(/do not know “h”/),
  });
  await phase('finished');
  expect(events.filter(({ type }) => type === 'failure')).toEqual([]);
  await send({ type: 'reset' });
  expect(await attend(2, TYPED, experimentOf({ task: 'own', ownData: 5 }))).toMatchObject({
    type: 'attention-refused',
    problem: says(/\.$/),
  });
});
