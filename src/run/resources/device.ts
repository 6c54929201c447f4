/**
 * Chooses the device that computes: WebGPU on a hardware adapter that passes a gradient self-test, else WebAssembly,
 * else plain JavaScript. Runs in the worker and, with Dawn's `navigator.gpu`, in Node.
 */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { setEngine } from '../../ops/engine/present';
import { gelu } from '../../ops/gelu';
import { linear } from '../../ops/linear';
import * as tf from '../../ops/tf';
import { replaceWasmProducts } from '../../ops/wasm/product';
import { setSoftwareAdapter } from '../../ops/webgpu/kernel';
import type { BackendChoice, BackendInfo, BackendName } from '../protocol';

replaceWasmProducts();

/** The WebAssembly binaries that a device is opened with. */
export interface WasmFiles {
  /** Addresses of tfjs' binaries: a folder (Node), or a map by file name (the bundle). */
  readonly tfjs: Parameters<typeof setWasmPaths>[0];
  /** Compiles the engine. */
  readonly engine: () => Promise<WebAssembly.Module>;
}

export interface OpenDevice {
  readonly info: BackendInfo;
  /** The WebGPU device, to watch for its loss; null on the other backends. */
  readonly gpu: GPUDevice | null;
}

/** No backend could be opened. `message` says why, for each that was tried. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
}

/** Why one backend was passed over. */
interface Declined {
  readonly reason: string;
  readonly advice: string;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

const ENABLE_WEBGPU =
  'Chrome and Edge have WebGPU on Windows, macOS, Linux and Android, Safari from version 26, Firefox from version 141 on Windows and 145 on macOS. Update the browser, or turn on hardware acceleration in its settings.';

/** Inputs x [2, 3] and weights w [3, 2] of the self-test, row-major. */
const SELF_TESTS = [
  { x: [0.5, -1.25, 2, 0.75, 1.5, -0.5], w: [0.3, -0.6, 0.9, 0.2, -0.4, 1.1] },
  { x: [-1.5, 0.25, 0.5, 1, -0.75, 1.75], w: [0.8, 0.1, -0.7, 0.6, 0.5, -0.9] },
] as const;

/**
 * Gradients with known answers: some adapters (img-tec on Pixel 10, for one) compile everything and return zeros. Twice
 * with different numbers: on others (Adreno 830 with Chrome 149) only the first run of a pipeline is right.
 */
async function gradientsAreRight(): Promise<boolean> {
  for (const { x, w } of SELF_TESTS) if (!(await gradientIsRight(x, w))) return false;
  return true;
}

/** d/dw Σ gelu(x·w) = xᵀ·gelu'(x·w), compared with the closed form in double precision. */
async function gradientIsRight(x: readonly number[], w: readonly number[]): Promise<boolean> {
  const expected = new Array<number>(6).fill(0);
  for (let row = 0; row < 2; row++) {
    for (let column = 0; column < 2; column++) {
      let z = 0;
      for (let k = 0; k < 3; k++) z += (x[row * 3 + k] ?? 0) * (w[k * 2 + column] ?? 0);
      // Φ by its series; |z| ≤ 3.5 here, where 60 terms are exact to double precision.
      let term = z;
      let series = z;
      for (let n = 1; n < 60; n++) {
        term *= (z * z) / (2 * n + 1);
        series += term;
      }
      const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
      const slope = 0.5 + density * series + z * density;
      for (let k = 0; k < 3; k++)
        expected[k * 2 + column] = (expected[k * 2 + column] ?? 0) + (x[row * 3 + k] ?? 0) * slope;
    }
  }
  const gradient = tf.tidy(() => {
    const f = (weights: tf.Tensor): tf.Scalar =>
      tf.sum(gelu(linear(tf.tensor2d([...x], [2, 3]), weights as tf.Tensor2D)));
    return tf.grad(f)(tf.tensor2d([...w], [3, 2]));
  });
  const values = await gradient.data();
  gradient.dispose();
  return expected.every((value, i) => Math.abs(value - (values[i] ?? Number.NaN)) < 1e-3);
}

async function openWebGPU(insist: boolean): Promise<OpenDevice | Declined> {
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!gpu) return { reason: 'this browser has no WebGPU', advice: ENABLE_WEBGPU };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return { reason: 'the browser found no usable graphics adapter', advice: ENABLE_WEBGPU };
  const { info } = adapter;
  const name =
    [info.description || info.device, info.vendor, info.architecture].filter(Boolean)[0] ?? 'unnamed adapter';
  const software =
    info.isFallbackAdapter === true || SOFTWARE.test(`${name} ${info.vendor} ${info.architecture}`);
  if (software && !insist) {
    return {
      reason: `WebGPU has only a software adapter here (${name}), which is slower than WebAssembly`,
      advice:
        'Turn on hardware acceleration in the browser, or add ?backend=webgpu to the address to use it anyway.',
    };
  }
  const { limits } = adapter;
  const device = await adapter.requestDevice({
    requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [],
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  });
  // Our own device instead of the backend's, so that its loss can be watched.
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, info), 3);
  setSoftwareAdapter(software);
  if (!(await tf.setBackend('webgpu'))) return { reason: 'WebGPU did not start', advice: ENABLE_WEBGPU };
  if (!(await gradientsAreRight())) {
    return {
      reason: `the adapter ${name} computes gradients wrongly`,
      advice: 'A newer browser or graphics driver may fix this.',
    };
  }
  return {
    gpu: device,
    info: {
      name: 'webgpu',
      adapter: name,
      reason: software ? 'asked for by the address, on a software adapter' : 'the fastest this device has',
      advice: software ? 'This is slow: without ?backend=webgpu in the address, WebAssembly is used.' : '',
    },
  };
}

