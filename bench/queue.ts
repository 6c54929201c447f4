/** Ends a unit of work of tfjs where there is no small number to read. */
import type { Finish } from './engine';

/** What the three engines that stand on tfjs have in common, whichever copy of tfjs they bring. */
interface Backend {
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  readonly device: GPUDevice;
}

/**
 * On WebGPU submits what is recorded; the result waits for the device. The other backends have computed when a call returns.
 * @param current `tf.backend()` of the engine's own tfjs
 */
export function finishQueue(current: unknown): Finish {
  if (!isWebGPU(current)) return () => Promise.resolve();
  const backend = current;
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.submitQueue();
  return () => backend.device.queue.onSubmittedWorkDone().then(() => {});
}

const isWebGPU = (backend: unknown): backend is Backend =>
  typeof backend === 'object' && backend !== null && 'submitQueue' in backend;
