/** LELP's targets: how probable the teacher finds each subclass of each class. */
import type { Experiment } from '../../experiment/fields';
import { logits } from '../../model/forward';
import type { Model } from '../../model/model';
import { constant } from '../../ops/constant';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import type { Example, Task } from '../../tasks/task';
import { readClassStates } from '../class-states';
import { type SubclassProjection, subclassProjection } from './projection';

/** Subclasses of a teacher's classes, on the device. */
export class TeacherSubclasses {
  /** S, of each class. */
  readonly count: number;
  readonly #sharpness: number;
  readonly #directions: tf.Tensor2D;
  readonly #offsets: tf.Tensor1D;

  /** @param sharpness β: the factor of a subclass's score before the softmax */
  constructor({ directions, offsets }: SubclassProjection, count: number, sharpness: number) {
    this.count = count;
    this.#sharpness = sharpness;
    this.#directions = tf.tensor2d(directions, [directions.length / offsets.length, offsets.length]);
    this.#offsets = tf.tensor1d(offsets);
  }

  /**
   * log p(c) + log softmax_s(β·L(c, s)) up to a number for each example: p(c) is the teacher's, so the subclasses of a class sum to
   * it (arXiv 2409.20449).
   * @param teacherLogits [batch, length, classes]
   * @param states that they are computed from [batch, length, width]
   * @returns [batch, length, classes · S]
   */
  targets(teacherLogits: tf.Tensor3D, states: tf.Tensor3D): tf.Tensor3D {
    const [batch, length, classes] = teacherLogits.shape;
    const rows = tf.reshape(states, [batch * length, states.shape[2]]) as tf.Tensor2D;
    const scores = tf.add(tf.matMul(rows, this.#directions), this.#offsets);
    const within = tf.logSoftmax(
      tf.mul(tf.reshape(scores, [batch, length, classes, this.count]), constant(this.#sharpness)),
    );
    return tf.reshape(tf.add(tf.expandDims(teacherLogits, -1), within), [
      batch,
      length,
      classes * this.count,
    ]);
  }

  dispose(): void {
    tf.dispose([this.#directions, this.#offsets]);
  }
}

/** Subclasses with nothing in them, as many as the student has; for tfjs' compile-only mode. */
export function blankSubclasses(task: Task, teacher: Model, student: Model): TeacherSubclasses {
  const { subclasses = 1 } = student.shape;
  const columns = task.tokenizer.size * subclasses;
  const directions = new Float32Array(teacher.shape.width * columns);
  return new TeacherSubclasses({ directions, offsets: new Float32Array(columns) }, subclasses, 1);
}

/**
 * Looks for subclasses in the teacher's states over the training pictures. The teacher says which class a picture has; labels are
 * not read.
 * @param count S, at least 2
 * @param onProgress called before every batch but the first with the number of pictures done
 * @param shouldContinue asked with it; false gives up
 * @returns null when given up
 */
export async function findSubclasses(
  task: Task,
  teacher: Model,
  { seed, subclassSharpness }: Pick<Experiment, 'seed' | 'subclassSharpness'>,
  count: number,
  examples: readonly Example[],
  onProgress: (done: number, total: number) => void,
  shouldContinue: () => Promise<boolean>,
): Promise<TeacherSubclasses | null> {
  const { classifier } = teacher.weights;
  if (!classifier) throw new Error('only classes have subclasses');
  const { width } = teacher.shape;
  const states = await readClassStates(task, teacher, examples, (done) => {
    onProgress(done, examples.length);
    return shouldContinue();
  });
  if (!states) return null;
  const best = tidy(() =>
    tf.argMax(logits(teacher.weights, tf.tensor2d(states, [examples.length, width])), -1),
  );
  const [classes, head] = await Promise.all([best.data<'int32'>(), classifier.head.data<'float32'>()]);
  best.dispose();
  const found = subclassProjection(
    { states, classes, width },
    Float32Array.from(head),
    task.tokenizer.size,
    count,
    seed,
  );
  return new TeacherSubclasses(found, count, subclassSharpness);
}
