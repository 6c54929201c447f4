/** How far a comparison is. */
import { TEST_PROMPTS } from '../../experiment/comparison';
import { estimateCost } from '../../experiment/cost';
import type { Experiment } from '../../experiment/fields';
import { type ComparedRun, isOver, nextRun } from '../../run/protocol';
import { type Group, inOrder } from './groups';

/** Floating-point operations of a run until its state of now. */
export function workDone(experiment: Experiment, run: ComparedRun): number {
  const { flopsPerStep, flopsPerForward, flopsPerSftStep } = estimateCost(experiment);
  const warmUp = experiment.sftSteps * flopsPerSftStep;
  switch (run.stage) {
    case 'preparing':
      return 0;
    case 'sft':
      return run.done * flopsPerSftStep;
    case 'training':
      return warmUp + run.done * flopsPerStep.total;
    case 'testing':
      return warmUp + experiment.steps * flopsPerStep.total + run.done * flopsPerForward;
    default:
      return run.stage satisfies never;
  }
}

/** Work of a whole run, with its scores on test prompts. */
export function workOf(experiment: Experiment): number {
  const { flopsPerStep, flopsPerForward, flopsPerSftStep } = estimateCost(experiment);
  return (
    experiment.sftSteps * flopsPerSftStep +
    experiment.steps * flopsPerStep.total +
    TEST_PROMPTS * flopsPerForward
  );
}

export interface Overall {
  /** 0 to 1, by work; what was left out is not done. */
  readonly fraction: number;
  /** Place of the current or next run, from 1. */
  readonly at: number;
  readonly total: number;
  /** Runs with results. */
  readonly done: number;
  readonly excluded: number;
  /** Seconds still to go, from the wall time of the runs that are over; null before the first. */
  readonly secondsLeft: number | null;
}

export function overallOf(groups: readonly Group[]): Overall {
  const runs = inOrder(groups).map(({ one }) => one);
  const next = nextRun(runs.map(({ run }) => run));
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const excluded = runs.filter(({ run }) => run.state === 'cancelled');
  const counted = runs.filter(({ run }) => run.state !== 'cancelled');
  const done = sum(
    counted.map(({ planned: { experiment }, run }) =>
      isOver(run) ? workOf(experiment) : Math.min(workOf(experiment), workDone(experiment, run)),
    ),
  );
  const workIn = (some: typeof runs): number => sum(some.map(({ planned }) => workOf(planned.experiment)));
  const whole = workIn(runs);
  const timed = runs.filter(({ run }) => run.result !== null);
  const seconds = sum(timed.map(({ run }) => run.result?.seconds ?? 0));
  const timedWork = workIn(timed);
  return {
    fraction: whole > 0 ? done / whole : 0,
    at: next < 0 ? runs.length : next + 1,
    total: runs.length,
    done: timed.length,
    excluded: excluded.length,
    secondsLeft: timedWork > 0 ? (seconds / timedWork) * (workIn(counted) - done) : null,
  };
}
