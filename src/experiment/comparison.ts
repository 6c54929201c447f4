/**
 * A comparison: one experiment with one setting varied, every value with the same seeds and the same budget. Pure data, as
 * an experiment is; `planOf` gives the runs to the page's worker and to the command-line tool.
 */
import { estimateCost, type ModelShape, passes, type TaskShape } from './cost';
import { firstStageSteps, preparedSequences } from './curriculum';
import { type Experiment, FIELD_NAMES, FIELDS, type FieldName } from './fields';
import { layerMatchingSteps } from './layer-map';
import { withMethod } from './method-defaults';
import { compositionOf, dataStage, METHOD_NAMES } from './methods';
import type { Notice } from './notices';
import { repairExperiment } from './repair';

/**
 * Quantity that is equal for every run: updates of the student, or forward passes of the teacher; see
 * `teacherForwards` and docs/compare.md.
 */
export const BUDGETS = ['updates', 'teacher-forwards'] as const;
export type Budget = (typeof BUDGETS)[number];

/**
 * Settings that compared methods start from: each from its published defaults in the settings that the base leaves at its
 * own method's defaults, or all from the settings of the base as they are.
 */
export const METHOD_SETTINGS = ['published', 'same'] as const;

export interface Comparison {
  /** Everything that the runs have in common. Its own value of the varied setting plays no part. */
  readonly base: Experiment;
  readonly vary: FieldName;
  /** Different from each other, 2 to 8. */
  readonly values: readonly (string | number)[];
  /** Runs of each value, 1 to 5, with the seeds from `base.seed` on. */
  readonly seeds: number;
  readonly budget: Budget;
  /** Plays no part where another setting than the method varies. */
  readonly methodSettings: (typeof METHOD_SETTINGS)[number];
}

export const COMPARISON_LIMITS = { fewestValues: 2, mostValues: 8, mostSeeds: 5 } as const;

/** Every finished student is scored on the first so many test prompts, or all where there are fewer. */
export const TEST_PROMPTS = 1000;

/**
 * Scores on another task or on other prompts could not be laid side by side; seeds and steps are a comparison's own; a map of
 * layers means something only to one depth.
 */
const FIXED: ReadonlySet<FieldName> = new Set([
  'seed',
  'task',
  'ownData',
  'steps',
  'evaluateEvery',
  'evaluatePrompts',
  'layerMap',
]);

/** The settings that can be varied. */
export const VARIABLE_FIELDS = FIELD_NAMES.filter((name) => !FIXED.has(name));

export interface PlannedRun {
  readonly experiment: Experiment;
  /** The varied setting, as the comparison names it. */
  readonly value: string | number;
  /** Teacher forwards of the whole run, unless it ends early. */
  readonly teacherForwards: number;
  /** Settings changed so that the value can run, for example a smaller batch. */
  readonly notices: readonly Notice[];
}

const SEEDS = 2 ** 32;

/**
 * The runs of a comparison. One seed after the other, so that early results are about all values: run `i` has value
 * `i % values.length`.
 */
export function planOf(comparison: Comparison): readonly PlannedRun[] {
  const { base, values, seeds, budget } = comparison;
  const affordable = base.steps * base.batchSize;
  return Array.from({ length: seeds }, (_, seed) =>
    values.map((value): PlannedRun => {
      const wanted = { ...withValue(comparison, value), seed: (base.seed + seed) % SEEDS };
      const { experiment: repaired, notices } = repairExperiment(wanted);
      const experiment =
        budget === 'updates' ? repaired : { ...repaired, steps: stepsFor(repaired, affordable) };
      return { experiment, value, teacherForwards: teacherForwards(experiment), notices };
    }),
  ).flat();
}

/** The base with a value of the varied setting. */
function withValue({ base, vary, methodSettings }: Comparison, value: string | number): Experiment {
  // A student that begins as the teacher has no model of its own to vary.
  if (vary === 'ownStudent') return { ...base, start: 'random', ownStudent: Number(value) };
  const method = METHOD_NAMES.find((name) => vary === 'method' && name === value);
  return method && methodSettings === 'published' ? withMethod(base, method) : { ...base, [vary]: value };
}

/** The experiments of `planOf`. */
export const runsOf = (comparison: Comparison): readonly Experiment[] =>
  planOf(comparison).map(({ experiment }) => experiment);

/**
 * Forward passes of the teacher over whole sequences (prompt and response), in one go or token by token with a cache:
 * counted by rule, not measured. In a step, for each sequence of the batch, 1 where the teacher takes part in writing it
 * (SKD: every token that it checks or replaces) and 1 where the loss reads its distributions and they are not known from
 * that; see `passes`. Before the run, 1 for each prompt that it answers in advance (SeqKD) and each pair that it judges (phi). Drafts that a block
 * of γ > 1 discards are not counted, neither are evaluations.
 *
 * @param steps done, by default all of the experiment
 */
export function teacherForwards(experiment: Experiment, steps: number = experiment.steps): number {
  const { batchSize } = experiment;
  const staged = dataStage(compositionOf(experiment).schedule) !== null;
  const ofStage = staged ? firstStageSteps(experiment) : layerMatchingSteps(experiment);
  const first = Math.min(steps, ofStage);
  const inSteps =
    batchSize * (first * passes(experiment, 1).teacher + (steps - first) * passes(experiment, 2).teacher);
  return inSteps + preparedSequences({ ...experiment, steps });
}

/**
 * The most steps with at most so many teacher forwards. Methods that never use them up, because they ask the teacher
 * before the run or not at all, keep the steps they have.
 */
function stepsFor(experiment: Experiment, affordable: number): number {
  const cost = (steps: number): number => teacherForwards({ ...experiment, steps });
  let enough: number = FIELDS.steps.min;
  let tooMany: number = FIELDS.steps.max + 1;
  if (cost(FIELDS.steps.max) <= affordable) return experiment.steps;
  while (tooMany - enough > 1) {
    const middle = Math.floor((enough + tooMany) / 2);
    if (cost(middle) <= affordable) enough = middle;
    else tooMany = middle;
  }
  return enough;
}

export interface ComparisonCost {
  readonly runs: number;
  /** Sums over all runs. */
  readonly updates: number;
  readonly teacherForwards: number;
  /** Floating-point operations, the scores on test prompts included. */
  readonly totalFlops: number;
  /** Memory of the largest run. */
  readonly bytes: number;
}

/**
 * Estimated cost of all runs together, as from `estimateCost`.
 *
 * @param shape the task's, by default that of the base's task
 * @param teacher its shape, by default that of the shipped ones
 */
export function estimateComparison(
  comparison: Comparison,
  shape?: TaskShape,
  teacher?: ModelShape,
): ComparisonCost {
  const plan = planOf(comparison);
  const costs = plan.map(({ experiment }) => {
    const cost = estimateCost(experiment, shape, teacher);
    const tested = TEST_PROMPTS * cost.flopsPerForward;
    return { flops: cost.totalFlops + tested, bytes: cost.bytes };
  });
  const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  return {
    runs: plan.length,
    updates: total(plan.map(({ experiment }) => experiment.steps)),
    teacherForwards: total(plan.map((run) => run.teacherForwards)),
    totalFlops: total(costs.map(({ flops }) => flops)),
    bytes: Math.max(...costs.map(({ bytes }) => bytes)),
  };
}
