/** A method's plan for one step: its composition, with all scheduled quantities filled in. */
import { firstStageSteps } from '../../experiment/curriculum';
import type { Experiment } from '../../experiment/fields';
import { type LayerMatching, layerMatchingAt, layerMatchingSteps } from '../../experiment/layer-map';
import type { Acceptance } from '../../experiment/methods';
import {
  type Composition,
  compositionOf,
  dataStage,
  type LossName,
  type MethodSchedule,
  SAMPLERS,
  type Source,
  type WeightName,
} from '../../experiment/methods';
import type { Divergence } from '../../ops/divergence';
import { initialState, type ScheduleState } from './adaptive';

export interface Plan {
  readonly source: Source;
  /** Probability of each sequence to come from `source`; else it is the data set's. */
  readonly lambda: number;
  readonly loss: LossName;
  readonly divergence: Divergence;
  readonly weight: WeightName;
  /** 1 in the first of two stages, else 2. */
  readonly stage: 1 | 2;
  readonly acceptance: Acceptance;
  /** K, whether or not the rule is top-K. */
  readonly topK: number;
  readonly lossTemperature: number;
  /** The loss temperature is another one in each step: kernels with constants in them must not hold it. */
  readonly temperatureMoves: boolean;
  /** Fraction of the tokens that a hard-token filter keeps. */
  readonly keep: number;
  /** a of Hinton's loss (1 − a)·CE + a·T²·KL. */
  readonly softTargetWeight: number;
  /** Weight of the terms beside cross-entropy and soft targets. */
  readonly auxiliaryWeight: number;
  /** Which inner states are compared; null for losses that compare none. */
  readonly layerMatching: LayerMatching | null;
  /** Probability that a full replay buffer still gets new sequences: 1 at the start, towards 0 at the end. */
  readonly refreshProbability: number;
}

/** The share of a run in which the weight of added terms grows from 0, linearly, where it does. */
const WARM_UP_FRACTION = 0.5;

/** What is left of the soft targets' weight at the end where it decays, linearly, and when the weight of added terms is 0 there. */
const SOFT_TARGETS_LEFT = 1 / 3;
const DECAY_FRACTION = 0.75;

/** A share this small counts as none: an exponential decay never reaches 0. */
const SMALLEST_SHARE = 1e-3;

/** Exponential decay between two shares, as that of β in ImitKD (arXiv 2009.07253). */
function decayed(from: number, to: number, progress: number): number {
  if (from === to) return from;
  const [first, last] = [Math.max(from, SMALLEST_SHARE), Math.max(to, SMALLEST_SHARE)];
  return first * (last / first) ** progress;
}

/** The rule that proposals are verified by. */
export function acceptanceOf(
  settings: Pick<Experiment, 'acceptance' | 'topK' | 'acceptanceTopP'>,
): Acceptance {
  return settings.acceptance === 'top-k'
    ? { rule: 'top-k', topK: settings.topK }
    : { rule: 'nucleus', topP: settings.acceptanceTopP };
}

/** The divergence that the method prescribes, else the one that was chosen. */
export function divergenceOf(
  { divergence }: Pick<Composition, 'divergence'>,
  experiment: Pick<
    Experiment,
    | 'divergence'
    | 'jsdBeta'
    | 'skewAlpha'
    | 'abAlpha'
    | 'abBeta'
    | 'assistantAlpha'
    | 'targetStart'
    | 'vetoStrength'
  >,
): Divergence {
  const kind = divergence ?? experiment.divergence;
  switch (kind) {
    case 'jsd':
      return { kind, beta: experiment.jsdBeta };
    case 'skew-forward-kl':
    case 'skew-reverse-kl':
      return { kind, alpha: experiment.skewAlpha };
    case 'forward-kl':
    case 'reverse-kl':
    case 'tvd':
    case 'todi':
      return { kind };
    case 'alpha-beta':
      return { kind, alpha: experiment.abAlpha, beta: experiment.abBeta };
    case 'alpha-mixture':
      return { kind, power: experiment.assistantAlpha, share: experiment.skewAlpha };
    case 'taid':
      return { kind, share: experiment.targetStart };
    case 'veto':
      return { kind, strength: experiment.vetoStrength };
    default:
      return kind satisfies never;
  }
}

