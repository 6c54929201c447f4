/** Opens tfjs' WebGPU backend on an adapter. */
import { type Problem, problem } from '../../errors/problems';
import * as tf from '../../ops/tf';
import { setSoftwareAdapter } from '../../ops/webgpu/kernel';
import type { BackendInfo } from '../protocol';
import type { Declined, FoundAdapter } from './adapter';
import { gradientsAreRight } from './gradient-self-test';

/**
 * The program of tfjs 4.22.0 that a software adapter takes for products. For results of at most 128 numbers tfjs would take
 * another, with barriers in a workgroup for each number, which such an adapter computes 20 to 100 times as slowly.
 */
const PACKED_PRODUCT = 3;

export interface OpenGraphics {
  readonly info: BackendInfo;
  /** To watch for its loss. */
  readonly gpu: GPUDevice;
}

/**
 * @param reasons why this backend is taken
 * @throws whatever a driver throws
 */
export async function openGraphics(
  { adapter, name, software }: FoundAdapter,
  reasons: readonly Problem[],
): Promise<OpenGraphics | Declined> {
  const { info, limits } = adapter;
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
  // Loaded here, because most visits without a graphics card never need it.
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  // Our own device instead of the backend's, so that its loss can be watched.
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, info), 3);
  setSoftwareAdapter(software);
  if (software) tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', PACKED_PRODUCT);
  if (!(await tf.setBackend('webgpu'))) {
    return {
      reason: problem('backend-did-not-start', { backend: 'WebGPU' }),
      advice: problem('advice-enable-webgpu'),
    };
  }
  if (!(await gradientsAreRight())) {
    return {
      reason: problem('webgpu-wrong-gradients', { adapter: name }),
      advice: problem('advice-newer-driver'),
    };
  }
  return { gpu: device, info: { name: 'webgpu', adapter: name, threads: 1, reasons, advice: null } };
}
