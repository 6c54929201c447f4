/** Addresses of the engine's modules in the built site; see tools/build-engine.ts. */
import alone from '../ops/engine/engine.wasm?url';
import aloneRelaxed from '../ops/engine/engine-relaxed.wasm?url';
import shared from '../ops/engine/engine-threads.wasm?url';
import sharedRelaxed from '../ops/engine/engine-threads-relaxed.wasm?url';
import { hasRelaxedSimd } from '../ops/engine/relaxed';

/**
 * The fastest module that can be loaded here.
 * @param forThreads with a shared memory
 */
export function engineFile(forThreads: boolean): string {
  if (hasRelaxedSimd()) return forThreads ? sharedRelaxed : aloneRelaxed;
  return forThreads ? shared : alone;
}
