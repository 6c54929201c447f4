/** Opens a backend in Node: Dawn (npm `webgpu`) for WebGPU, the packaged binaries for WebAssembly. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { hasRelaxedSimd } from '../src/ops/engine/relaxed';
import type { ThreadWorker } from '../src/ops/engine/threads';
import type { BackendChoice } from '../src/run/protocol';
import { type OpenDevice, openDevice, type WasmFiles } from '../src/run/resources/device';
import { buildEngine } from './build-engine';
import { installDawn } from './dawn';

const require = createRequire(import.meta.url);

/** Starts a thread of the engine. */
export function startThread(): ThreadWorker {
  const worker = new Worker(new URL('./engine-thread.mjs', import.meta.url));
  // Threads that wait do not keep the process alive.
  worker.unref();
  return asThreadWorker(worker);
}

/** A worker of Node with the methods of a browser's. */
export const asThreadWorker = (worker: Worker): ThreadWorker => ({
  postMessage: (message: unknown) => worker.postMessage(message),
  terminate: () => void worker.terminate(),
  addEventListener: (type: string, listener: unknown) =>
    void worker.on(type, (data) => (listener as (event: { data: unknown }) => void)({ data })),
});

/** The WebAssembly binaries in Node: those of tfjs from its package, the engine compiled where it has to be. */
export const wasmFiles: WasmFiles = {
  tfjs: join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist/'),
  engine: async (shared) => WebAssembly.compile(readFileSync(await buildEngine(shared, hasRelaxedSimd()))),
  threads: { cores: availableParallelism(), start: startThread },
};

/**
 * Opens a backend, and waits until the number of its threads is known.
 * @param threads of the WebAssembly backend; null: as many as are fastest, as the page does it
 * @throws UserError `no-device` when the asked-for backend does not work here
 */
export async function openNodeDevice(choice: BackendChoice, threads: number | null = 1): Promise<OpenDevice> {
  // Where Dawn has no binary for this platform, openDevice says that there is no WebGPU.
  if (choice === 'auto' || choice === 'webgpu') await installDawn().catch(() => {});
  const device = await openDevice(choice, wasmFiles, { threads: { asked: threads, framed: false } });
  return { ...device, info: await device.settled };
}
