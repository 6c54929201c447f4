/** Pictures just over a decision boundary of the teacher. */
import { BOUNDARY_STEPS } from '../../experiment/cost';
import { STREAM, uniformArray } from '../../experiment/random';
import { inputGradient, pixelLogits } from '../../model/input-gradient';
import type { Model } from '../../model/model';
import { constant } from '../../ops/constant';
import { oneHot } from '../../ops/embedding';
import { pixelsOf } from '../../ops/patches';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { upload } from '../../ops/upload';

/**
 * Newton's steps towards a lead of −`MARGIN`, just over the boundary. On the side of the base class a step is longer by a factor: the lead
 * of a trained encoder falls ever more slowly there, so that four plain steps stop before the boundary.
 */
const MARGIN = 0.1;
const STRETCH = 1.5;

/** Squared norms of gradients below this count as this. */
const LEAST_SQUARE = 1e-6;

/** Below any logit by more than a float32 can tell. */
const NEVER = 1e9;

/** Belongs to the caller; see `disposeBoundary`. */
export interface BoundaryPictures {
  /** [batch, side²], from 0 to 1. */
  readonly pixels: tf.Tensor2D;
  /** Of the teacher at these pictures [batch, 1, vocabulary]. */
  readonly teacherLogits: tf.Tensor3D;
  /** 1 where the teacher knows the class of the picture that was moved, else 0 [batch, 1]. */
  readonly known: tf.Tensor2D;
}

export const disposeBoundary = ({ pixels, teacherLogits, known }: BoundaryPictures): void =>
  tf.dispose([pixels, teacherLogits, known]);

/** 1 where the most probable class is the right one, else 0 [batch, 1]; it has no gradient. */
export const rightOf = (logits: tf.Tensor3D, classes: tf.Tensor2D): tf.Tensor2D =>
  tf.cast(tf.equal(tf.argMax(logits, -1), classes), 'float32');

/** Gumbel noise of a step, by which target classes are drawn [batch, 1, vocabulary]. */
export const targetNoise = (seed: number, step: number, batch: number, vocabulary: number): tf.Tensor3D =>
  upload(
    // Half a step of the uniform numbers above 0, whose logarithm is taken.
    uniformArray(seed, STREAM.boundaryTarget, step, batch, vocabulary).map(
      (uniform) => -Math.log(-Math.log(uniform + 2 ** -25)),
    ),
    [batch, 1, vocabulary],
  );

/**
 * Draws each picture's target among the classes that it does not show, by the teacher's probabilities (Gumbel-max).
 * @param teacherLogits [batch, 1, vocabulary]
 * @param base one-hot classes that the pictures show [batch, 1, vocabulary]
 * @param noise see `targetNoise`
 * @returns int32 [batch, 1]
 */
export const drawTargets = (teacherLogits: tf.Tensor3D, base: tf.Tensor3D, noise: tf.Tensor3D): tf.Tensor2D =>
  tidy(() => tf.argMax(tf.sub(tf.add(teacherLogits, noise), tf.mul(base, constant(NEVER))), -1));

/** Where a picture comes from and goes to, int32 classes [batch, 1], and its lead z_base − z_target [batch, 1]. */
interface Way {
  readonly base: tf.Tensor2D;
  readonly target: tf.Tensor2D;
  readonly lead: (logits: tf.Tensor3D) => tf.Tensor2D;
}

/**
 * Boundary supporting samples (Heo et al. 2019, arXiv 1805.05532, adapted): each picture is moved along the gradient of
 * z_base − z_target until the target is just more probable to the teacher, in `BOUNDARY_STEPS` steps, or until a third class is more
 * probable than both. The base class is that of its label, the target is drawn by the teacher's probabilities. Where the teacher does
 * not know the picture, it may stay.
 * @param teacherLogits of the pictures themselves [batch, 1, vocabulary]
 * @param sequences int32 [batch, promptLength + 1]
 * @param classes int32 [batch, 1]
 * @param noise see `targetNoise`; taken over
 */
export function boundaryPictures(
  teacher: Model,
  teacherLogits: tf.Tensor3D,
  sequences: tf.Tensor2D,
  promptLength: number,
  classes: tf.Tensor2D,
  noise: tf.Tensor3D,
): BoundaryPictures {
  const vocabulary = teacherLogits.shape[2];
  const found = tidy(() => {
    const base = oneHot(classes, vocabulary) as tf.Tensor3D;
    const target = drawTargets(teacherLogits, base, noise);
    const direction = tf.sub(base, oneHot(target, vocabulary));
    const lead = (logits: tf.Tensor3D): tf.Tensor2D => tf.sum(tf.mul(direction, logits), -1);
    let pixels = pixelsOf(sequences, promptLength);
    for (let i = 0; i < BOUNDARY_STEPS; i++) {
      const before = pixels;
      pixels = stepped(teacher, before, { base: classes, target, lead });
      before.dispose();
    }
    return {
      pixels,
      teacherLogits: pixelLogits(teacher.shape, teacher.weights, pixels),
      known: rightOf(teacherLogits, classes),
    };
  });
  noise.dispose();
  return found;
}

/** One step of the pictures whose most probable class is the base or the target. */
const stepped = (teacher: Model, pixels: tf.Tensor2D, { base, target, lead }: Way): tf.Tensor2D =>
  tidy(() => {
    let logits: tf.Tensor3D | undefined;
    const slope = inputGradient(teacher, pixels, (scores) => {
      logits = tf.keep(tf.clone(scores));
      return lead(scores);
    });
    const here = logits as tf.Tensor3D;
    const inside = rightOf(here, base);
    const stretch = tf.add(tf.mul(inside, constant(STRETCH - 1)), constant(1));
    const fall = tf.add(tf.mul(lead(here), stretch), constant(MARGIN));
    const square = tf.maximum(tf.sum(tf.square(slope), 1, true), constant(LEAST_SQUARE));
    const moving = tf.add(inside, rightOf(here, target));
    here.dispose();
    const moved = tf.sub(pixels, tf.mul(tf.mul(moving, tf.div(fall, square)), slope));
    return tf.clipByValue(moved, 0, 1) as tf.Tensor2D;
  });
