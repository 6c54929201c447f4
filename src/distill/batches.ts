import { STREAM, uniformArray } from '../experiment/random';
import type * as tf from '../ops/tf';
import { upload } from '../ops/upload';
import { promptIds, responseIds } from '../tasks/layout';
import type { Example, Task } from '../tasks/task';
import type { Batch } from './trainer';

// uniformArray addresses 65,536 positions a row.
const PER_ROW = 65_535;

/** Examples in an order that is shuffled anew each epoch, from counters alone: any step can be repeated. */
export class Batches {
  readonly #examples: readonly Example[];
  readonly #size: number;
  readonly #seed: number;
  readonly #stream: number;
  #epoch = -1;
  #order: number[] = [];

  /** @throws RangeError without examples */
  constructor(examples: readonly Example[], size: number, seed: number, stream: number = STREAM.batch) {
    if (examples.length === 0) throw new RangeError('a batch needs at least one example');
    this.#examples = examples;
    this.#size = size;
    this.#seed = seed;
    this.#stream = stream;
  }

  /** The examples of a step (1-based). */
  at(step: number): Example[] {
    const start = (step - 1) * this.#size;
    return Array.from({ length: this.#size }, (_, row) => this.#example(start + row));
  }

  /** The examples that steps 1 to `steps` use, each once. */
  usedBy(steps: number): Example[] {
    const count = Math.min(this.#examples.length, steps * this.#size);
    return Array.from({ length: count }, (_, index) => this.#example(index));
  }

  #example(index: number): Example {
    const count = this.#examples.length;
    const epoch = Math.floor(index / count);
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      const width = Math.min(count, PER_ROW);
      const keys = uniformArray(this.#seed, this.#stream, epoch, Math.ceil(count / width), width);
      this.#order = Array.from({ length: count }, (_, i) => i).sort(
        (a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b,
      );
    }
    return this.#examples[this.#order[index % count] ?? 0] as Example;
  }
}

/** Padded prompts, int32 [examples, promptLength]. */
export function promptTensor(task: Task, examples: readonly Example[]): tf.Tensor2D {
  const { promptLength } = task;
  const ids = new Int32Array(examples.length * promptLength);
  examples.forEach(({ prompt }, row) => {
    ids.set(promptIds(task, prompt), row * promptLength);
  });
  return upload(ids, [examples.length, promptLength]);
}

/** Sequences on the device, with their responses alone. */
export interface Sequences extends Batch {
  /** int32 [batch, responseLength]. */
  readonly responses: tf.Tensor2D;
}

/**
 * Prompts with given responses, uploaded.
 * @param responses padded ids, one list of `responseLength` a row
 * @param counts response tokens of each row that are trained on, up to and including EOS
 */
export function sequencesOf(
  task: Task,
  prompts: readonly string[],
  responses: readonly (readonly number[])[],
  counts: readonly number[],
): Sequences {
  const { promptLength, responseLength } = task;
  const rows = prompts.length;
  const total = promptLength + responseLength;
  const sequences = new Int32Array(rows * total);
  prompts.forEach((prompt, row) => {
    sequences.set(promptIds(task, prompt), row * total);
    sequences.set(responses[row] ?? [], row * total + promptLength);
  });
  const mask = counts.flatMap((count) =>
    Array.from({ length: responseLength }, (_, i) => (i < count ? 1 : 0)),
  );
  return {
    sequences: upload(sequences, [rows, total]),
    responses: upload(Int32Array.from(responses.flat()), [rows, responseLength]),
    mask: upload(Float32Array.from(mask), [rows, responseLength]),
  };
}

/** Whole padded sequences of the data, with the mask over response tokens. */
export function dataBatch(task: Task, examples: readonly Example[]): Sequences {
  const responses = examples.map(({ response }) => responseIds(task, response));
  return sequencesOf(
    task,
    examples.map(({ prompt }) => prompt),
    responses.map(({ ids }) => ids),
    responses.map(({ count }) => count),
  );
}
