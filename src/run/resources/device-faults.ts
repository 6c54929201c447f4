/** Faults of the graphics device, which no call throws. */
import { type Problem, problem } from '../../errors/problems';

/** Calls back when the device is lost or refuses a command: tfjs looks neither at lost devices nor at errors outside its scopes. */
export function watchDevice(gpu: GPUDevice, tell: (problem: Problem) => void): void {
  void gpu.lost.then(({ message, reason }) => tell(problem('device-lost', { message: message || reason })));
  gpu.addEventListener('uncapturederror', ({ error }) => {
    const outOfMemory = typeof GPUOutOfMemoryError !== 'undefined' && error instanceof GPUOutOfMemoryError;
    tell(
      outOfMemory ? problem('graphics-memory-full') : problem('device-refused', { message: error.message }),
    );
  });
}
