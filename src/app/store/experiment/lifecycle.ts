/** Moments of the run and of the worker at which other stores let go of what they hold. */
import type { Experiment } from '../../../experiment/fields';
import { endsWorker, type Failure } from '../../../run/protocol';
import { useRun } from './state';

/** Calls `react` each time the worker is lost. */
export function onWorkerLost(react: (failure: Failure) => void): void {
  useRun.subscribe(({ failure }, before) => {
    if (failure && failure !== before.failure && endsWorker(failure)) react(failure);
  });
}

/** Calls `react` with each run that begins, and with null when a run is dropped. */
export function onRunReplaced(react: (running: Experiment | null) => void): void {
  useRun.subscribe((now, before) => {
    const begun = now.active && now.phase === 'probing' && (!before.active || before.phase !== 'probing');
    const dropped = before.running !== null && now.running === null;
    if (begun || dropped) react(begun ? now.running : null);
  });
}
