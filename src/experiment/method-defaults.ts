/**
 * Defaults of a method where they are not those of FIELDS: what its paper or its authors' code publishes. docs/methods.md
 * names the sources. Pure data.
 */
import { DEFAULT_EXPERIMENT, type Experiment, FIELD_NAMES } from './fields';
import type { MethodName } from './methods';

const METHOD_DEFAULTS: Readonly<Partial<Record<MethodName, Partial<Experiment>>>> = {
  /** λ = 0.5 and JSD with β = 0.5, as in TRL's GKDConfig. */
  gkd: { divergence: 'jsd' },
  /** β_t = 200^(−t/T): the data's share falls from 1 to 1/200. */
  imitkd: { mixture: 0, mixtureFinal: 0.995 },
  /** The teacher's top 5; a rejected token counts 0.01. */
  selectkd: { topK: 5, rejectedWeight: 0.01 },
  /** A fifth of the steps. */
  'rdd-labels': { stageFraction: 0.2 },
  /** Hinton's KD beside the hint; measured on pictures (ours). */
  fitnet: { lossTemperature: 4, softTargetWeight: 0.9 },
  /** Weights for encoders of pictures (ours): those of the papers are for convolutions. */
  'attention-transfer': { auxiliaryWeight: 200, softTargetWeight: 0 },
  fsp: { auxiliaryWeight: 50, softTargetWeight: 0 },
  'similarity-preserving': { auxiliaryWeight: 300, softTargetWeight: 0 },
  rkd: { auxiliaryWeight: 0.2, softTargetWeight: 0 },
  /** T of the authors' code, and weights that are in its proportions there: CE 1, soft targets 4, boundary 2 (see docs/methods.md). */
  bss: { lossTemperature: 3, softTargetWeight: 0.31, auxiliaryWeight: 0.15 },
  /** T of the paper. */
  one: { lossTemperature: 3 },
  /** Half of the tokens. */
  tip: { keepFraction: 0.5 },
  /** Ours: as much again upsets the teacher. */
  ikd: { feedbackWeight: 0.3 },
  /** Ours. */
  'lw-kd': { lossTemperature: 4, auxiliaryWeight: 0.1 },
  /**
   * Clipping and decay of the authors' code; a batch must hold as many views as there are prototypes. Centring alone collapses here, so
   * Sinkhorn–Knopp and KoLeo (DINOv2) are the defaults.
   */
  dino: {
    ...{ batchSize: 64, learningRate: 2e-3, weightDecay: 0.04, clipNorm: 3 },
    ...{ prototypeCentring: 'sinkhorn-knopp', koleoWeight: 0.1 },
  },
  /** As DINOv2 distils: patches, too. */
  'dino-distil': {
    ...{ batchSize: 64, learningRate: 2e-3, weightDecay: 0.04, clipNorm: 3 },
    ...{ prototypeCentring: 'sinkhorn-knopp', koleoWeight: 0.1, maskedPatchWeight: 1 },
  },
  /** A cut is what makes one's own text differ from oneself; 0.8 is ours. */
  ssd: { studentTopP: 0.8 },
};

/** The default experiment of a method. */
export const defaultsOf = (method: MethodName): Experiment => ({
  ...DEFAULT_EXPERIMENT,
  ...METHOD_DEFAULTS[method],
  method,
});

/**
 * The same experiment with another method. Settings that are at the default of the method before become those of the new
 * one; settings that were changed stay.
 */
export function withMethod(experiment: Experiment, method: MethodName): Experiment {
  const [before, after] = [defaultsOf(experiment.method), defaultsOf(method)];
  const moved = FIELD_NAMES.filter(
    (name) => !Object.is(before[name], after[name]) && Object.is(experiment[name], before[name]),
  ).map((name) => [name, after[name]]);
  return { ...experiment, ...Object.fromEntries(moved), method };
}
