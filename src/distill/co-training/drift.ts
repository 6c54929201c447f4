import { tidy } from '../../ops/scope';
import type * as tf from '../../ops/tf';
import type { Collected } from '../collect';
import { required } from '../loss/inputs';
import { divergence, maskedMean } from '../loss/token-losses';

/** KL(p_0 ‖ p) of a teacher that is trained from the one that the run began with, in nats a token. */
export const driftOf = ({ startLogits, teacherLogits, mask }: Collected): tf.Scalar =>
  tidy(() =>
    maskedMean(
      divergence(required(startLogits ?? null), required(teacherLogits), { kind: 'forward-kl' }),
      mask,
    ),
  );
