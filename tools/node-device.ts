/** Opens a backend in Node: Dawn (npm `webgpu`) for WebGPU, the packaged binaries for WebAssembly. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type OpenDevice, openDevice } from '../src/run/device';
import type { BackendChoice } from '../src/run/protocol';

const require = createRequire(import.meta.url);

/** Makes `navigator.gpu` of Dawn available; false when this platform has no prebuilt Dawn. */
async function installDawn(): Promise<boolean> {
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    const gpu = create([]);
    if (!('navigator' in globalThis))
      Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
    Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
    return true;
  } catch {
    return false;
  }
}

/** @throws DeviceError when the asked-for backend does not work here */
export async function openNodeDevice(choice: BackendChoice): Promise<OpenDevice> {
  if (choice === 'auto' || choice === 'webgpu') await installDawn();
  const wasm = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist/');
  return openDevice(choice, wasm);
}
