/** Training of a model with an auxiliary head: the blocks below it are a model of their own, so the engine trains both. */
import { Model } from '../model/model';
import { join } from '../model/parameters';
import { type ModelShape, type ParameterSpec, parameterSpecs } from '../model/shape';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import { lossGradient } from './loss-gradient';
import type { Batch, LossFunction } from './trainer';

/** How much the auxiliary head's loss counts beside the head's. */
export const AUXILIARY_SHARE = 0.4;

/** The name that a parameter of the lower model has in the whole one. */
const nameAbove = ({ name }: ParameterSpec): string => (name === 'head.weight' ? 'auxiliary.weight' : name);

function lowerShape({ auxiliary, ...shape }: ModelShape): ModelShape {
  if (auxiliary === undefined) throw new Error('the model has no auxiliary head');
  return { ...shape, layers: auxiliary };
}

/** The blocks below the auxiliary head, under the last norm and that head, as a model that the caller disposes. */
export function lowerModel({ shape, specs, parts }: Model): Model {
  const named = new Map(specs.map(({ name }, i) => [name, parts[i]]));
  const below = parameterSpecs(lowerShape(shape));
  return new Model(
    lowerShape(shape),
    tidy(() => join(below.map((spec) => named.get(nameAbove(spec)) as tf.Tensor))),
  );
}

/** A gradient of the lower model's parameters, laid out like those of the whole model: 0 where it has none. */
function spreadOut(gradient: tf.Tensor1D, { shape, specs }: Model): tf.Tensor1D {
  const below = new Map(parameterSpecs(lowerShape(shape)).map((spec) => [nameAbove(spec), spec]));
  const parts = specs.map(({ name, size }) => {
    const spec = below.get(name);
    return spec ? tf.slice1d(gradient, spec.offset, size) : tf.zeros([size]);
  });
  return tf.concat1d(parts as tf.Tensor1D[]);
}

/**
 * ℓ(head) + `AUXILIARY_SHARE` · ℓ(auxiliary head) and its gradient with respect to all parameters. The tensors belong to the caller.
 */
export function jointGradient(
  model: Model,
  batch: Batch,
  promptLength: number,
  loss: LossFunction,
): { readonly loss: tf.Scalar; readonly gradient: tf.Tensor1D } {
  const lower = lowerModel(model);
  const whole = lossGradient(model, batch, promptLength, loss);
  const early = lossGradient(lower, batch, promptLength, loss);
  const joint = tidy(() => ({
    loss: tf.add(whole.loss, tf.mul(early.loss, AUXILIARY_SHARE)) as tf.Scalar,
    gradient: tf.add(
      whole.gradient,
      tf.mul(spreadOut(early.gradient, model), AUXILIARY_SHARE),
    ) as tf.Tensor1D,
  }));
  for (const each of [whole, early]) tf.dispose([each.loss, each.gradient, each.studentLogits]);
  lower.dispose();
  return joint;
}
