/**
 * The table of methods. A method is a choice of where sequences come from; what is minimised on them is the
 * experiment's divergence in each of these three.
 */
import type { Experiment } from '../experiment/fields';

export type SamplerKind =
  /** The student proposes, the teacher replaces what it ranks K-th or lower: SKD. */
  | 'interleaved'
  /** The student alone: on-policy KD. */
  | 'student'
  /** The data set's own responses: Supervised KD. */
  | 'dataset';

export interface Method {
  readonly sampler: SamplerKind;
}

export const METHODS: Readonly<Record<Experiment['method'], Method>> = {
  /** Speculative KD (arXiv 2410.11325). */
  skd: { sampler: 'interleaved' },
  /** Soft targets on the data (Sanh et al. 2019, arXiv 1910.01108, and the SKD paper's baseline). */
  'supervised-kd': { sampler: 'dataset' },
  /** GKD with λ = 1 (arXiv 2306.13649). */
  'on-policy-kd': { sampler: 'student' },
};
