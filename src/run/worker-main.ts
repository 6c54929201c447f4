/** The worker's side of the messages: commands in, events out. Everything else is in runner.ts. */
import { problem } from '../errors/problems';
import { messageOf } from '../errors/user-error';
import type { RunEvent } from './protocol';
import { buffersOf } from './protocol/attention';
import { parseCommand } from './protocol/parse';
import { traceBuffers } from './protocol/trace';
import { Runner } from './runner';
import { wasmFiles } from './wasm-files';

/** Set on the worker's global object, which outlives a second evaluation of this module. */
const SERVED = Symbol.for('distillery.served');

/** Memory that is handed over with an event. */
function transferOf(event: RunEvent): ArrayBuffer[] {
  if (event.type === 'attention') return buffersOf(event.result);
  return event.type === 'trace' ? traceBuffers(event.result) : [];
}

const emit = (event: RunEvent): void => postMessage(event, { transfer: transferOf(event) });

function serve(): void {
  const runner = new Runner(emit, wasmFiles);
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
