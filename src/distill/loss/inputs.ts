import type { Experiment } from '../../experiment/fields';
import { comparesLastStates, type LossTermName, movesPictures, type Source } from '../../experiment/methods';
import type * as tf from '../../ops/tf';
import { upload } from '../../ops/upload';
import type { BoundaryPictures } from '../adversarial/boundary';
import type { GradientGap } from '../adversarial/gradient-gap';
import type { Plan } from '../schedule/plan';
import type { TeacherOutputs } from '../teacher-forward';
import type { StudentInside } from '../trainer';
import type { Discriminator } from './discriminator';

/** Inputs of losses and token weights. */
export interface LossInputs {
  readonly plan: Plan;
  readonly experiment: Experiment;
  /** int32 [batch, responseLength]. */
  readonly responses: tf.Tensor2D;
  /** [batch, responseLength] of 0 and 1. */
  readonly mask: tf.Tensor2D;
  /** [batch, 1]: 1 on the rows whose response is to be learned from, 0 on the others. Absent where all are. */
  readonly labelled?: tf.Tensor2D;
  /** [batch, responseLength, vocabulary]. */
  readonly studentLogits: tf.Tensor3D;
  /** Of the student's head; see `LossFunction`. */
  readonly scores: tf.Tensor3D;
  /** Null where the loss reads logits only; see `readsInside`. */
  readonly inside: StudentInside | null;
  readonly promptLength: number;
  readonly teacherOutputs: TeacherOutputs;
  /** Null where the loss compares no gradients with respect to pixels. */
  readonly gradientGap: GradientGap | null;
  /** Null where the loss reads none, or weighs them 0. */
  readonly boundary: BoundaryPictures | null;
  /** Absent where the loss has none to pass for the teacher before. */
  readonly discriminator?: Discriminator;
  /** Who wrote each row. */
  readonly sources: readonly Source[];
}

/** Whether the student wrote the whole row, now or in an earlier step. */
export const ownText = (source: Source): boolean => source === 'student' || source === 'replay';

/** 1 on the rows of some sources, 0 on the others [batch, 1]. */
export const rowsWhere = (sources: readonly Source[], holds: (source: Source) => boolean): tf.Tensor2D =>
  upload(
    Float32Array.from(sources, (source) => Number(holds(source))),
    [sources.length, 1],
  );

type TermName = Exclude<LossTermName, 'meanTokenWeight' | 'validation'>;

/** One summand of a loss at a token. */
export interface TokenTerm {
  readonly name: TermName;
  /** [batch, responseLength]. */
  readonly perToken: tf.Tensor2D;
  /** A number, or one for each token; no gradient flows into it. */
  readonly coefficient: number | tf.Tensor2D;
}

/** A summand that is no mean over response tokens, and that token weights leave alone. */
export interface WholeTerm {
  readonly name: TermName;
  readonly value: tf.Scalar;
  readonly coefficient: number;
}

export type Term = TokenTerm | WholeTerm;

/** Whether the loss of a plan reads more of the student than its logits. */
export const readsInside = ({ loss, layerMatching }: Plan): boolean =>
  comparesLastStates(loss) || movesPictures(loss) || layerMatching !== null;

/**
 * An output of the teacher or of the student's layers that the plan has asked for.
 * @throws Error when it was not collected
 */
export function required<T>(value: T | null): T {
  if (value === null) throw new Error('the loss needs an output that was not collected');
  return value;
}

/** Step-scoped scalar. For values that change every step; `constant()` would cache one tensor per value. */
export const scalarOf = (value: number): tf.Scalar => upload(Float32Array.of(value), []);
