/**
 * Chooses the device that computes: WebGPU on a hardware adapter that passes a gradient self-test, else WebAssembly,
 * else plain JavaScript. Runs in the worker and, with Dawn's `navigator.gpu`, in Node.
 */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type Problem, problem } from '../../errors/problems';
import { messageOf, UserError } from '../../errors/user-error';
import { setEngine } from '../../ops/engine/present';
import * as tf from '../../ops/tf';
import { replaceWasmProducts } from '../../ops/wasm/product';
import { setSoftwareAdapter } from '../../ops/webgpu/kernel';
import type { BackendChoice, BackendInfo, BackendName } from '../protocol';
import { gradientsAreRight } from './gradient-self-test';

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

/** Why one backend was passed over. */
interface Declined {
  readonly reason: Problem;
  readonly advice: Problem | null;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

const NAMES = { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'JavaScript' } as const;

async function openWebGPU(insist: boolean): Promise<OpenDevice | Declined> {
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!gpu) return { reason: problem('webgpu-missing'), advice: problem('advice-enable-webgpu') };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return { reason: problem('webgpu-no-adapter'), advice: problem('advice-enable-webgpu') };
  const { info } = adapter;
  const name =
    [info.description || info.device, info.vendor, info.architecture].filter(Boolean)[0] ?? 'unnamed adapter';
  const software =
    info.isFallbackAdapter === true || SOFTWARE.test(`${name} ${info.vendor} ${info.architecture}`);
  if (software && !insist) {
    return {
      reason: problem('webgpu-software-adapter', { adapter: name }),
      advice: problem('advice-hardware-acceleration'),
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
  if (!(await tf.setBackend('webgpu'))) {
    return {
      reason: problem('backend-did-not-start', { backend: NAMES.webgpu }),
      advice: problem('advice-enable-webgpu'),
    };
  }
  if (!(await gradientsAreRight())) {
    return {
      reason: problem('webgpu-wrong-gradients', { adapter: name }),
      advice: problem('advice-newer-driver'),
    };
  }
  return {
    gpu: device,
    info: {
      name: 'webgpu',
      adapter: name,
      reasons: [problem(software ? 'backend-asked-for-software' : 'backend-fastest')],
      advice: software ? problem('advice-software-slow') : null,
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
  const backend = NAMES[name];
  if (!(await tf.setBackend(name))) {
    return { reason: problem('backend-did-not-start', { backend }), advice: null };
  }
  if (!(await gradientsAreRight())) {
    return { reason: problem('backend-wrong-gradients', { backend }), advice: null };
  }
  if (name === 'wasm') await startEngine(engine);
  return { gpu: null, info: { name, adapter: '', reasons: [], advice: null } };
}

/**
 * Opens the asked-for backend, or with `auto` the best that works.
 * @throws UserError `no-device` with a reason for each that was tried, when none works
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
      const failed = problem('backend-failed', { backend: NAMES[name], message: messageOf(error) });
      result = { reason: failed, advice: null };
    }
    if ('info' in result) {
      return name === 'webgpu'
        ? result
        : { ...result, info: { ...result.info, ...why(choice, name, declined) } };
    }
    declined.push(result);
  }
  const advice = declined[0]?.advice;
  const reasons = declined.map(({ reason }) => reason);
  throw new UserError('no-device', { reasons: advice ? [...reasons, advice] : reasons });
}

/** Why a backend of the processor was taken, and what would be faster. */
function why(
  choice: BackendChoice,
  name: BackendName,
  declined: readonly Declined[],
): Pick<BackendInfo, 'reasons' | 'advice'> {
  const threads = name === 'wasm' ? [problem('backend-one-thread')] : [];
  if (choice !== 'auto') {
    return { reasons: [problem('backend-asked-for'), ...threads], advice: problem('advice-remove-backend') };
  }
  return {
    reasons: [...declined.map(({ reason }) => reason), ...threads],
    advice: declined.map(({ advice }) => advice).find((advice) => advice !== null) ?? null,
  };
}
