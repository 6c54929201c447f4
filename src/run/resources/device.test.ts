import { afterEach, describe, expect, test, vi } from 'vitest';
import { openNodeDevice } from '../../../tools/node-device';
import { problem } from '../../errors/problems';
import * as tf from '../../ops/tf';
import { availableBackends, selectBackend, wasmFiles } from '../../test-support/backends';
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
      'a fallback adapter that fails in the measurement',
      async () => adapter({ vendor: 'acme', isFallbackAdapter: true }),
      /only a software adapter here \(acme\), and it failed in a short measurement: no device/,
      /hardware acceleration/,
    ],
    [
      'SwiftShader',
      async () => adapter({ description: 'SwiftShader Device' }),
      /only a software adapter/,
      /\?backend=webgpu/,
    ],
    [
      'a llvmpipe that gives no device',
      async () => adapter({ vendor: 'mesa', description: 'llvmpipe (LLVM 15)' }, () => new Promise(() => {})),
      /only a software adapter .* did not finish a measurement/,
      /\?backend=webgpu/,
    ],
  ])('with %s takes WebAssembly and says why', async (_name, requestAdapter, reason, advice) => {
    browser(requestAdapter);
    const { info, gpu } = await openDevice('auto', wasmFiles);
    expect(info.name).toBe('wasm');
    expect(info.reasons).toEqual([says(reason), says(/asks for 1 thread/)]);
    expect(info.advice).toEqual(advice && says(advice));
    expect(gpu).toBeNull();
    expect(tf.getBackend()).toBe('wasm');
  });
});

describe('a measurement of this visit', () => {
  const wish = (faster: 'webgpu' | 'processor', name: string) => ({
    threads: { asked: 1, framed: false },
    probe: {
      adapter: name,
      faster,
      reason: problem('probe-late', { adapter: name }),
      flopsPerSecond: 7e9,
      milliseconds: 450,
    },
  });

  test('decides again without another one', async () => {
    const requestDevice = vi.fn(() => Promise.reject(new Error('no device')));
    browser(async () => adapter({ vendor: 'acme', isFallbackAdapter: true }, requestDevice));
    const { info } = await openDevice('auto', wasmFiles, wish('processor', 'acme'));
    expect(info.name).toBe('wasm');
    expect(info.reasons).toContainEqual(says(/did not finish a measurement/));
    expect(info.probe).toEqual(wish('processor', 'acme').probe);
    expect(requestDevice).not.toHaveBeenCalled();
  });

  test('of another adapter says nothing about this one', async () => {
    browser(async () => adapter({ vendor: 'acme', isFallbackAdapter: true }));
    const { info } = await openDevice('auto', wasmFiles, wish('processor', 'other'));
    expect(info.reasons).toContainEqual(says(/\(acme\), and it failed/));
    expect(info.probe?.adapter).toBe('acme');
  });

  test('for WebGPU, which then does not open, leaves WebAssembly', async () => {
    browser(async () => adapter({ vendor: 'acme', isFallbackAdapter: true }));
    const { info } = await openDevice('auto', wasmFiles, wish('webgpu', 'acme'));
    expect(info.name).toBe('wasm');
    expect(info.reasons).toContainEqual(says(/WebGPU failed: no device/));
  });

  test('is not asked for where the address asks for WebAssembly', async () => {
    const requestAdapter = vi.fn(async () => null);
    browser(requestAdapter);
    const { info } = await openDevice('wasm', wasmFiles, wish('webgpu', 'acme'));
    expect(info.name).toBe('wasm');
    expect(requestAdapter).not.toHaveBeenCalled();
  });
});

test.each([
  ['has no SIMD', false, /has no SIMD/],
  ['refuses the engine', true, /did not start \(bad module\)/],
])('where WebAssembly %s, stock operations compute, with the reason', async (_what, simd, reason) => {
  browser();
  const env = tf.env();
  const had = await env.getAsync('WASM_HAS_SIMD_SUPPORT');
  env.set('WASM_HAS_SIMD_SUPPORT', simd);
  try {
    const files = { ...wasmFiles, engine: () => Promise.reject(new Error('bad module')) };
    const { info } = await openDevice('auto', files);
    expect(info).toMatchObject({ name: 'wasm', threads: 1 });
    expect(info.reasons).toEqual([says(/no WebGPU/), says(reason)]);
  } finally {
    env.set('WASM_HAS_SIMD_SUPPORT', had);
  }
});

test('a script of WebGPU that does not load leaves WebAssembly, with the reason', async () => {
  vi.doMock('@tensorflow/tfjs-backend-webgpu', () => {
    throw new TypeError('the network is gone');
  });
  try {
    browser(async () => adapter({ vendor: 'some' }, async () => ({})));
    const { info } = await openDevice('auto', wasmFiles);
    expect(info.name).toBe('wasm');
    expect(info.reasons).toContainEqual(says(/^WebGPU failed: /));
  } finally {
    vi.doUnmock('@tensorflow/tfjs-backend-webgpu');
  }
});

test.runIf((await availableBackends()).includes('webgpu'))(
  'a real adapter computes, and keeps its answer',
  async () => {
    await selectBackend('webgpu');
    expect(tf.getBackend()).toBe('webgpu');
    expect(Array.from(await tf.add(tf.tensor1d([1, 2]), tf.scalar(1)).data())).toEqual([2, 3]);
  },
);
