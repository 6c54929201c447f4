/**
 * The engine: kernels in WebAssembly SIMD with a memory of their own. Compiled from assembly/ (AssemblyScript); see
 * docs/architecture.md for what is copied between its memory and that of tfjs.
 */

/** Exports of assembly/index.ts. Pointers in bytes; sizes and strides as documented there. */
interface Kernels {
  allocate(bytes: number): number;
  free(at: number): void;
  packedSize(vocabulary: number, context: number, width: number, layers: number): number;
  packModel(model: number, flat: number): void;
  scratchSize(vocabulary: number, context: number, width: number, heads: number, tokens: number): number;
  promptSize(width: number, heads: number, layers: number, tokens: number): number;
  copyPrompt(model: number, row: number, tokens: number, kept: number, back: boolean): void;
  readPrompts(round: number, model: number, first: number, last: number, room: number): void;
  sampleRows(round: number, first: number, last: number, room: number): void;
  transposedSize(vocabulary: number, width: number, layers: number): number;
  packBackward(model: number, flat: number, to: number): void;
  activationSize(width: number, heads: number, layers: number, tokens: number): number;
  trainScratchSize(vocabulary: number, context: number, width: number, heads: number, tokens: number): number;
  forwardRows(pass: number, first: number, last: number): void;
  backwardRows(pass: number, first: number, last: number): void;
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

const BYTES = 4;
/** The allocator's largest block; a larger number would wrap around on its way into the module. */
const LARGEST = 2 ** 30;

export class Engine {
  readonly kernels: Kernels;
  readonly #memory: WebAssembly.Memory;

  constructor(module: WebAssembly.Module) {
    this.#memory = new WebAssembly.Memory({ initial: 1 });
    const instance = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    this.kernels = instance.exports as unknown as Kernels;
  }

  /**
   * Reserves room for so many floats or integers, with whatever was there.
   * @throws RangeError when there is no memory left
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
    throw new RangeError(`out of memory: ${bytes} bytes for the engine`);
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
