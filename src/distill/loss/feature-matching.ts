/** Losses on the hidden states of matched layers: hints, attention transfer, flow between layers. */
import { cachedTensor, constant } from '../../ops/constant';
import { linear } from '../../ops/linear';
import { normalise } from '../../ops/normalise';
import * as tf from '../../ops/tf';
import { atWidth } from './fixed-projection';
import { type LossInputs, required, type Term } from './inputs';
import { comparedRows } from './layer-matching';
import { maskedMean } from './token-losses';

/** Keeps what is 0 from being divided by 0. */
const EPSILON = 1e-12;

/** One layer of the student with the one that it is matched with: residual streams [batch, length, width of the model]. */
interface MatchedStates {
  /** Layer of the student, counted from 0. */
  readonly layer: number;
  readonly student: tf.Tensor3D;
  readonly teacher: tf.Tensor3D;
}

function matchedStates({ inside, teacherOutputs }: LossInputs): readonly MatchedStates[] {
  const { blocks } = required(inside);
  return (teacherOutputs.teacherLayers ?? []).map(({ layer, states }) => ({
    layer,
    student: required(blocks[layer]?.output ?? null),
    teacher: states,
  }));
}

/**
 * Tokens over which a map is compared, 1 or 0: in a decoder those of `comparedRows`, in an encoder the patches and not the class
 * token, which is no place in the picture.
 * @param mask [batch, responseLength] of 0 and 1
 * @returns [batch, length]
 */
export function mapRows(mask: tf.Tensor2D, length: number, causal: boolean): tf.Tensor2D {
  if (causal) return comparedRows(mask, length, causal);
  const [batch, responseLength] = mask.shape;
  // The class token is the only answer and stands last, or none and stands first.
  const isLast = responseLength === 1;
  return cachedTensor(`patches ${batch} ${length} ${isLast}`, () => {
    const patches = tf.ones<tf.Rank.R2>([batch, length - 1]);
    const token = tf.zeros<tf.Rank.R2>([batch, 1]);
    return tf.concat2d(isLast ? [patches, token] : [token, patches], 1);
  });
}

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
export function hintTerms(inputs: LossInputs): readonly Term[] {
  const { plan, mask } = inputs;
  const { causal, projections } = required(inputs.inside);
  return matchedStates(inputs).map(({ layer, student, teacher }): Term => {
    const rows = comparedRows(mask, student.shape[1], causal);
    return {
      name: `hidden-${layer + 1}`,
      value: hintDistance(teacher, student, projections.get(layer) ?? null, rows),
      coefficient: plan.auxiliaryWeight,
    };
  });
}

/** E_n = mean_d h_n², the energy at each token that counts, as a vector of length 1 for each sequence: [batch, length]. */
function energyMap(states: tf.Tensor3D, rows: tf.Tensor2D): tf.Tensor2D {
  const energy = tf.mul(tf.mean(tf.square(states), -1), rows);
  return tf.div(energy, tf.sqrt(tf.add(tf.sum(tf.square(energy), -1, true), constant(EPSILON))));
}

/**
 * mean_n (E_S,n − E_T,n)²: attention transfer (Zagoruyko & Komodakis 2017, arXiv 1612.03928), whose attention is where the
 * activations are large, and not a transformer's weights.
 * @param teacher [batch, length, teacherWidth]
 * @param student [batch, length, width]
 * @param rows [batch, length] of 0 and 1
 */
export function energyDistance(teacher: tf.Tensor3D, student: tf.Tensor3D, rows: tf.Tensor2D): tf.Scalar {
  return maskedMean(tf.square(tf.sub(energyMap(student, rows), energyMap(teacher, rows))), rows);
}

/** A term for each matched layer. */
export function attentionTransferTerms(inputs: LossInputs): readonly Term[] {
  const { causal } = required(inputs.inside);
  return matchedStates(inputs).map(
    ({ layer, student, teacher }): Term => ({
      name: `attention-${layer + 1}`,
      value: energyDistance(teacher, student, mapRows(inputs.mask, student.shape[1], causal)),
      coefficient: inputs.plan.auxiliaryWeight,
    }),
  );
}

/** States of two layers of one model, [batch, length, width] each. */
export type LayerPair = readonly [from: tf.Tensor3D, to: tf.Tensor3D];

/** G = (1/N)·Σ_n n(h_n) ⊗ n(h'_n) over the N tokens that count: [batch, width, width]. */
function flow([from, to]: LayerPair, rows: tf.Tensor2D, width: number): tf.Tensor3D {
  const shares = tf.expandDims(tf.div(rows, tf.sum(rows, -1, true)), -1);
  const states = (h: tf.Tensor3D): tf.Tensor3D => atWidth(normalise(h), width);
  return tf.matMul(tf.mul(states(from), shares), states(to), true) as tf.Tensor3D;
}

/**
 * mean (G_S − G_T)²: the flow of the solution procedure (Yim et al., CVPR 2017), on states under layer normalisation, the teacher's
 * at the student's width (ours).
 * @param rows [batch, length] of 0 and 1
 */
export function flowDistance(teacher: LayerPair, student: LayerPair, rows: tf.Tensor2D): tf.Scalar {
  const width = student[0].shape[2];
  return tf.mean(tf.square(tf.sub(flow(student, rows, width), flow(teacher, rows, width))));
}

/** One term: the sum over pairs of neighbouring matched layers. A single matched layer is paired with itself (ours). */
export function flowTerms(inputs: LossInputs): readonly Term[] {
  const { causal } = required(inputs.inside);
  const layers = matchedStates(inputs);
  const [first, ...rest] = layers;
  if (!first) return [];
  const rows = mapRows(inputs.mask, first.student.shape[1], causal);
  const next = rest.length > 0 ? rest : [first];
  const distances = next.map((to, i) => {
    const from = layers[i] ?? first;
    return flowDistance([from.teacher, to.teacher], [from.student, to.student], rows);
  });
  return [
    {
      name: 'features',
      value: distances.reduce((sum, distance): tf.Scalar => tf.add(sum, distance)),
      coefficient: inputs.plan.auxiliaryWeight,
    },
  ];
}
