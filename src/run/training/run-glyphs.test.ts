/** Runs whose teacher learns glyphs first. On WebAssembly: in plain JavaScript that takes too long for a test. */
import { beforeAll, expect, test } from 'vitest';
import { selectBackend } from '../../test-support/backends';
import { at } from '../../test-support/numbers';
import { TINY_PICTURES, tinyExperiment } from '../../test-support/tiny';
import type { RunEvent } from '../protocol';
import { parseEvent } from '../protocol/parse';
import type { Checkpoint } from './checkpoint';
import { Run } from './run';

beforeAll(() => selectBackend('wasm'));

const EXPERIMENT = tinyExperiment({
  ...{ method: 'lw-kd', task: 'digits', steps: 6, trainSize: 40, warmUpSteps: 1 },
  ...{ evaluateEvery: 2, evaluatePrompts: 4, lossTemperature: 4, auxiliaryWeight: 0.1 },
});

interface Watched {
  readonly events: RunEvent[];
  readonly checkpoint: Checkpoint;
}

/** Takes so many steps, from the start or from a saved state, and ends. */
async function go(steps: number, from: Checkpoint | null = null): Promise<Watched> {
  const events: RunEvent[] = [];
  const checkpoints: Checkpoint[] = [];
  let rests = (): void => {};
  const rested = new Promise<void>((resolve) => {
    rests = resolve;
  });
  const run = new Run(EXPERIMENT, TINY_PICTURES, null, {
    emit: (event) => {
      events.push(parseEvent(event));
      if (event.type === 'phase' && (event.phase === 'paused' || event.phase === 'finished')) rests();
    },
    save: async (checkpoint) => {
      checkpoints.push(structuredClone(checkpoint));
    },
  });
  if (from) run.restore(from);
  run.resume(steps);
  const ended = run.run();
  await rested;
  run.stop();
  await ended;
  run.dispose();
  return { events, checkpoint: at(checkpoints, checkpoints.length - 1) };
}

const lossesOf = ({ events }: Watched): unknown[] =>
  events.flatMap((event) =>
    event.type === 'report' ? [[event.report.step, event.report.loss, event.report.lossTerms]] : [],
  );
const preparations = ({ events }: Watched): number =>
  events.filter((event) => event.type === 'phase' && event.phase === 'preparing').length;

test('a run that is gone on with keeps its teacher and its discriminator', async () => {
  const whole = await go(Number.POSITIVE_INFINITY);
  expect(preparations(whole)).toBeGreaterThan(5);
  expect(lossesOf(whole)).toHaveLength(6);
  const pairs = whole.events.flatMap((event) => (event.type === 'views' ? event.pictures : []));
  expect(pairs.length).toBeGreaterThan(0);
  for (const { views } of pairs) expect(views.map(({ pixels }) => pixels.length)).toEqual([16]);
  const first = await go(3);
  const second = await go(Number.POSITIVE_INFINITY, first.checkpoint);
  expect(preparations(second)).toBe(0);
  expect([...lossesOf(first), ...lossesOf(second)]).toEqual(lossesOf(whole));
});