/** The divergence where its schedule has moved it: TAID's target at least linearly to the teacher, Veto's β linearly to 0. */
function moved(
  which: Divergence,
  schedule: MethodSchedule,
  progress: number,
  { lambda }: ScheduleState,
): Divergence {
  if (which.kind === 'taid' && schedule === 'adaptive-target') {
    return { ...which, share: which.share + (1 - which.share) * Math.max(progress, lambda) };
  }
  if (which.kind === 'veto' && schedule === 'anneal-veto') {
    return { ...which, strength: which.strength * (1 - progress) };
  }
  return which;
}

/** The weights of soft targets and of added terms where their schedule has moved them. */
function movedWeights(
  { softTargetWeight, auxiliaryWeight }: Experiment,
  schedule: MethodSchedule,
  progress: number,
): Pick<Plan, 'softTargetWeight' | 'auxiliaryWeight'> {
  switch (schedule) {
    case 'auxiliary-warm-up':
      return {
        softTargetWeight,
        auxiliaryWeight: auxiliaryWeight * Math.min(1, progress / WARM_UP_FRACTION),
      };
    case 'soft-target-decay':
      return {
        softTargetWeight: softTargetWeight * (1 - (1 - SOFT_TARGETS_LEFT) * progress),
        auxiliaryWeight: auxiliaryWeight * Math.max(0, 1 - progress / DECAY_FRACTION),
      };
    default:
      return { softTargetWeight, auxiliaryWeight };
  }
}

/** How much of a run lies before a step: 0 in the first, 1 in the last. */
export const progressAt = (step: number, steps: number): number =>
  Math.min(1, (step - 1) / Math.max(1, steps - 1));

/**
 * @param step 1-based
 * @param state what the reports so far have moved; without it, as at the start
 */
export function planAt(
  experiment: Experiment,
  step: number,
  state: ScheduleState = initialState(experiment),
): Plan {
  const composition = compositionOf(experiment);
  const { sampler, loss, weight, schedule } = composition;
  const { source, mixed } = SAMPLERS[sampler];
  const { steps, mixture, mixtureFinal, acceptance, acceptanceTopP } = experiment;
  const progress = progressAt(step, steps);
  const between = (from: number, to: number): number => from + (to - from) * progress;
  const onData = dataStage(schedule);
  const stage = onData !== null && step <= firstStageSteps(experiment) ? 1 : 2;
  const lambda =
    schedule === 'adaptive-mixture'
      ? state.lambda
      : schedule === 'anneal-mixture'
        ? between(mixture, mixtureFinal)
        : schedule === 'decay-data'
          ? 1 - decayed(1 - mixture, 1 - mixtureFinal, progress)
          : mixture;
  const topK =
    schedule === 'anneal-k' ? Math.round(between(experiment.topK, experiment.topKFinal)) : experiment.topK;
  const temperatureMoves = schedule === 'anneal-temperature';
  return {
    source,
    lambda: stage === onData ? 0 : mixed ? lambda : 1,
    loss,
    divergence: moved(divergenceOf(composition, experiment), schedule, progress, state),
    weight,
    stage,
    acceptance: acceptanceOf({ acceptance, topK, acceptanceTopP }),
    topK,
    lossTemperature: temperatureMoves
      ? between(experiment.lossTemperature, experiment.lossTemperatureFinal)
      : experiment.lossTemperature,
    temperatureMoves,
    keep: schedule === 'adaptive-focus' ? state.keep : experiment.keepFraction,
    ...movedWeights(experiment, schedule, progress),
    layerMatching: layerMatchingAt(composition, experiment, step),
    refreshProbability: 1 - (step - 1) / steps,
  };
}

/**
 * Plans that between them need every program that the steps of a run need: of its stages, a mixture with
 * rows of both kinds, and for text that is not there yet the data, which takes the same programs.
 */
export function plansAhead(experiment: Experiment): Plan[] {
  const { sampler, schedule } = compositionOf(experiment);
  const { mixed, source } = SAMPLERS[sampler];
  // The last layer's turn has all layers in it where they are stacked.
  const inner = layerMatchingSteps(experiment);
  const steps =
    dataStage(schedule) !== null ? [1, experiment.steps] : inner > 0 ? [inner, experiment.steps] : [1];
  return steps.map((step) => {
    const plan = planAt(experiment, step);
    return {
      ...plan,
      source: source === 'teacher-text' ? 'dataset' : source,
      lambda: mixed ? 0.5 : plan.lambda,
    };
  });
}
