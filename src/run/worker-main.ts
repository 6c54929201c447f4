/** The worker's side of the messages: commands in, events out. Everything else is in runner.ts. */
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { problem } from '../errors/problems';
import { messageOf } from '../errors/user-error';
import engine from '../ops/engine/engine.wasm?url';
import { parseCommand, type RunEvent } from './protocol';
import { buffersOf } from './protocol/attention';
import { Runner } from './runner';

/** Set on the worker's global object, which outlives a second evaluation of this module. */
const SERVED = Symbol.for('distillery.served');

const emit = (event: RunEvent): void =>
  postMessage(event, { transfer: event.type === 'attention' ? buffersOf(event.result) : [] });

/** The dev server gives addresses without an origin, against which a worker from a blob cannot resolve them. */
const absolute = (address: string): string => new URL(address, import.meta.url).href;

function serve(): void {
  const runner = new Runner(emit, {
    tfjs: {
      'tfjs-backend-wasm.wasm': absolute(plain),
      'tfjs-backend-wasm-simd.wasm': absolute(simd),
      'tfjs-backend-wasm-threaded-simd.wasm': absolute(threaded),
    },
    // Not streamed: some hosts serve .wasm under another type, and the module is small.
    engine: async () => WebAssembly.compile(await (await fetch(absolute(engine))).arrayBuffer()),
  });
  addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    try {
      void runner.handle(parseCommand(data));
    } catch (error) {
      emit({
        type: 'failure',
        fatal: false,
        failure: {
          problem: problem('command-malformed', { message: messageOf(error) }),
          restorableStep: null,
        },
      });
    }
  });
}

// Two runners would both answer every command, one of them without the settings of `open`.
if (!Reflect.has(globalThis, SERVED)) {
  Reflect.set(globalThis, SERVED, true);
  serve();
}
