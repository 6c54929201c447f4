/** Opens a backend in Node: Dawn (npm `webgpu`) for WebGPU, the packaged binaries for WebAssembly. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BackendChoice } from '../src/run/protocol';
import { type OpenDevice, openDevice } from '../src/run/resources/device';
import { installDawn } from './dawn';

const require = createRequire(import.meta.url);

/** @throws DeviceError when the asked-for backend does not work here */
export async function openNodeDevice(choice: BackendChoice): Promise<OpenDevice> {
  // Where Dawn has no binary for this platform, openDevice says that there is no WebGPU.
  if (choice === 'auto' || choice === 'webgpu') await installDawn().catch(() => {});
  const wasm = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist/');
  return openDevice(choice, wasm);
}
