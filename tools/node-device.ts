/** Opens a backend in Node: Dawn (npm `webgpu`) for WebGPU, the packaged binaries for WebAssembly. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BackendChoice } from '../src/run/protocol';
import { type OpenDevice, openDevice, type WasmFiles } from '../src/run/resources/device';
import { buildEngine } from './build-engine';
import { installDawn } from './dawn';

const require = createRequire(import.meta.url);

/** The WebAssembly binaries in Node: those of tfjs from its package, the engine compiled where it has to be. */
export const wasmFiles: WasmFiles = {
  tfjs: join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist/'),
  engine: async () => WebAssembly.compile(readFileSync(await buildEngine())),
};

/** @throws UserError `no-device` when the asked-for backend does not work here */
export async function openNodeDevice(choice: BackendChoice): Promise<OpenDevice> {
  // Where Dawn has no binary for this platform, openDevice says that there is no WebGPU.
  if (choice === 'auto' || choice === 'webgpu') await installDawn().catch(() => {});
  return openDevice(choice, wasmFiles);
}
