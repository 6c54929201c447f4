/**
 * A limit for the memory of tfjs' WebAssembly backend. tfjs-backend-wasm 4.22.0 never looks at what `malloc` answers: a
 * full heap (4 GiB) answers 0, and the new tensor is written over what lies at the beginning of memory; a size of 4 GiB or
 * more wraps around. Here bytes are counted before they are reserved.
 */
import { UserError } from '../../errors/user-error';
import * as tf from '../tf';

/** Private parts of tfjs-backend-wasm 4.22.0 used here (frozen upstream, pinned here). */
interface Internals {
  readonly wasm: {
    _malloc(bytes: number): number;
    _free(at: number): void;
  };
}

const MB = 2 ** 20;
/** Bytes of tensors. The rest of the 4 GiB is for XNNPACK's packed weights and for gaps. */
const LIMIT = 3 * 1024 * MB;

const guarded = new WeakSet<object>();

/**
 * Guards the open WebAssembly backend: from now on a tensor that does not fit is a `UserError` `memory-full`, and nothing has
 * been written. A second call does nothing.
 * @param limit bytes that tensors may hold together
 */
export function guardWasmMemory(limit = LIMIT): void {
  const { wasm } = tf.backend() as unknown as Internals;
  if (guarded.has(wasm)) return;
  guarded.add(wasm);
  const sizes = new Map<number, number>();
  let held = 0;
  // Emscripten puts the real functions in the place of its first ones when those are called.
  let { _malloc: malloc, _free: free } = wasm;
  const reserve = (bytes: number): number => {
    const at = held + bytes > limit ? 0 : malloc(bytes) >>> 0;
    if (at === 0 && bytes > 0) {
      throw new UserError('memory-full', { size: Math.ceil(bytes / MB), held: Math.ceil(held / MB) });
    }
    sizes.set(at, bytes);
    held += bytes;
    return at;
  };
  const release = (at: number): void => {
    held -= sizes.get(at >>> 0) ?? 0;
    sizes.delete(at >>> 0);
    free(at);
  };
  Object.defineProperty(wasm, '_malloc', {
    get: () => reserve,
    set: (real: typeof malloc) => {
      malloc = real;
    },
  });
  Object.defineProperty(wasm, '_free', {
    get: () => release,
    set: (real: typeof free) => {
      free = real;
    },
  });
}
