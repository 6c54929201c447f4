/**
 * Which experiments are the same under different names: GKD with λ = 1 and on-policy KD, SKD whose K accepts everything and
 * on-policy KD, two values that a task clamps to one. Equal ones train the same student from the same random numbers.
 */
import type { PlannedRun } from './comparison';
import { TASK_SHAPES } from './cost';
import { DEFAULT_EXPERIMENT, type Experiment, FIELD_NAMES, type FieldName } from './fields';
import {
  type Composition,
  compositionOf,
  dataStage,
  hasAddedTerms,
  hasSoftTargets,
  type MethodSchedule,
  readsEarlyExit,
  SAMPLERS,
  type SamplerName,
  type Source,
} from './methods';
import { asksForTeacher, hasGivenShape, matters } from './relevance';

/** Chosen together with another setting, and so not among those that `matters` knows. */
const IDENTITIES: readonly FieldName[] = ['task', 'ownData', 'start', 'ownStudent'];

/** The sampler that always draws from a source; null where there is none. */
const pureSampler = (source: Source): SamplerName | null =>
  (Object.keys(SAMPLERS) as SamplerName[]).find(
    (name) => SAMPLERS[name].source === source && !SAMPLERS[name].mixed,
  ) ?? null;

/** A schedule that moves nothing is none. */
function effectiveSchedule(
  experiment: Experiment,
  { sampler, loss, weight, schedule, divergence = experiment.divergence }: Composition,
): MethodSchedule {
  const { mixture, mixtureFinal, topK, topKFinal, lossTemperature, lossTemperatureFinal } = experiment;
  const ranked = SAMPLERS[sampler].source === 'interleaved' || weight === 'mask-rejected';
  const tempered = hasSoftTargets(loss) || ['divergence', 'internal', 'contrastive'].includes(loss);
  const compares = loss === 'divergence' || loss === 'adaptive-temperature' || loss === 'internal';
  const added = hasAddedTerms(loss) && experiment.auxiliaryWeight > 0;
  const moves: Readonly<Record<MethodSchedule, boolean>> = {
    constant: false,
    'anneal-k': ranked && experiment.acceptance === 'top-k' && topK !== topKFinal,
    'anneal-mixture': SAMPLERS[sampler].mixed && mixture !== mixtureFinal,
    'decay-data': SAMPLERS[sampler].mixed && mixture !== mixtureFinal,
    'anneal-temperature': tempered && lossTemperature !== lossTemperatureFinal,
    'two-stage': sampler !== 'dataset' || readsEarlyExit(weight),
    'exercises-last': sampler !== 'dataset' || experiment.exerciseShare < 1 || readsEarlyExit(weight),
    'adaptive-mixture': SAMPLERS[sampler].mixed,
    'adaptive-focus': weight === 'hard-tokens' || weight === 'informative-tokens',
    'adaptive-target': compares && divergence === 'taid' && experiment.targetStart < 1,
    'anneal-veto': compares && divergence === 'veto' && experiment.vetoStrength > 0,
    'progressive-layers': loss === 'internal',
    'stacked-layers': loss === 'internal',
    'auxiliary-warm-up': added,
    'soft-target-decay': added || (hasSoftTargets(loss) && experiment.softTargetWeight > 0),
  };
  return moves[schedule] ? schedule : 'constant';
}

/** A mixture of which one part never comes is the other part. */
function effectiveSampler(
  { mixture }: Experiment,
  sampler: SamplerName,
  schedule: MethodSchedule,
): SamplerName {
  const { source, mixed } = SAMPLERS[sampler];
  const fixed = schedule === 'constant' || dataStage(schedule) !== null;
  if (!mixed || !fixed || (mixture > 0 && mixture < 1)) return sampler;
  return mixture === 0 ? 'dataset' : (pureSampler(source) ?? sampler);
}

/** Proposals of which all or none are accepted are text of one model. */
function effectiveSource(
  experiment: Experiment,
  sampler: SamplerName,
  schedule: MethodSchedule,
): SamplerName {
  const { acceptance, topK } = experiment;
  if (sampler !== 'interleaved' || acceptance !== 'top-k' || schedule === 'anneal-k') return sampler;
  if (topK === 0) return 'teacher';
  return topK >= TASK_SHAPES[experiment.task].vocabulary ? 'student' : sampler;
}

/** The experiment by its parts, with every setting that changes nothing at its default. */
function canonical(experiment: Experiment): Readonly<Record<string, string | number>> {
  const composition = compositionOf(experiment);
  const schedule = effectiveSchedule(experiment, composition);
  const mixed = effectiveSampler(experiment, composition.sampler, schedule);
  const sampler = effectiveSource(experiment, mixed, schedule);
  const { vocabulary, responseLength } = TASK_SHAPES[experiment.task];
  const level = composition.weight === 'early-tokens' && experiment.earlyWeight === 0;
  const weight = level ? 'none' : composition.weight;
  const byParts: Experiment = {
    ...experiment,
    ...{ method: 'custom', sampler, loss: composition.loss, tokenWeight: weight },
    methodSchedule: effectiveSchedule(experiment, { ...composition, sampler, schedule }),
    divergence: composition.divergence ?? experiment.divergence,
    topK: Math.min(experiment.topK, vocabulary),
    responseLimit: Math.min(experiment.responseLimit, responseLength),
  };
  const taught = asksForTeacher(byParts);
  const counts = (name: FieldName): boolean =>
    name === 'teacher' || name === 'ownTeacher'
      ? taught
      : IDENTITIES.includes(name) || matters(name, byParts);
  return Object.fromEntries(
    FIELD_NAMES.map((name) => [name, counts(name) ? byParts[name] : DEFAULT_EXPERIMENT[name]]),
  );
}

/** Whether both experiments train the same student. Their measures may differ: only SKD counts acceptance. */
export function isSameExperiment(a: Experiment, b: Experiment): boolean {
  if (hasGivenShape(a) !== hasGivenShape(b)) return false;
  const [first, second] = [canonical(a), canonical(b)];
  return FIELD_NAMES.every((name) => Object.is(first[name], second[name]));
}

/** The groups of values, two or more in each, whose runs of one seed are the same experiment. */
export function sameRuns(runs: readonly PlannedRun[]): readonly (readonly PlannedRun[])[] {
  const groups: PlannedRun[][] = [];
  for (const run of runs) {
    const group = groups.find(([first]) => first && isSameExperiment(first.experiment, run.experiment));
    if (group) group.push(run);
    else groups.push([run]);
  }
  return groups.filter((group) => group.length > 1);
}
