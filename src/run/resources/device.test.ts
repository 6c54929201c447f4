import { afterEach, describe, expect, test, vi } from 'vitest';
import { openNodeDevice } from '../../../tools/node-device';
import * as tf from '../../ops/tf';
import { availableBackends, useBackend, wasmFiles } from '../../test-support/backends';
import { says } from '../../test-support/says';
import { openDevice } from './device';

/** Activations that are computed rightly before all others become zeros. */
const driver = vi.hoisted(() => ({ right: Number.POSITIVE_INFINITY }));

vi.mock('../../ops/gelu', async (original) => {
  const real = await original<typeof import('../../ops/gelu')>();
  const gelu: typeof real.gelu = (x) => (driver.right-- > 0 ? real.gelu(x) : tf.mul(x, 0));
  return { ...real, gelu };
});

afterEach(() => {
  driver.right = Number.POSITIVE_INFINITY;
  vi.unstubAllGlobals();
});

/** A browser whose `requestAdapter` does this. */
function browser(requestAdapter?: () => Promise<unknown>): void {
  vi.stubGlobal('navigator', requestAdapter ? { gpu: { requestAdapter } } : {});
}

const adapter = (
  info: object,
  requestDevice: () => Promise<unknown> = () => Promise.reject(new Error('no device')),
) => ({
  info: { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false, ...info },
  limits: {},
  features: new Set<string>(),
  requestDevice,
});

describe('a backend that is asked for', () => {
  test.each(['cpu', 'wasm'] as const)('%s opens and computes', async (name) => {
    const { info, gpu } = await openNodeDevice(name);
    expect(info).toMatchObject({ name, reasons: expect.arrayContaining([says('The address asks for it.')]) });
    expect(info.advice).toEqual(says(/Remove \?backend/));
    expect(gpu).toBeNull();
    expect(tf.getBackend()).toBe(name);
    expect(Array.from(await tf.add(tf.tensor1d([1, 2]), tf.scalar(1)).data())).toEqual([2, 3]);
  });

  test.each([0, 1])('a driver that is right only the first %i times is refused', async (right) => {
    driver.right = right;
    await expect(openDevice('cpu', wasmFiles)).rejects.toThrow(says(/computes gradients wrongly/));
  });

  test('webgpu without WebGPU is refused with the reason and advice', async () => {
    browser();
    await expect(openDevice('webgpu', wasmFiles)).rejects.toThrow(
      says(/This browser has no WebGPU\. .*Update the browser/),
    );
  });

  test('webgpu without an adapter is refused', async () => {
    browser(async () => null);
    await expect(openDevice('webgpu', wasmFiles)).rejects.toThrow(says(/no usable graphics adapter/));
  });

  test('webgpu on an adapter that gives no device is refused with what it said', async () => {
    browser(async () => adapter({ vendor: 'acme' }));
    await expect(openDevice('webgpu', wasmFiles)).rejects.toThrow(says(/WebGPU failed: no device/));
  });
});

describe('auto', () => {
  test.each([
    ['no WebGPU', undefined, /This browser has no WebGPU/, /Update the browser/],
    ['no adapter', async () => null, /no usable graphics adapter/, /Update the browser/],
    ['a driver that throws', async () => Promise.reject(new Error('driver gone')), /driver gone/, null],
    ['no device', async () => adapter({ vendor: 'acme' }), /WebGPU failed: no device/, null],
    [
      'a fallback adapter',
      async () => adapter({ vendor: 'acme', isFallbackAdapter: true }),
      /only a software adapter here \(acme\)/,
      /hardware acceleration/,
    ],
    [
      'SwiftShader',
      async () => adapter({ description: 'SwiftShader Device' }),
      /only a software adapter/,
      /\?backend=webgpu/,
    ],
    [
      'llvmpipe',
      async () => adapter({ vendor: 'mesa', description: 'llvmpipe (LLVM 15)' }),
      /only a software adapter/,
      /\?backend=webgpu/,
    ],
  ])('with %s takes WebAssembly and says why', async (_name, requestAdapter, reason, advice) => {
    browser(requestAdapter);
    const { info, gpu } = await openDevice('auto', wasmFiles);
    expect(info.name).toBe('wasm');
    expect(info.reasons).toEqual([says(reason), says(/one thread: .*COOP and COEP/)]);
    expect(info.advice).toEqual(advice && says(advice));
    expect(gpu).toBeNull();
    expect(tf.getBackend()).toBe('wasm');
  });
});

test.runIf((await availableBackends()).includes('webgpu'))(
  'a real adapter computes, and keeps its answer',
  async () => {
    await useBackend('webgpu');
    expect(tf.getBackend()).toBe('webgpu');
    expect(Array.from(await tf.add(tf.tensor1d([1, 2]), tf.scalar(1)).data())).toEqual([2, 3]);
  },
);
