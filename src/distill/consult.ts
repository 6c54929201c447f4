/** What the loss and the token weights of a plan need to know from the teacher about given sequences. */
import { readsTeacher } from '../experiment/methods';
import { logits, responseLogits, responseStates } from '../model/forward';
import type { Model } from '../model/model';
import { tidy } from '../ops/scope';
import type * as tf from '../ops/tf';
import type { Plan } from './schedule/plan';

/** Each [batch, responseLength, …]; null where the plan does not ask for it. */
export interface Opinion {
  /** Raw logits. */
  readonly teacherLogits: tf.Tensor3D | null;
  /** The states that the logits are computed from. */
  readonly teacherStates: tf.Tensor3D | null;
  /** Logits of the teacher cut off halfway: its early exit. */
  readonly earlyLogits: tf.Tensor3D | null;
}

/**
 * Logits of the first half of the blocks under the final norm and head, as if the teacher stopped there (ours: the paper's
 * early exit is a trained head).
 */
function earlyExit({ shape, weights }: Model, sequences: tf.Tensor2D, promptLength: number): tf.Tensor3D {
  const blocks = weights.blocks.slice(0, Math.max(1, Math.floor(shape.layers / 2)));
  return responseLogits(shape, { ...weights, blocks }, sequences, promptLength);
}

/** @throws Error when a method that needs a teacher is run without one */
export function present(teacher: Model | null): Model {
  if (!teacher) throw new Error('this method needs a teacher');
  return teacher;
}

/**
 * Asks the teacher. One forward pass at most, none where `known` has what is needed.
 * @param teacher null where there is none and the plan asks none
 * @param known logits that the sampler already had; taken over or disposed
 */
export function consult(
  plan: Plan,
  teacher: Model | null,
  sequences: tf.Tensor2D,
  promptLength: number,
  known: tf.Tensor3D | null,
): Opinion {
  const wantsStates = plan.loss === 'comparative';
  const wantsLogits = readsTeacher(plan);
  const reuse = wantsLogits && !wantsStates ? known : null;
  if (known && !reuse) known.dispose();
  return tidy(() => {
    const earlyLogits =
      plan.weight === 'relative-difficulty' && plan.stage === 1
        ? earlyExit(present(teacher), sequences, promptLength)
        : null;
    if (reuse) return { teacherLogits: reuse, teacherStates: null, earlyLogits };
    if (!wantsLogits) return { teacherLogits: null, teacherStates: null, earlyLogits };
    const { shape, weights } = present(teacher);
    const states = responseStates(shape, weights, sequences, promptLength);
    return {
      teacherLogits: logits(weights, states) as tf.Tensor3D,
      teacherStates: wantsStates ? states : null,
      earlyLogits,
    };
  });
}
