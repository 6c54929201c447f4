/** The engine for tests, and its model by definition. */
import { readFileSync } from 'node:fs';
import { buildEngine } from '../../tools/build-engine';
import { startThread } from '../../tools/node-device';
import type { ModelShape } from '../model/shape';
import { Engine } from '../ops/engine/engine';
import { MOST_PAGES } from '../ops/engine/layout';
import { Threads } from '../ops/engine/threads';
import { at, attended, geluOf, normalised, product, transposed } from './numbers';

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

/**
 * Logits of the response by the definition of the transformer, in double precision.
 * @param flat parameters in the order of model/shape.ts
 * @param ids [batch, length]
 * @returns [batch, length − responseAt, vocabulary]
 */
export function logitsByDefinition(
  { vocabulary, context, width, layers, heads }: ModelShape,
  flat: readonly number[],
  ids: readonly number[],
  length: number,
  responseAt: number,
): number[] {
  const batch = ids.length / length;
  let used = (vocabulary + context) * width;
  const matrix = (size: number): number[] => {
    used += size;
    return flat.slice(used - size, used);
  };
  const tokens = ids.length;
  const add = (a: readonly number[], b: readonly number[]): number[] => a.map((value, i) => value + at(b, i));
  let x = ids.flatMap((id, i) =>
    Array.from(
      { length: width },
      (_, c) => at(flat, id * width + c) + at(flat, (vocabulary + (i % length)) * width + c),
    ),
  );
  for (let layer = 0; layer < layers; layer++) {
    const qkv = product(normalised(x, width), matrix(3 * width * width), tokens, width, 3 * width);
    const mixed = attended(qkv, [batch, length, width], heads);
    x = add(x, product(mixed, matrix(width * width), tokens, width, width));
    const expanded = product(normalised(x, width), matrix(4 * width * width), tokens, width, 4 * width);
    x = add(x, product(expanded.map(geluOf), matrix(4 * width * width), tokens, 4 * width, width));
  }
  const gain = flat.slice(used);
  const states = normalised(x, width).map((value, i) => value * at(gain, i % width));
  const head = transposed(flat.slice(0, vocabulary * width), vocabulary, width);
  const scores = product(states, head, tokens, width, vocabulary);
  return scores.filter((_, i) => Math.floor(i / vocabulary) % length >= responseAt);
}
