/** tfjs' `tidy` and `customGrad` under the types that this code base needs; no behaviour of its own. */
import './sum-gradient';
import * as tf from './tf';

/** Like `tf.tidy`, for results of any form: tensors inside them, at any depth, survive. */
export function tidy<T>(body: () => T): T {
  return tf.tidy(body as () => tf.TensorContainer) as T;
}

/** Remembers tensors of the forward pass for the backward pass. */
export type Save = (tensors: tf.Tensor[]) => void;

interface Differentiable<R extends tf.Tensor> {
  readonly value: R;
  readonly gradFunc: (dy: R, saved: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
}

/** Like `tf.customGrad`: an operation with its own gradient, one entry for each input. */
export function customGradient<A extends tf.Tensor[], R extends tf.Tensor>(
  body: (...inputsAndSave: [...A, Save]) => Differentiable<R>,
): (...inputs: A) => R {
  return tf.customGrad(body as unknown as Parameters<typeof tf.customGrad>[0]) as unknown as (
    ...inputs: A
  ) => R;
}

/**
 * `body` of `input`, as a constant: no gradient flows back, and `body` may use operations that have none.
 */
export function withoutGradient<R extends tf.Tensor>(input: tf.Tensor, body: (input: tf.Tensor) => R): R {
  const operation = customGradient((x: tf.Tensor, _save: Save) => ({
    value: body(x),
    gradFunc: () => tf.zerosLike(x),
  }));
  return operation(input);
}

/**
 * Like `tf.valueAndGrads` of a scalar, but a tensor that plays no part in the value is no error: its gradient is null.
 * @param seed the outer gradient, 1. tfjs would make and upload one each time.
 */
export function valueAndGradients(
  inputs: readonly tf.Tensor[],
  seed: tf.Scalar,
  body: () => tf.Scalar,
): { readonly value: tf.Scalar; readonly gradients: readonly (tf.Tensor | null)[] } {
  return tidy(() => {
    const { value, grads } = tf.engine().gradients(body, [...inputs], seed, true);
    return { value, gradients: grads.map((gradient: tf.Tensor | undefined) => gradient ?? null) };
  });
}
