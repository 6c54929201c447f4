/** Pictures that are changed by a little, so that a model no longer knows them. */
import { STREAM, uniformArray } from '../../experiment/random';
import { inputGradient } from '../../model/input-gradient';
import type { Model } from '../../model/model';
import { constant } from '../../ops/constant';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { upload } from '../../ops/upload';
import { crossEntropy } from '../loss/token-losses';

/** Sizes are brightness from 0 (black) to 1 (white): no pixel changes by more than `epsilon` (the L∞ norm). */
export interface Attack {
  readonly epsilon: number;
  readonly stepSize: number;
  readonly iterations: number;
  /** Begins at a random picture within `epsilon`, not at the picture itself. */
  readonly startsRandomly: boolean;
}

/** The fast gradient sign method (Goodfellow, Shlens & Szegedy 2015, arXiv 1412.6572): one step of full size. */
export const fgsm = (epsilon: number): Attack => ({
  epsilon,
  stepSize: epsilon,
  iterations: 1,
  startsRandomly: false,
});

/** Projected gradient descent with ten steps of ε/4 from a random start (Madry et al. 2018, arXiv 1706.06083). */
export const pgd = (epsilon: number): Attack => ({
  epsilon,
  stepSize: epsilon / 4,
  iterations: 10,
  startsRandomly: true,
});

/** FGSM for adversarial training: a random start and a step of 1.25·ε (Wong, Rice & Kolter 2020, arXiv 2001.03994). */
export const trainingAttack = (epsilon: number): Attack => ({
  epsilon,
  stepSize: 1.25 * epsilon,
  iterations: 1,
  startsRandomly: true,
});

/** Which random numbers a random start takes. */
export interface StartAddress {
  readonly seed: number;
  readonly step: number;
  /** Place of the first picture among all. */
  readonly first: number;
}

/** −ε … ε for each pixel of each picture. */
function randomStart([rows, pixels]: [number, number], epsilon: number, at: StartAddress): tf.Tensor2D {
  const numbers = uniformArray(at.seed, STREAM.attackStart, at.step, rows, pixels, at.first);
  return upload(
    numbers.map((number) => (2 * number - 1) * epsilon),
    [rows, pixels],
  );
}

/**
 * Pictures at which the cross-entropy of a model is high.
 * @param pixels [batch, side²], from 0 to 1
 * @param classes int32 [batch, 1], which the model should not find
 * @returns [batch, side²], within ε of the pictures and from 0 to 1
 */
export function attack(
  model: Model,
  pixels: tf.Tensor2D,
  classes: tf.Tensor2D,
  { epsilon, stepSize, iterations, startsRandomly }: Attack,
  address: StartAddress,
): tf.Tensor2D {
  const loss = (logits: tf.Tensor3D): tf.Tensor2D => crossEntropy(classes, logits);
  return tidy(() => {
    const size = constant(epsilon);
    const least = tf.maximum(tf.sub(pixels, size), constant(0));
    const most = tf.minimum(tf.add(pixels, size), constant(1));
    const within = (moved: tf.Tensor): tf.Tensor2D => tf.minimum(tf.maximum(moved, least), most);
    let moved = startsRandomly
      ? within(tf.add(pixels, randomStart(pixels.shape, epsilon, address)))
      : pixels.clone();
    for (let i = 0; i < iterations; i++) {
      const before = moved;
      moved = tidy(() => {
        const uphill = tf.sign(inputGradient(model, before, loss));
        return within(tf.add(before, tf.mul(uphill, constant(stepSize))));
      });
      before.dispose();
    }
    return moved;
  });
}
