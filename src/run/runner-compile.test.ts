/** Commands while shaders are being compiled, when no other dispatch is allowed. */
import { afterAll, describe, expect, test, vi } from 'vitest';
import { writeModel } from '../model/file';
import { translation as TASK } from '../tasks/translation';
import { availableBackends, wasmFiles } from '../test-support/backends';
import { forget } from '../test-support/database';
import { shapeFor, sharpParameters, tinyExperiment } from '../test-support/tiny';
import type { Command, RunEvent } from './protocol';
import { parseCommand, parseEvent } from './protocol/parse';
import type { OpenDevice } from './resources/device';
import { Runner } from './runner';

vi.mock('idb', () => import('../test-support/database'));
// One device a process: a second one would leave tfjs' kept tensors on the first.
vi.mock('./resources/device', async (original) => {
  const real = await original<typeof import('./resources/device')>();
  let opened: Promise<OpenDevice> | null = null;
  return {
    ...real,
    openDevice: (...given: Parameters<typeof real.openDevice>): Promise<OpenDevice> => {
      opened ??= real.openDevice(...given).catch((error: unknown) => {
        opened = null;
        throw error;
      });
      return opened;
    },
  };
});

const shape = shapeFor(TASK, { layers: 1 });
const teacherFile = writeModel(
  { shape, parameters: sharpParameters(shape, 61), task: TASK.id, vocabulary: TASK.tokenizer.vocabulary },
  'F16',
);
vi.stubGlobal('fetch', async (address: string) =>
  address.endsWith('.safetensors') ? new Response(teacherFile.slice()) : new Response('', { status: 404 }),
);
afterAll(() => vi.unstubAllGlobals());

const hasWebGPU = (await availableBackends()).includes('webgpu');

describe.runIf(hasWebGPU)('while shaders are being compiled', () => {
  const experiment = tinyExperiment({
    ...{ batchSize: 2, responseLimit: 3, steps: 2, trainSize: 16, evaluatePrompts: 1, warmUpSteps: 0 },
  });

  test('questions wait for the end, are answered, and the run continues', async () => {
    forget();
    const events: RunEvent[] = [];
    const is = (wanted: string): boolean =>
      events.some((event) => event.type === 'phase' && event.phase === wanted);
    const runner = new Runner((event) => events.push(parseEvent(event)), wasmFiles);
    const send = (command: Command): Promise<void> => runner.handle(parseCommand(command));
    await send({ type: 'open', backend: 'webgpu', assets: 'https://example.org/app/' });
    const starting = send({ type: 'start', experiment, mode: 'step', restore: null });
    await vi.waitUntil(() => is('compiling'), { timeout: 60_000, interval: 0 });
    const text = { prompt: '7', typed: true, response: null };
    const asked = [
      send({ type: 'try', id: 3, prompt: '42', experiment }),
      send({ type: 'attend', id: 4, text, experiment }),
      send({
        type: 'evaluate',
        id: 5,
        request: { split: 'validation', prompts: 1, decoding: { kind: 'greedy' } },
        experiment,
      }),
    ];
    await starting;
    await Promise.all(asked);
    await vi.waitUntil(() => is('paused'), { timeout: 60_000 });
    const said: string[] = events.map((event) => (event.type === 'phase' ? event.phase : event.type));
    expect(events.filter(({ type }) => type === 'failure')).toEqual([]);
    expect(said).toEqual(expect.arrayContaining(['answer', 'attention', 'evaluation-result', 'report']));
    for (const answer of ['answer', 'attention', 'evaluation-result'])
      expect(said.indexOf(answer)).toBeGreaterThan(said.indexOf('compiling'));
    // The page must not be told that nothing is going on while the start is being prepared.
    expect(said.slice(said.indexOf('compiling'), said.indexOf('loaded'))).not.toContain('idle');
    await send({ type: 'reset' });
  });
});
