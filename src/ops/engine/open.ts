/** Opens the engine, with threads where they are wanted and answer. */
import { patchesOf } from '../patches';
import { atOnce, giveUp, type Pieces } from '../pieces';
import { tidy } from '../scope';
import * as tf from '../tf';
import { Engine } from './engine';
import { fastestCount } from './fastest-count';
import { MOST_PAGES } from './layout';
import type { OpenEngine, SequenceBatch } from './present';
import { sampleInEngine } from './sample';
import { speculateInEngine } from './speculate';
import { Threads, ThreadsLostError, type ThreadWorker } from './threads';
import { type EngineBatch, type EnginePass, forwardInEngine } from './train';
import { divergenceInEngine, updateInEngine } from './update';

/** Pages of 64 KiB of a memory that must not grow: 512 MiB, of which only what is used is taken from the system. */
const FIXED_PAGES = 8192;

/**
 * A memory for several threads, or null where there is none.
 * @param mayGrow false where growing a shared memory crashes
 */
export function sharedMemory(mayGrow: boolean): WebAssembly.Memory | null {
  const maximum = mayGrow ? MOST_PAGES : FIXED_PAGES;
  // A 32-bit address space may lack room for the first.
  for (const pages of [maximum, maximum / 4]) {
    try {
      return new WebAssembly.Memory({ initial: mayGrow ? 1 : pages, maximum: pages, shared: true });
    } catch {
      // The next one is smaller.
    }
  }
  return null;
}

export interface ThreadedEngine extends OpenEngine {
  /** Among how many threads work is shared. */
  readonly threads: number;
  /**
   * Starts threads; until they have answered, and if they do not, one computes.
   * @param most how many at most, the caller's own included
   * @param exactly whether `most` is taken without measuring what is fastest
   * @param lost called when one has died in the middle of a task, which is then done again with one thread
   * @returns whether they have answered
   */
  startThreads(most: number, exactly: boolean, start: () => ThreadWorker, lost: () => void): Promise<boolean>;
}

/**
 * @param memory shared, for the module for several threads
 * @param renew gives the memory that follows one whose threads are lost; null where there is none
 * @param patience of threads; see `ThreadSource`
 * @throws WebAssembly.LinkError when the module is not the engine's
 */
export function openEngine(
  module: WebAssembly.Module,
  memory?: WebAssembly.Memory,
  renew: () => WebAssembly.Memory | null = () => sharedMemory(true),
  patience?: number,
): ThreadedEngine {
  return new Opened(module, memory ?? null, renew, patience);
}

class Opened implements ThreadedEngine {
  readonly #module: WebAssembly.Module;
  readonly #renew: () => WebAssembly.Memory | null;
  readonly #patience: number | undefined;
  #memory: WebAssembly.Memory | null;
  #engine: Engine;
  #threads: Threads | null = null;
  #lost: () => void = () => {};

  constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory | null,
    renew: () => WebAssembly.Memory | null,
    patience: number | undefined,
  ) {
    this.#module = module;
    this.#renew = renew;
    this.#patience = patience;
    this.#memory = memory;
    this.#engine = new Engine(module, memory ?? undefined);
  }

  get threads(): number {
    return this.#engine.threads;
  }

  async startThreads(
    most: number,
    exactly: boolean,
    start: () => ThreadWorker,
    lost: () => void,
  ): Promise<boolean> {
    const engine = this.#engine;
    const memory = this.#memory;
    if (!memory) return false;
    const source = { module: this.#module, memory, start, patience: this.#patience };
    const threads = await Threads.start(engine, source, most);
    if (!threads) return false;
    threads.threads = exactly ? most : await fastestCount(engine, threads);
    this.#threads = threads;
    this.#lost = lost;
    if (threads.threads > 1) engine.shareWith(threads);
    else threads.dispose();
    return true;
  }

  sample: OpenEngine['sample'] = (request) => this.#surely(() => sampleInEngine(this.#engine, request));

  speculate: OpenEngine['speculate'] = (request) =>
    this.#surely(() => speculateInEngine(this.#engine, request));

  divergence: OpenEngine['divergence'] = (request) => divergenceInEngine(this.#engine, request);

  update: OpenEngine['update'] = (...vectors) => updateInEngine(this.#engine, ...vectors);

  *forward(batch: SequenceBatch): Pieces<EnginePass> {
    const given = batchOf(batch, true);
    const forward = () => forwardInEngine(this.#engine, given);
    let pass = yield* this.#surelyInPieces(forward);
    const engine = this.#engine;
    const isLost = (): boolean => engine !== this.#engine;
    const backward = function* (slopes: Float32Array): Pieces<Float32Array> {
      // Its memory has been left.
      if (isLost()) pass = yield* forward();
      return yield* pass.backward(slopes);
    };
    return {
      logits: pass.logits,
      backward: (slopes) => this.#surelyInPieces(() => backward(slopes)),
      dispose: () => pass.dispose(),
    };
  }

  score: OpenEngine['score'] = (batch) => {
    const given = batchOf(batch, false);
    const pass = this.#surely(() => atOnce(forwardInEngine(this.#engine, given)));
    pass.dispose();
    return pass.logits;
  };

  /** Does the work, and again with one thread where others are lost: their memory is left to them. */
  #surely<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.#goOnAlone(error);
      return work();
    }
  }

  /** The same in pieces, between which other work may find threads lost. */
  *#surelyInPieces<T>(work: () => Pieces<T>): Pieces<T> {
    const engine = this.#engine;
    const pieces = work();
    try {
      for (let next = pieces.next(); ; next = pieces.next()) {
        if (next.done) return next.value;
        yield;
        if (engine !== this.#engine) break;
      }
    } catch (error) {
      this.#goOnAlone(error);
    } finally {
      giveUp(pieces);
    }
    return yield* work();
  }

  /** @throws the error, unless it is that threads are lost */
  #goOnAlone(error: unknown): void {
    if (!(error instanceof ThreadsLostError)) throw error;
    this.#threads?.dispose();
    this.#threads = null;
    // Without room the error stands, and the next run of the page begins with a worker of its own.
    const memory = this.#renew();
    if (!memory) throw error;
    this.#memory = memory;
    this.#engine = new Engine(this.#module, memory);
    this.#lost();
  }
}

function batchOf({ model, weights, sequences, promptLength }: SequenceBatch, keeps: boolean): EngineBatch {
  const [batch, total] = sequences.shape;
  const { context, patch } = model;
  const length = patch === undefined ? total - 1 : context;
  const answers = total - promptLength;
  const input =
    patch === undefined
      ? withoutLast(sequences.dataSync<'int32'>(), total)
      : paddedPatches(tf.slice2d(sequences, [0, 0], [batch, promptLength]), patch, context - 1, answers > 1);
  return { model, weights, input, batch, length, responseAt: length - answers, keeps };
}

/**
 * Pixels of patches with zeros for the class token, [batch, count + 1, patch²]; takes `levels` over.
 * @param inFront whether it stands before the patches of each picture, or behind them
 */
function paddedPatches(levels: tf.Tensor2D, patch: number, count: number, inFront: boolean): Float32Array {
  const padded = tidy(() =>
    tf.pad3d(patchesOf(levels, patch, count), [[0, 0], inFront ? [1, 0] : [0, 1], [0, 0]]),
  );
  const pixels = padded.dataSync<'float32'>();
  tf.dispose([levels, padded]);
  return pixels;
}

/** [rows, length] without its last column. */
function withoutLast(ids: Int32Array, length: number): Int32Array {
  const rows = ids.length / length;
  const kept = new Int32Array(rows * (length - 1));
  for (let row = 0; row < rows; row++) {
    kept.set(ids.subarray(row * length, (row + 1) * length - 1), row * (length - 1));
  }
  return kept;
}
