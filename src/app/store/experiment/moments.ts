/** Moments of the run on the page, from its recording: one under way, one that was kept and one from a file alike. */
import { positionsAt } from '../../history/positions';
import { follow, lookAt, type ShownMoment } from '../view';
import { presentRecording } from './measurements';
import { useRun } from './state';

/** The run as it was after a distillation step. */
export function momentAt(step: number): ShownMoment {
  const recording = presentRecording();
  const { loaded } = useRun.getState();
  return {
    ...recording.at(step, loaded?.vocabulary.length ?? 0),
    positions: positionsAt(recording.reports, step),
  };
}

/** Shows the run as it was after a step; follows it at the newest one. */
export function lookBack(step: number): void {
  if (step >= useRun.getState().step) follow();
  else lookAt(momentAt(step));
}
