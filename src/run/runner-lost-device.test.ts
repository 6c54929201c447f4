/** A graphics device that is lost in the middle of a run. */
import { expect, test, vi } from 'vitest';
import { writeModel } from '../model/file';
import { translation as TASK } from '../tasks/translation';
import { wasmFiles } from '../test-support/backends';
import { forget } from '../test-support/database';
import { shapeFor, sharpParameters, tinyExperiment } from '../test-support/tiny';
import type { Command, RunEvent } from './protocol';
import { parseCommand, parseEvent } from './protocol/parse';
import { readRecording } from './recording/file';
import { Runner } from './runner';

const { device } = vi.hoisted(() => {
  let lose: (info: { message: string; reason: string }) => void = () => {};
  const lost = new Promise<{ message: string; reason: string }>((resolve) => {
    lose = resolve;
  });
  return {
    device: {
      lost,
      lose: (message: string) => lose({ message, reason: 'unknown' }),
      addEventListener: () => {},
    },
  };
});

vi.mock('idb', () => import('../test-support/database'));
// The processor computes; only the loss is that of a graphics device.
vi.mock('./resources/device', async (original) => {
  const real = await original<typeof import('./resources/device')>();
  return {
    ...real,
    openDevice: async (...given: Parameters<typeof real.openDevice>) => ({
      ...(await real.openDevice(...given)),
      gpu: device,
    }),
  };
});

const shape = shapeFor(TASK, { layers: 1 });
const teacherFile = writeModel(
  { shape, parameters: sharpParameters(shape, 61), task: TASK.id, vocabulary: TASK.tokenizer.vocabulary },
  'F16',
);

test('it ends the run with a sentence; every step that was shown is kept', async () => {
  forget();
  vi.stubGlobal('fetch', async (address: string) =>
    address.endsWith('.safetensors')
      ? new Response(teacherFile.slice())
      : new Response('not here', { status: 404 }),
  );
  const events: RunEvent[] = [];
  const runner = new Runner((event) => events.push(parseEvent(event)), wasmFiles);
  const send = (command: Command): Promise<void> => runner.handle(parseCommand(command));
  const all = <T extends RunEvent['type']>(type: T) =>
    events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);
  await send({ type: 'open', backend: 'cpu', assets: 'https://example.org/app/' });
  const experiment = tinyExperiment({
    ...{ batchSize: 2, responseLimit: 3, steps: 100_000, trainSize: 16, evaluatePrompts: 1, warmUpSteps: 0 },
  });
  await send({ type: 'start', experiment, mode: 'run', restore: null });
  await vi.waitUntil(() => all('report').length >= 20, { timeout: 60_000 });
  device.lose('the driver went away');
  await vi.waitUntil(() => all('failure').length > 0, { timeout: 20_000 });
  const [{ failure, fatal } = { failure: null, fatal: false }] = all('failure');
  expect(fatal).toBe(true);
  expect(failure?.problem).toEqual({ code: 'device-lost', values: { message: 'the driver went away' } });

  const shown = all('report').at(-1)?.report.step ?? 0;
  await send({ type: 'list-runs' });
  await vi.waitUntil(() => all('runs').length > 0, { timeout: 20_000 });
  const id = all('runs').at(-1)?.runs[0]?.facts.id ?? '';
  await send({ type: 'read-run', id });
  await vi.waitUntil(() => all('run-read').length > 0, { timeout: 20_000 });
  const file = Uint8Array.from(all('run-read').at(-1)?.file ?? []);
  const { recording } = await readRecording(file, 'a');
  expect(recording.reports.lastStep).toBeGreaterThanOrEqual(shown - 1);
  vi.unstubAllGlobals();
});
