/** Outputs of the teacher on given sequences that the loss and the token weights of a plan need. */
import { type LayerMatching, teacherLayer } from '../experiment/layer-map';
import { comparesLastStates, readsEarlyExit, readsTeacher } from '../experiment/methods';
import { type BlockStates, logits, responseLogits, responseStates } from '../model/forward';
import type { Model } from '../model/model';
import { requireTeacher } from '../model/model';
import type { Weights } from '../model/parameters';
import { scoreResponses } from '../model/score';
import { halfOf, isEncoder, type ModelShape } from '../model/shape';
import { attentionMap } from '../ops/attention-map';
import { tidy } from '../ops/scope';
import type * as tf from '../ops/tf';
import type { Plan } from './schedule/plan';
import type { TeacherSubclasses } from './subclasses/teacher-subclasses';

/** The teacher's internals in the layer that a layer of the student is matched with. */
export interface MatchedLayer {
  /** Layer of the student, counted from 0. */
  readonly layer: number;
  /** Attention rows over the whole sequence [batch, heads, length, length]; null where the loss compares none. */
  readonly attention: tf.Tensor4D | null;
  /** The residual stream after the layer, over the whole sequence [batch, length, width]. */
  readonly states: tf.Tensor3D;
}

/** Each [batch, responseLength, …] where nothing else is said; null where the plan does not ask for it. */
export interface TeacherOutputs {
  /** Raw logits. */
  readonly teacherLogits: tf.Tensor3D | null;
  /** The states that the logits are computed from. */
  readonly teacherStates: tf.Tensor3D | null;
  /** Logits of the teacher cut off halfway: its early exit. */
  readonly earlyExitLogits: tf.Tensor3D | null;
  readonly teacherLayers: readonly MatchedLayer[] | null;
  /** Logits of the subclasses, [batch, responseLength, vocabulary · subclasses]. */
  readonly subclassLogits: tf.Tensor3D | null;
}

/** Frees all of it but the logits, which belong to the sequences. */
export function disposeTeacherInternals({
  teacherStates,
  earlyExitLogits,
  teacherLayers,
  subclassLogits,
}: TeacherOutputs): void {
  teacherStates?.dispose();
  subclassLogits?.dispose();
  earlyExitLogits?.dispose();
  for (const { attention, states } of teacherLayers ?? []) {
    attention?.dispose();
    states.dispose();
  }
}

/**
 * Logits of the first blocks under the final norm, as if the teacher stopped there: of its auxiliary head where it has one, as in the
 * paper, else of its head after half of the blocks (ours).
 */
function earlyExit({ shape, weights }: Model, sequences: tf.Tensor2D, promptLength: number): tf.Tensor3D {
  const { classifier } = weights;
  const after = shape.auxiliary ?? halfOf(shape);
  const early: Weights = {
    ...weights,
    blocks: weights.blocks.slice(0, after),
    classifier: classifier && { ...classifier, head: classifier.auxiliary ?? classifier.head },
  };
  return responseLogits(shape, early, sequences, promptLength);
}

function matched(
  { layers, map }: LayerMatching,
  blocks: readonly BlockStates[],
  shape: ModelShape,
  studentLayers: number,
  withAttention: boolean,
): MatchedLayer[] {
  return layers.flatMap((layer) => {
    const block = blocks[teacherLayer(map, layer, studentLayers, blocks.length) ?? -1];
    if (!block) return [];
    return [
      {
        layer,
        attention: withAttention ? attentionMap(block.qkv, shape.heads, !isEncoder(shape)) : null,
        states: block.output,
      },
    ];
  });
}

/**
 * Asks the teacher. One forward pass at most, none where `known` has what is needed.
 * @param studentLayers how many the student has: the automatic map of layers follows from it
 * @param teacher null where there is none and the plan asks none
 * @param known logits that the sampler already had; taken over or disposed
 * @param subclasses null where the plan's loss knows none
 */
export function teacherForward(
  plan: Plan,
  teacher: Model | null,
  sequences: tf.Tensor2D,
  promptLength: number,
  studentLayers: number,
  known: tf.Tensor3D | null,
  subclasses: TeacherSubclasses | null = null,
): TeacherOutputs {
  const wantsStates = plan.loss === 'online' || comparesLastStates(plan.loss) || subclasses !== null;
  const wantsLayers = plan.layerMatching !== null && plan.layerMatching.layers.length > 0;
  const wantsLogits = readsTeacher(plan);
  const reuse = wantsLogits && !wantsStates && !wantsLayers ? known : null;
  if (known && !reuse) known.dispose();
  return tidy(() => {
    const earlyExitLogits =
      readsEarlyExit(plan.weight) && plan.stage === 1
        ? earlyExit(requireTeacher(teacher), sequences, promptLength)
        : null;
    const nothing = {
      ...{ teacherLogits: null, teacherStates: null, earlyExitLogits, teacherLayers: null },
      subclassLogits: null,
    };
    if (reuse) return { ...nothing, teacherLogits: reuse };
    if (!wantsLogits) return nothing;
    if (!wantsStates && !wantsLayers) {
      return { ...nothing, teacherLogits: scoreResponses(requireTeacher(teacher), sequences, promptLength) };
    }
    const { shape, weights } = requireTeacher(teacher);
    const blocks: BlockStates[] = [];
    const states = responseStates(shape, weights, sequences, promptLength, blocks);
    const teacherLogits = logits(weights, states) as tf.Tensor3D;
    return {
      ...nothing,
      teacherLogits,
      teacherStates: wantsStates ? states : null,
      subclassLogits: subclasses?.targets(teacherLogits, states) ?? null,
      teacherLayers:
        plan.layerMatching && wantsLayers
          ? matched(plan.layerMatching, blocks, shape, studentLayers, plan.loss === 'internal')
          : null,
    };
  });
}
