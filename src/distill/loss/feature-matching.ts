/** Losses on the hidden states of matched layers, over prompt and response or over all patches. */
import { linear } from '../../ops/linear';
import { normalise } from '../../ops/normalise';
import * as tf from '../../ops/tf';
import { type LossInputs, required, type Term } from './inputs';
import { comparedRows } from './layer-matching';
import { maskedMean } from './token-losses';

/**
 * mean_d (W·n(h_S) − n(h_T))², averaged over the tokens that count: the hint of FitNets (Romero et al. 2015, arXiv 1412.6550) on
 * states under layer normalisation n, so that the two models' scales do not matter (ours).
 * @param teacher [batch, length, teacherWidth]
 * @param student [batch, length, width]
 * @param map W [width, teacherWidth], learned; null where the widths are the same
 * @param rows [batch, length] of 0 and 1
 */
export function hintDistance(
  teacher: tf.Tensor3D,
  student: tf.Tensor3D,
  map: tf.Tensor2D | null,
  rows: tf.Tensor2D,
): tf.Scalar {
  const own = normalise(student);
  const gaps = tf.sub(map ? linear(own, map) : own, normalise(teacher));
  return maskedMean(tf.mean(tf.square(gaps), -1), rows);
}

/** A term for the layer that is given a hint. */
export function hintTerms({ experiment, mask, teacherOutputs, ...inputs }: LossInputs): readonly Term[] {
  const { blocks, causal, projections } = required(inputs.inside);
  return (teacherOutputs.teacherLayers ?? []).map(({ layer, states }): Term => {
    const own = required(blocks[layer]?.output ?? null);
    return {
      name: `hidden-${layer + 1}`,
      value: hintDistance(
        states,
        own,
        projections.get(layer) ?? null,
        comparedRows(mask, own.shape[1], causal),
      ),
      coefficient: experiment.auxiliaryWeight,
    };
  });
}
