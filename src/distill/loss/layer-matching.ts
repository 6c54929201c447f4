/** Distillation from internal representations (Aguilar et al. 2020, arXiv 1910.03723): attention and hidden states by layer. */
import { ofResponse } from '../../model/forward';
import { attentionMap } from '../../ops/attention-map';
import { cachedTensor, constant } from '../../ops/constant';
import { cosineDistance } from '../../ops/cosine';
import { linear } from '../../ops/linear';
import * as tf from '../../ops/tf';
import { type LossInputs, required, type Term } from './inputs';
import { weightedSum } from './token-losses';

/** Below the smallest attention that float32 separates from 0; log(0) would make 0·log(0) NaN. */
const LEAST = 1e-30;

/**
 * The rows of attention that are compared: 1 where a token is read that has a choice where to look and predicts something of
 * the sequence. Under the causal mask row 0 has itself alone to attend to; what comes after the response's end predicts nothing.
 * @param mask [batch, responseLength] of 0 and 1
 * @param length positions that attend
 * @returns [batch, length]
 */
export function comparedRows(mask: tf.Tensor2D, length: number, causal: boolean): tf.Tensor2D {
  const [batch, responseLength] = mask.shape;
  const before = length - responseLength;
  const first = causal ? 0 : 1;
  const prompt = cachedTensor(`rows ${batch} ${before} ${first}`, () =>
    tf.tensor2d(
      Array.from({ length: batch }, () => Array.from({ length: before }, (_, i) => (i === 0 ? first : 1))),
      [batch, before],
    ),
  );
  return tf.concat2d([prompt, mask], 1);
}

/**
 * (1/(H·N))·Σ_h Σ_i Σ_j A^T_hij·log(A^T_hij/A^S_hij) over H heads and the N rows i that count: the mean KL divergence of the
 * student's attention from the teacher's. With unequal numbers of heads the maps are averaged over heads first.
 * @param teacher [batch, heads, length, length]
 * @param student the same, perhaps with another number of heads
 * @param rows [batch, length] of 0 and 1
 */
export function attentionDivergence(
  teacher: tf.Tensor4D,
  student: tf.Tensor4D,
  rows: tf.Tensor2D,
): tf.Scalar {
  const same = teacher.shape[1] === student.shape[1];
  const [p, q] = same ? [teacher, student] : [tf.mean(teacher, 1, true), tf.mean(student, 1, true)];
  const [batch, heads, length] = p.shape as tf.Tensor4D['shape'];
  const shares = tf.div(rows, tf.mul(tf.sum(rows), constant(heads)));
  const log = (map: tf.Tensor): tf.Tensor => tf.log(tf.maximum(map, constant(LEAST)));
  const weights = tf.mul(p, tf.reshape(shares, [batch, 1, length, 1]));
  return weightedSum(tf.sub(log(p), log(q)), weights);
}

/** Two terms for each layer of the plan: attention, over prompt and response, and hidden states where they predict the response. */
export function layerMatchingTerms(inputs: LossInputs): readonly Term[] {
  const { plan, experiment, mask, teacherOutputs } = inputs;
  if (!plan.layerMatching || plan.layerMatching.layers.length === 0) return [];
  const inside = required(inputs.inside);
  return required(teacherOutputs.teacherLayers).flatMap(({ layer, attention, states }): Term[] => {
    const block = inside.blocks[layer];
    if (!block) throw new Error(`the student has no layer ${layer + 1}`);
    const rows = comparedRows(mask, block.output.shape[1], inside.causal);
    const own = ofResponse(block.output, mask.shape[1]);
    const projection = inside.projections.get(layer);
    return [
      {
        name: `attention-${layer + 1}`,
        value: attentionDivergence(
          required(attention),
          attentionMap(block.qkv, inside.heads, inside.causal),
          rows,
        ),
        coefficient: experiment.attentionWeight,
      },
      {
        name: `hidden-${layer + 1}`,
        perToken: cosineDistance(
          projection ? (linear(own, projection) as tf.Tensor3D) : own,
          ofResponse(states, mask.shape[1]),
        ),
        coefficient: experiment.hiddenWeight,
      },
    ];
  });
}
