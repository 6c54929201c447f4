/** The worker of a page: one engine. */

import { env } from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { wasmFiles } from '../../src/run/wasm-files';
import { answerTo, type Order } from '../orders';
import { Session } from '../session';

const session = new Session({
  ours: async () => (await import('../peers/ours-device')).onDevice(wasmFiles),
  'plain-tfjs': async () => {
    setWasmPaths(wasmFiles.tfjs);
    // The threads of tfjs' own build start from a copy of its script, which is not whole once a bundler has been over it.
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    return (await import('../peers/plain-tfjs')).engine;
  },
  'jax-js': async () => (await import('../peers/jax-js')).engine,
});

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  void answerTo(session, data).then((answer) => postMessage(answer));
});
