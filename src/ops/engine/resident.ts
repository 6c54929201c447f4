/** Models that live in the engine's memory, packed for its products. */
import type { SampledModel } from '../sample/layout';
import type * as tf from '../tf';
import type { Engine } from './engine';
import * as at from './layout';

/** Keys and values of prompts that are kept for later rounds, in bytes. */
const PROMPTS_KEPT = 48 * 2 ** 20;
const MODELS_KEPT = 4;

/** A decoder, or an encoder whose patches have so many pixels along a side. */
export interface EngineShape extends SampledModel {
  readonly patch?: number;
}

/** Packed weights of a model, and the keys and values of prompts that it has read. */
export class Resident {
  readonly shape: EngineShape;
  readonly weights: number;
  readonly #engine: Engine;
  readonly #prompts = new Map<string, number>();
  /** The parameters that are packed. */
  of: object | null = null;
  /** Passes of training that are under way: their parameters stay packed. */
  passes = 0;

  constructor(engine: Engine, shape: EngineShape) {
    this.#engine = engine;
    this.shape = shape;
    const { vocabulary, context, width, layers, patch = 0 } = shape;
    this.weights = engine.allocate(engine.kernels.packedSize(vocabulary, context, width, layers, patch));
  }

  get prompts(): ReadonlyMap<string, number> {
    return this.#prompts;
  }

  /**
   * Where the keys and values of a round's prompts are kept, [2, rows]: the place, or 0 where there is none, and 1 where
   * they are there already. The round must fill the others: call it last before the round.
   * @param ids [rows, length]
   */
  placesOf(ids: ArrayLike<number>, rows: number, length: number): Int32Array {
    const { width, heads, layers } = this.shape;
    const size = this.#engine.kernels.promptSize(width, heads, layers, length - 1);
    const places = new Int32Array(2 * rows);
    const fresh = new Set<string>();
    for (let row = 0; row < rows; row++) {
      const key = Array.from({ length: length - 1 }, (_, i) => ids[row * length + i]).join();
      // A prompt that is twice in a round is read twice: the second thread cannot know when the first has read it.
      if (fresh.has(key)) continue;
      const kept = this.#prompts.get(key);
      places[row] = kept ?? this.#keep(key, size);
      places[rows + row] = kept === undefined ? 0 : 1;
      if (kept === undefined) fresh.add(key);
    }
    return places;
  }

  /** Keeps a prompt while there is room. */
  #keep(key: string, size: number): number {
    if ((this.#prompts.size + 1) * size * 4 > PROMPTS_KEPT) return 0;
    try {
      const room = this.#engine.allocate(size);
      this.#prompts.set(key, room);
      return room;
    } catch {
      return 0;
    }
  }

  forgetPrompts(): void {
    for (const room of this.#prompts.values()) this.#engine.free(room);
    this.#prompts.clear();
  }

  dispose(): void {
    this.forgetPrompts();
    this.#engine.free(this.weights);
  }
}

const residents = new WeakMap<Engine, Resident[]>();

const alike = (a: EngineShape, b: EngineShape): boolean =>
  a.vocabulary === b.vocabulary &&
  a.context === b.context &&
  a.width === b.width &&
  a.layers === b.layers &&
  a.heads === b.heads &&
  a.patch === b.patch;

/**
 * The resident of these parameters; a student's are packed anew after every step, in the room of those before.
 * @param taken residents of this round, which another model must not replace
 */
export function residentOf(
  engine: Engine,
  model: EngineShape,
  weights: tf.Tensor1D,
  taken: readonly Resident[] = [],
): Resident {
  const all = residents.get(engine) ?? [];
  residents.set(engine, all);
  const { dataId } = weights;
  let found = all.find((one) => one.of === dataId && alike(one.shape, model));
  if (!found) {
    const isFree = (one: Resident): boolean => one.passes === 0 && !taken.includes(one);
    // The newest of this shape without prompts is the student of the step before.
    found = all.find((one) => alike(one.shape, model) && one.prompts.size === 0 && isFree(one));
    if (!found) {
      const oldest = all.length >= MODELS_KEPT ? all.findLast(isFree) : undefined;
      if (oldest) {
        all.splice(all.indexOf(oldest), 1);
        oldest.dispose();
      }
      found = new Resident(engine, model);
      all.push(found);
    }
    found.of = dataId;
    const resident = found;
    engine.within((allocate) => {
      const flat = allocate(weights.size);
      const words = allocate(at.MODEL_WORDS);
      engine.floats(flat, weights.size).set(weights.dataSync<'float32'>());
      writeShape(engine, words, resident);
      engine.kernels.packModel(words, flat);
    });
  }
  all.splice(all.indexOf(found), 1);
  all.unshift(found);
  return found;
}

export function writeShape(engine: Engine, words: number, { shape, weights }: Resident): void {
  const view = engine.ints(words, at.MODEL_WORDS);
  view[at.VOCABULARY] = shape.vocabulary;
  view[at.CONTEXT] = shape.context;
  view[at.WIDTH] = shape.width;
  view[at.HEADS] = shape.heads;
  view[at.LAYERS] = shape.layers;
  view[at.PATCH] = shape.patch ?? 0;
  view[at.WEIGHTS] = weights;
}
