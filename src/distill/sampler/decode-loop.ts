/** The loop of samplers whose rows end at different times: rounds until no row is alive. */
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';

/**
 * Rounds in flight before the number of unfinished rows is looked at. On WebGPU the look then never makes the device
 * wait; the other backends compute at once, and know at once.
 */
const lookBehind = (): number => (tf.getBackend() === 'webgpu' ? 2 : 0);

/** Float32 [batch, 1], 1 until a row has ended. */
export interface Alive {
  readonly alive: tf.Tensor2D;
}

/**
 * Repeats `round` until no row is alive, `rounds` times at most, and gives the last state. Every state but that one is
 * freed; so is the last when a round throws.
 * @param tensorsOf all tensors of a state
 */
export async function decodeUntilDone<S extends Alive>(
  first: S,
  round: (state: S, index: number) => S,
  tensorsOf: (state: S) => tf.Tensor[],
  rounds: number,
): Promise<S> {
  const behind = lookBehind();
  const unfinished: Promise<ArrayLike<number>>[] = [];
  let state = first;
  for (let n = 0; n < rounds; n++) {
    const previous = state;
    try {
      state = tidy(() => round(previous, n));
    } finally {
      tf.dispose(tensorsOf(previous));
    }
    const left = tidy(() => tf.sum(state.alive));
    unfinished.push(left.data().finally(() => left.dispose()));
    const seen = await unfinished[n - behind];
    if (seen && (seen[0] ?? 0) === 0) break;
  }
  await Promise.all(unfinished);
  return state;
}
