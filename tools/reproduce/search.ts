/**
 * The search that chose the first screen's experiment: candidates of about equal arithmetic, compared on validation prompts.
 *
 * Wanted: a student that starts with random weights, is rarely accepted at first (under 0.2), and answers most held-out
 * prompts exactly at the end, soon enough to be watched on a processor. So K, which decides how often it is accepted, stays
 * small, and the candidates differ in how they learn.
 */
import { estimateCost } from '../../src/experiment/cost';
import { DEFAULT_EXPERIMENT, type Experiment } from '../../src/experiment/fields';
import { DEFAULTS_OF_VERSION_2 } from '../../src/experiment/versions';

export interface Candidate {
  /** The changes to the first candidate, in words. */
  readonly title: string;
  readonly experiment: Experiment & { readonly task: 'translation' };
}

const FIRST: Candidate['experiment'] = {
  ...DEFAULTS_OF_VERSION_2,
  task: 'translation',
  trainSize: 20_000,
  steps: 800,
  evaluateEvery: 100,
};

/** Steps are a multiple of this. */
const STEPS = 50;

/** As many steps as cost what the first candidate's cost. */
function candidate(title: string, changes: Partial<Experiment>): Candidate {
  const experiment = { ...FIRST, ...changes, task: FIRST.task };
  const share = estimateCost(FIRST).flopsPerStep.total / estimateCost(experiment).flopsPerStep.total;
  return { title, experiment: { ...experiment, steps: STEPS * Math.round((FIRST.steps * share) / STEPS) } };
}

/** The winner with a quarter fewer steps. */
const SHORTER: Candidate = {
  title: 'batch 8, rate 0.003, shorter',
  experiment: { ...FIRST, batchSize: 8, learningRate: 3e-3, steps: 1_200, evaluateEvery: 50 },
};

/** Run with seed 1. */
export const CANDIDATES: readonly Candidate[] = [
  candidate('rate 0.004, width 48, batch 16', {}),
  candidate('rate 0.006', { learningRate: 6e-3 }),
  candidate('width 64', { studentWidth: 64 }),
  candidate('batch 32, rate 0.006', { batchSize: 32, learningRate: 6e-3 }),
  candidate('batch 8, rate 0.003', { batchSize: 8, learningRate: 3e-3 }),
  SHORTER,
];

/** The first screen's experiment, the winner. */
export const CHOSEN: Candidate['experiment'] = { ...DEFAULT_EXPERIMENT, task: 'translation' };

/** Seeds of the winner. */
export const FINAL_SEEDS = [1, 2, 3] as const;

/** Everything that the search runs. */
export const SEARCHED: readonly Candidate['experiment'][] = [
  ...CANDIDATES.map(({ experiment }) => experiment),
  ...FINAL_SEEDS.map((seed) => ({ ...CHOSEN, seed })),
];
