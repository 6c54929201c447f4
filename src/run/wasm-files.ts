/** The WebAssembly binaries of the bundle, and where the threads of the engine come from. */
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { engineFile } from './engine-file';
import threadUrl from './engine-thread.ts?worker&url';
import type { WasmFiles } from './resources/device';
import { requestThread } from './thread-relay';

/** The dev server gives addresses without an origin, against which a worker from a blob cannot resolve them. */
const absolute = (address: string): string => new URL(address, import.meta.url).href;

export const wasmFiles: WasmFiles = {
  tfjs: {
    'tfjs-backend-wasm.wasm': absolute(plain),
    'tfjs-backend-wasm-simd.wasm': absolute(simd),
    'tfjs-backend-wasm-threaded-simd.wasm': absolute(threaded),
  },
  // Not streamed: some hosts serve .wasm under another type, and the module is small.
  engine: async (shared) => {
    const answer = await fetch(absolute(engineFile(shared)));
    return WebAssembly.compile(await answer.arrayBuffer());
  },
  threads: {
    get cores() {
      return navigator.hardwareConcurrency;
    },
    start: () =>
      requestThread(absolute(threadUrl), (request, transfer) => postMessage(request, { transfer })),
  },
};
