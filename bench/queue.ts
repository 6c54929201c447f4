/** Ends a unit of work on tfjs' WebGPU backend where there is no small number to read. */
import type { Finish } from './engine';

/** What the three engines that stand on tfjs have in common, whichever copy of tfjs they bring. */
interface Backend {
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  readonly device: GPUDevice;
}

/**
 * Submits what is recorded; the result waits for the device.
 * @param current `tf.backend()` of the engine's own tfjs
 */
export function finishQueue(current: unknown): Finish {
  const backend = current as Backend;
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.submitQueue();
  return () => backend.device.queue.onSubmittedWorkDone().then(() => {});
}
