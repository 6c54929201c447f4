/**
 * The engine: kernels in WebAssembly SIMD with a memory of their own. Compiled from assembly/ (AssemblyScript); see
 * docs/architecture.md for what is copied between its memory and that of tfjs.
 */
import { UserError } from '../../errors/user-error';

/** Exports of assembly/index.ts. Pointers in bytes; sizes and strides as documented there. */
interface Kernels {
  allocate(bytes: number): number;
  free(at: number): void;
  packedSize(vocabulary: number, context: number, width: number, layers: number, patch: number): number;
  packModel(model: number, flat: number): void;
  scratchSize(vocabulary: number, context: number, width: number, heads: number, tokens: number): number;
  promptSize(width: number, heads: number, layers: number, tokens: number): number;
  work(task: number, seat: number): void;
  joinPool(pool: number): void;
  takeSeats(pool: number): void;
  speculateSize(sideBySide: number, drafts: number, vocabulary: number): number;
  transposedSize(vocabulary: number, width: number, layers: number): number;
  packBackward(model: number, to: number): void;
  activationSize(width: number, heads: number, layers: number, tokens: number): number;
  trainScratchSize(
    vocabulary: number,
    context: number,
    width: number,
    heads: number,
    patch: number,
    tokens: number,
  ): number;
  diverge(
    teacher: number,
    student: number,
    values: number,
    slopes: number,
    rows: number,
    vocabulary: number,
    kind: number,
    beta: number,
    temperature: number,
    room: number,
  ): void;
  norm(x: number, count: number): number;
  adamw(
    parameters: number,
    first: number,
    second: number,
    gradient: number,
    decays: number,
    count: number,
    clip: number,
    meanRate: number,
    varianceRate: number,
    decay: number,
    beta1: number,
    beta2: number,
    epsilon: number,
  ): void;
  pack(from: number, to: number, k: number, n: number): void;
  packTransposed(from: number, to: number, k: number, n: number): void;
  product(
    a: number,
    strideA: number,
    packed: number,
    out: number,
    strideOut: number,
    m: number,
    k: number,
    n: number,
    kind: number,
  ): void;
  productOfTransposed(
    x: number,
    strideX: number,
    y: number,
    strideY: number,
    out: number,
    rows: number,
    m: number,
    n: number,
    room: number,
  ): void;
}

/** Threads that work at a task together, the caller's own among them. */
export interface Crew {
  readonly threads: number;
  run(task: number, seats: readonly number[]): void;
}

const BYTES = 4;
const MB = 2 ** 20;
/** The allocator's largest block; a larger number would wrap around on its way into the module. */
const LARGEST = 2 ** 30;

export class Engine {
  readonly kernels: Kernels;
  readonly #memory: WebAssembly.Memory;
  #crew: Crew | null = null;

  /** @param memory shared for the module for several threads, not shared for the other one */
  constructor(module: WebAssembly.Module, memory = new WebAssembly.Memory({ initial: 1 })) {
    this.#memory = memory;
    const instance = new WebAssembly.Instance(module, { env: { memory } });
    this.kernels = instance.exports as unknown as Kernels;
  }

  /** Among how many threads work is shared. */
  get threads(): number {
    return this.#crew?.threads ?? 1;
  }

  /** Shares work among the threads of a crew from now on; null: with none. */
  shareWith(crew: Crew | null): void {
    this.#crew = crew;
  }

  /**
   * Does a task. Its seats take from shared counters until nothing is left, so it is done when all of them are.
   * @throws ThreadsLostError when a thread has died in the middle of it
   */
  run(task: number, seats: readonly number[]): void {
    if (this.#crew && seats.length > 1) this.#crew.run(task, seats);
    else for (const seat of seats) this.kernels.work(task, seat);
  }

  /**
   * Reserves room for so many floats or integers, with whatever was there.
   * @throws UserError `memory-full`
   */
  allocate(count: number): number {
    const bytes = count * BYTES;
    if (bytes < LARGEST) {
      try {
        return this.kernels.allocate(bytes);
      } catch {
        // The allocator traps when memory cannot grow; its lists are as they were.
      }
    }
    throw new UserError('memory-full', {
      size: Math.ceil(bytes / MB),
      held: Math.ceil(this.#memory.buffer.byteLength / MB),
    });
  }

  /** Gives room back. */
  free(at: number): void {
    this.kernels.free(at);
  }

  /** A view of floats. It ends when memory grows: take it after the last `allocate`. */
  floats(at: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, at, length);
  }

  /** A view of integers; see `floats`. */
  ints(at: number, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, at, length);
  }

  /** Room that lives as long as `body` runs. */
  within<T>(body: (allocate: (count: number) => number) => T): T {
    const reserved: number[] = [];
    try {
      return body((count) => {
        const at = this.allocate(count);
        reserved.push(at);
        return at;
      });
    } finally {
      for (const at of reserved) this.free(at);
    }
  }
}
