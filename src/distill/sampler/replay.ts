/** Past sequences of the student (DistiLLM, arXiv 2402.03898), on the device; only a checkpoint reads them back. */
import { REPLAY_CAPACITY } from '../../experiment/cost';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { upload } from '../../ops/upload';
import type { Sequences } from '../batches';

/** Everything a buffer holds, on the CPU, oldest first. */
export interface SavedReplay {
  /** [size, length] */
  readonly sequences: Int32Array;
  /** [size, responseLength] */
  readonly mask: Float32Array;
  /** [size] */
  readonly prompts: readonly string[];
}

export class ReplayBuffer {
  readonly #promptLength: number;
  readonly #responseLength: number;
  readonly #capacity: number;
  /** [capacity, length] and [capacity, responseLength]; the newest rows are the last. */
  #sequences: tf.Tensor2D;
  #mask: tf.Tensor2D;
  #prompts: string[] = [];

  constructor(promptLength: number, responseLength: number, capacity = REPLAY_CAPACITY) {
    this.#promptLength = promptLength;
    this.#responseLength = responseLength;
    this.#capacity = capacity;
    this.#sequences = tf.keep(tf.zeros([capacity, promptLength + responseLength], 'int32'));
    this.#mask = tf.keep(tf.zeros([capacity, responseLength]));
  }

  get size(): number {
    return this.#prompts.length;
  }

  get full(): boolean {
    return this.size === this.#capacity;
  }

  /**
   * Takes a copy of new sequences.
   * @param prompts of the rows
   */
  push({ sequences, mask }: Pick<Sequences, 'sequences' | 'mask'>, prompts: readonly string[]): void {
    this.#sequences = replaced(this.#sequences, (old) => shifted(old, sequences));
    this.#mask = replaced(this.#mask, (old) => shifted(old, mask));
    this.#prompts = [...this.#prompts, ...prompts].slice(-this.#capacity);
  }

  /**
   * Rows by age; the caller disposes them.
   * @param ages 0 is the oldest; each below `size`
   */
  rows(ages: readonly number[]): Sequences & { readonly prompts: readonly string[] } {
    const first = this.#capacity - this.size;
    return tidy(() => {
      const indices = upload<tf.Tensor1D>(
        Int32Array.from(ages, (age) => first + age),
        [ages.length],
      );
      const sequences: tf.Tensor2D = tf.gather(this.#sequences, indices);
      const shape: [number, number] = [ages.length, this.#responseLength];
      return {
        sequences,
        responses: tf.slice(sequences, [0, this.#promptLength], shape),
        mask: tf.gather(this.#mask, indices) as tf.Tensor2D,
        prompts: ages.map((age) => this.#prompts[age] ?? ''),
      };
    });
  }

  /** Contents at the time of the call, even if more is added before they have been read. */
  async save(): Promise<SavedReplay> {
    const { size } = this;
    const prompts = [...this.#prompts];
    if (size === 0) return { sequences: new Int32Array(), mask: new Float32Array(), prompts };
    const held = (all: tf.Tensor2D): tf.Tensor2D =>
      tf.slice(all, [this.#capacity - size, 0], [size, all.shape[1]]);
    const tensors = [held(this.#sequences), held(this.#mask)] as const;
    try {
      const [sequences, mask] = await Promise.all([tensors[0].data<'int32'>(), tensors[1].data<'float32'>()]);
      return { sequences, mask, prompts };
    } finally {
      tf.dispose([...tensors]);
    }
  }

  /**
   * Goes back to what was saved.
   * @throws Error when it belongs to sequences of another length, or to a larger buffer
   */
  restore({ sequences, mask, prompts }: SavedReplay): void {
    const size = prompts.length;
    const length = this.#promptLength + this.#responseLength;
    if (
      size > this.#capacity ||
      sequences.length !== size * length ||
      mask.length !== size * this.#responseLength
    ) {
      throw new Error('the saved sequences belong to another task');
    }
    const behind = <T extends Float32Array | Int32Array>(all: T, values: T): T => {
      all.set(values, all.length - values.length);
      return all;
    };
    const all = behind(new Int32Array(this.#capacity * length), sequences);
    const kept = behind(new Float32Array(this.#capacity * this.#responseLength), mask);
    this.#sequences = replaced(this.#sequences, () => tf.tensor2d(all, [this.#capacity, length], 'int32'));
    this.#mask = replaced(this.#mask, () => tf.tensor2d(kept, [this.#capacity, this.#responseLength]));
    this.#prompts = [...prompts];
  }

  dispose(): void {
    tf.dispose([this.#sequences, this.#mask]);
  }
}

/** The old rows without as many as come, then the new ones. */
function shifted(old: tf.Tensor2D, fresh: tf.Tensor2D): tf.Tensor2D {
  const [rows, columns] = old.shape;
  const count = Math.min(rows, fresh.shape[0]);
  const added = tf.slice(fresh, [fresh.shape[0] - count, 0], [count, columns]);
  return count === rows ? added : tf.concat2d([tf.slice(old, [count, 0], [rows - count, columns]), added], 0);
}

function replaced(old: tf.Tensor2D, make: (old: tf.Tensor2D) => tf.Tensor2D): tf.Tensor2D {
  const made = tf.keep(tidy(() => make(old)));
  old.dispose();
  return made;
}
