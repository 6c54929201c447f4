import { constant } from '../../ops/constant';
import * as tf from '../../ops/tf';
import { divergence } from '../loss/token-losses';
import type { Switch } from './rollout';

/** Tokens whose divergences are averaged. The paper keeps a window; its length here is ours, short like our responses. */
const WINDOW = 8;

/** State of the rule for a batch of growing sequences, all float32 [batch, 1]. */
export interface SwitchState {
  /** 1 while the student still writes. */
  readonly open: tf.Tensor2D;
  /** Divergences of the last tokens, oldest first; nothing of them is disposed here. */
  readonly recent: readonly tf.Tensor2D[];
}

/**
 * The rule of AdaSwitch (arXiv 2510.07842) at the next position: d = KL(p ‖ q) against `factor` times the mean of the
 * last d. The first token is always the student's: there is nothing to compare with yet.
 * @param teacherLogits [batch, vocabulary]
 * @param switchState null at the first position
 */
export function shouldSwitch(
  teacherLogits: tf.Tensor2D,
  studentLogits: tf.Tensor2D,
  { factor }: Switch,
  switchState: SwitchState | null,
): { readonly open: tf.Tensor2D; readonly divergence: tf.Tensor2D } {
  const [batch, vocabulary] = teacherLogits.shape;
  const as3d = (x: tf.Tensor2D): tf.Tensor3D => tf.reshape(x, [batch, 1, vocabulary]);
  const found = divergence(as3d(teacherLogits), as3d(studentLogits), { kind: 'forward-kl' });
  if (!switchState) return { open: tf.onesLike(found), divergence: found };
  // One by one: a sum of another number of tensors is another program to compile.
  const sum = switchState.recent.reduce((total, one): tf.Tensor2D => tf.add(total, one));
  const mean = tf.mul(sum, constant(factor / switchState.recent.length));
  const near = tf.cast(tf.lessEqual(found, mean), 'float32');
  return { open: tf.mul(switchState.open, near), divergence: found };
}

/** The trail with one more token. */
export const append = (
  switchState: SwitchState | null,
  open: tf.Tensor2D,
  found: tf.Tensor2D,
): SwitchState => ({
  open,
  recent: [...(switchState?.recent ?? []), found].slice(-WINDOW),
});