/** Opens the engine beside the WebAssembly backend. Without it, the same is computed from stock operations, slower. */
async function startEngine(compile: WasmFiles['engine']): Promise<void> {
  try {
    const [{ openEngine }, module] = await Promise.all([import('../../ops/engine/open'), compile()]);
    setEngine(openEngine(module));
  } catch {
    setEngine(null);
  }
}

async function openPlain(name: 'wasm' | 'cpu', engine: WasmFiles['engine']): Promise<OpenDevice | Declined> {
  const title = name === 'wasm' ? 'WebAssembly' : 'plain JavaScript';
  try {
    if (!(await tf.setBackend(name))) return { reason: `${title} did not start`, advice: '' };
    if (!(await gradientsAreRight())) return { reason: `${title} computes gradients wrongly`, advice: '' };
    if (name === 'wasm') await startEngine(engine);
  } catch (error) {
    return {
      reason: `${title} did not start (${error instanceof Error ? error.message : error})`,
      advice: '',
    };
  }
  const adapter = name === 'wasm' ? 'processor, one thread' : 'processor, no acceleration';
  return { gpu: null, info: { name, adapter, reason: '', advice: '' } };
}

/**
 * Opens the asked-for backend, or with `auto` the best that works.
 * @throws DeviceError when none works
 */
export async function openDevice(choice: BackendChoice, wasmFiles: WasmFiles): Promise<OpenDevice> {
  setWasmPaths(wasmFiles.tfjs);
  setEngine(null);
  // Threads need a page that is cross-origin isolated, which a static host rarely gives.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const order: BackendName[] = choice === 'auto' ? ['webgpu', 'wasm', 'cpu'] : [choice];
  const declined: Declined[] = [];
  for (const name of order) {
    let result: OpenDevice | Declined;
    try {
      result =
        name === 'webgpu' ? await openWebGPU(choice === 'webgpu') : await openPlain(name, wasmFiles.engine);
    } catch (error) {
      result = { reason: `${name} failed: ${error instanceof Error ? error.message : error}`, advice: '' };
    }
    if ('info' in result) {
      if (result.info.name === 'webgpu') return result;
      const reason =
        choice === 'auto' ? declined.map((entry) => entry.reason).join('; ') : 'asked for by the address';
      const advice =
        choice === 'auto'
          ? (declined.map((entry) => entry.advice).find(Boolean) ?? '')
          : 'Remove ?backend from the address to let the page choose.';
      return { ...result, info: { ...result.info, reason, advice } };
    }
    declined.push(result);
  }
  throw new DeviceError(
    `No way to compute was found: ${declined.map((entry) => entry.reason).join('; ')}. ${declined[0]?.advice ?? ''}`.trim(),
  );
}
