import { describe, expect, test } from 'vitest';
import { installDawn } from '../../../tools/dawn';
import type { TrainingProducts } from '../../ops/webgpu/training-products';
import { availableBackends, selectBackend } from '../../test-support/backends';
import { says } from '../../test-support/says';
import type { Probe } from '../protocol';
import { decide, type ProbeParts, probe } from './probe';

/** A clock that stands still while anything computes, and then jumps to what is waited for next. */
class Clock {
  #time = 0;
  #waiting: { readonly at: number; readonly resolve: () => void }[] = [];

  readonly now = (): number => this.#time;

  readonly wait = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      this.#waiting.push({ at: this.#time + milliseconds, resolve });
    });

  spend(milliseconds: number): void {
    this.#time += milliseconds;
  }

  async until<T>(promise: Promise<T>): Promise<T> {
    let ended = false;
    const end = (): void => {
      ended = true;
    };
    promise.then(end, end);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (ended) return promise;
      this.#waiting.sort((a, b) => b.at - a.at);
      const next = this.#waiting.pop();
      if (!next) throw new Error('waits for ever');
      this.#time = Math.max(this.#time, next.at);
      next.resolve();
    }
  }
}

const MEGA = 1e6;

/** A processor that takes 10 ms for a step of 100 MFLOP: 10 GFLOP/s. */
const STEP = { milliseconds: 10, flops: 100 * MEGA };

interface Adapter {
  /** Milliseconds until it is compiled; 0.5 s and more is too late. */
  readonly compiling?: number;
  /** Milliseconds of a pass of 100 MFLOP. */
  readonly pass?: number;
  /** Milliseconds until any answer arrives. */
  readonly latency?: number;
  readonly run?: TrainingProducts['run'];
}

/** The verdict on a fake adapter. */
async function verdict({ compiling = 50, pass = 1, latency = 1, run }: Adapter, threads = 1): Promise<Probe> {
  const clock = new Clock();
  const parts: ProbeParts = {
    openGraphics: async () => {
      await clock.wait(compiling);
      return { flops: 100 * MEGA, run: run ?? ((passes) => clock.wait(latency + passes * pass)) };
    },
    stepOnProcessor: () => {
      clock.spend(STEP.milliseconds);
      return STEP.flops;
    },
    now: clock.now,
    wait: clock.wait,
  };
  return clock.until(decide(parts, 'acme', threads));
}

const never = (): Promise<void> => new Promise(() => {});

describe('the choice between a slow adapter and the processor', () => {
  test('an adapter whose training is estimated to be faster is taken', async () => {
    // 100 GFLOP/s in products, a third of it in training.
    const found = await verdict({});
    expect(found).toMatchObject({ adapter: 'acme', faster: 'webgpu' });
    expect(found.reason).toEqual(
      says(/found it faster: about 33 GFLOP\/s .* against 10 GFLOP\/s on each of 1/),
    );
    expect(found.milliseconds).toBeLessThanOrEqual(450);
    // It is measured over a latency of 1 ms.
    expect((found.flopsPerSecond ?? 0) / (100e9 / 3)).toBeCloseTo(1, 1);
  });

  test('more threads of the processor outdo the same adapter', async () => {
    const found = await verdict({}, 4);
    expect(found.faster).toBe('processor');
    expect((found.flopsPerSecond ?? 0) / 40e9).toBeCloseTo(1, 3);
    expect(found.reason).toEqual(says(/found it slower: about 33 GFLOP\/s .* on each of 4 threads/));
  });

  test.each([
    ['is slower than the processor', 20],
    ['is faster in products than the processor in training, but not three times', 4],
  ])('an adapter that %s is not taken', async (_what, pass) => {
    const found = await verdict({ pass });
    expect(found.faster).toBe('processor');
    expect(found.reason).toEqual(says(/found it slower/));
    expect(found.milliseconds).toBeLessThanOrEqual(450);
  });

  test('ticks of 100 ms between answers do not make a fast adapter slow', async () => {
    const found = await verdict({ latency: 100, pass: 0.5 });
    expect(found.faster).toBe('webgpu');
    expect(found.milliseconds).toBeLessThanOrEqual(450);
  });

  test('an adapter that takes long to compile is given up in time', async () => {
    const found = await verdict({ compiling: 5000 });
    expect(found.faster).toBe('processor');
    expect(found.reason).toEqual(says(/did not finish a measurement of half a second/));
    expect(found.milliseconds).toBeLessThanOrEqual(450);
  });

  test.each([
    ['at its first answer', never],
    ['in the long pass', (passes: number) => (passes > 1 ? never() : Promise.resolve())],
  ])('an adapter that hangs %s is given up in time', async (_when, run) => {
    const found = await verdict({ run });
    expect(found.faster).toBe('processor');
    expect(found.reason).toEqual(says(/did not finish/));
    expect(found.milliseconds).toBeLessThanOrEqual(450);
  });

  test('a slow adapter that does not get far is judged by its first pass', async () => {
    const found = await verdict({ compiling: 150, pass: 250 });
    expect(found.faster).toBe('processor');
    expect(found.reason).toEqual(says(/found it slower: about 0\.13 GFLOP\/s/));
    expect(found.milliseconds).toBeLessThanOrEqual(450);
  });

  test('a device that is lost in the measurement leaves the processor, with what it said', async () => {
    const found = await verdict({ run: async () => Promise.reject(new Error('the driver restarted')) });
    expect(found.faster).toBe('processor');
    expect(found.reason).toEqual(says(/failed in a short measurement: the driver restarted/));
    expect(found.flopsPerSecond).toBeNull();
  });
});

test.runIf((await availableBackends()).includes('webgpu'))(
  'a real software adapter is measured against the engine, or given up',
  async () => {
    await selectBackend('wasm');
    await installDawn();
    const adapter = await navigator.gpu.requestAdapter();
    if (!adapter) throw new Error('the adapter is gone');
    const found = await probe(adapter, 'software', 1);
    expect(['probe-processor-faster', 'probe-webgpu-faster', 'probe-late']).toContain(found.reason.code);
    for (const rate of [found.reason.values.graphics, found.reason.values.processor]) {
      if (found.reason.code !== 'probe-late') expect(rate).toBeGreaterThan(0);
    }
  },
);
