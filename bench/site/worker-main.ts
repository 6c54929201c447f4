/** The worker that measures one backend of a visitor's device. */
import { wasmFiles } from '../../src/run/wasm-files';
import { answerTo, type Order } from '../orders';
import { Session } from '../session';

const session = new Session({
  ours: async () => (await import('../peers/ours-device')).onDevice(wasmFiles),
});

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  void answerTo(session, data).then((answer) => postMessage(answer));
});
