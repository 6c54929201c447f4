/** One thread of the engine, in a worker of its own. */
import * as at from './layout';

/** What a thread needs to take part. */
export interface Invitation {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Pointer to the words that all threads share. */
  readonly pool: number;
}

/**
 * Takes part until the worker is terminated: it never returns.
 * @param joined called once the thread is about to wait for tasks
 */
export function takePart({ module, memory, pool }: Invitation, joined: () => void): void {
  const words = new Int32Array(memory.buffer, pool, at.POOL_WORDS);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  Atomics.add(words, at.JOINED, 1);
  joined();
  try {
    (exports as unknown as { serve(pool: number): void }).serve(pool);
  } catch {
    Atomics.store(words, at.FAILED, 1);
    Atomics.notify(words, at.DONE_SEATS);
  }
}
