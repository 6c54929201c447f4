/** A process with one engine, under the command of its parent. Engines must not share a device, a registry or a heap. */
import { installDawn } from '../tools/dawn';
import type { Engine } from './engine';
import { type Answer, answerTo, failureOf, type Order } from './orders';
import { findAdapter, type Loaders, Session } from './session';

/** Asks for the adapter that Dawn finds here, or gives the session an order. */
export type ChildOrder = Order | { readonly type: 'adapter' };

/** Not imported from the start: an earlier commit brings a tfjs of its own, and two of them share one registry of kernels. */
const ownBinaries = async () => (await import('../tools/node-device')).wasmFiles;

/** tfjs finds its binaries by itself in a page only. */
async function plainTfjs(): Promise<Engine> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths((await ownBinaries()).tfjs);
  return (await import('./peers/plain-tfjs')).engine;
}

const LOADERS: Loaders = {
  ours: async () => (await import('./peers/ours-device')).onDevice(await ownBinaries()),
  commit: async ({ folder }) => (await import('./peers/commit')).engineOfCommit(folder ?? ''),
  'plain-tfjs': plainTfjs,
  'jax-js': async () => (await import('./peers/jax-js')).engine,
  nanogpt: async () => (await import('./peers/nanogpt')).engine,
};

const session = new Session(LOADERS);

async function obey(order: ChildOrder): Promise<Answer> {
  try {
    if (order.type === 'adapter' || (order.type === 'open' && order.contestant.target.backend === 'webgpu'))
      await installDawn();
    return order.type === 'adapter' ? { value: await findAdapter() } : await answerTo(session, order);
  } catch (error) {
    return failureOf(error);
  }
}

process.on('message', (order: ChildOrder) => {
  void obey(order).then((answer) => process.send?.(answer));
});

// The parent is gone; Dawn may crash while it shuts down, and nothing is left to save.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
