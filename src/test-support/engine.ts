/** The engine for tests. */
import { readFileSync } from 'node:fs';
import { buildEngine } from '../../tools/build-engine';
import { startThread } from '../../tools/node-device';
import { Engine } from '../ops/engine/engine';
import { MOST_PAGES } from '../ops/engine/layout';
import { Threads } from '../ops/engine/threads';

/** Words before and behind each piece of memory that nothing may change. */
const GUARD = 8;
const UNTOUCHED = 0x5afe5afe;

/** An engine that notices when a kernel writes beside the memory that was reserved for it. */
class GuardedEngine extends Engine {
  readonly #sizes = new Map<number, number>();

  override allocate(count: number): number {
    const at = super.allocate(count + 2 * GUARD) + 4 * GUARD;
    this.#sizes.set(at, count);
    for (const guard of this.#guards(at, count)) guard.fill(UNTOUCHED);
    return at;
  }

  override free(at: number): void {
    const count = this.#sizes.get(at) ?? 0;
    for (const guard of this.#guards(at, count)) {
      if (!guard.every((word) => word === UNTOUCHED)) throw new Error(`written beside ${count} words`);
    }
    super.free(at - 4 * GUARD);
  }

  #guards(at: number, count: number): Int32Array[] {
    return [at - 4 * GUARD, at + 4 * count].map((place) => this.ints(place, GUARD));
  }
}

/** A new engine that shares its work among threads. */
export async function openThreadedEngine(count: number): Promise<Engine> {
  const module = await WebAssembly.compile(readFileSync(await buildEngine(true)));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  const engine = new GuardedEngine(module, memory);
  engine.shareWith(await Threads.start(engine, { module, memory, start: startThread }, count));
  return engine;
}

/** A new engine, with a memory of its own that is guarded. */
export const openEngine = async (): Promise<Engine> =>
  new GuardedEngine(await WebAssembly.compile(readFileSync(await buildEngine())));
