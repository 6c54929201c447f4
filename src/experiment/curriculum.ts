/** What a curriculum asks of the teacher before a run: text on prompts, and how likely it finds the pairs of the data. */
import type { Experiment } from './fields';
import { compositionOf, dataStage, sourceOf } from './methods';

/** Steps of the first of two stages. */
export const firstStageSteps = ({
  stageFraction,
  steps,
}: Pick<Experiment, 'stageFraction' | 'steps'>): number => Math.round(stageFraction * steps);

/** Fresh prompts at most: as many as there are training prompts by default. */
const MOST_FRESH = 20_000;

/** Fresh prompts that the teacher answers, each for one row of one step; 0 where its text is on the training prompts, or there is none. */
export function freshPrompts(experiment: Experiment): number {
  const { sampler, schedule } = compositionOf(experiment);
  if (sampler !== 'textbook') return 0;
  const { batchSize, steps } = experiment;
  const first = firstStageSteps(experiment);
  const stage = dataStage(schedule);
  return Math.min(MOST_FRESH, batchSize * (stage === 2 ? first : stage === 1 ? steps - first : steps));
}

/** Pairs of the data that the teacher judges, so that the share which is kept fills the last stage; 0 where all are kept. */
export function judgedPairs(experiment: Experiment): number {
  const { batchSize, exerciseShare, steps, trainSize } = experiment;
  if (compositionOf(experiment).schedule !== 'exercises-last' || exerciseShare === 1) return 0;
  const rows = batchSize * (steps - firstStageSteps(experiment));
  return Math.min(trainSize, Math.ceil(rows / exerciseShare));
}

/** Sequences that the teacher answers or scores before the run. */
export function preparedSequences(experiment: Experiment): number {
  const { batchSize, steps, trainSize } = experiment;
  const known =
    sourceOf(experiment) === 'teacher-text' && compositionOf(experiment).sampler !== 'textbook'
      ? Math.min(trainSize, steps * batchSize)
      : freshPrompts(experiment);
  return known + judgedPairs(experiment);
}
