/** Moments of the run and of the worker at which other stores let go of what they hold. */
import type { Experiment } from '../../../experiment/fields';
import type { Failure, FailureCode } from '../../../run/protocol';
import { useRun } from './state';

/** With these failures the worker is gone, and every answer that it owed. */
const LOST: ReadonlySet<FailureCode> = new Set(['worker-crashed', 'device-lost', 'out-of-memory']);

/** Calls `react` each time the worker is lost. */
export function onWorkerLost(react: (failure: Failure) => void): void {
  useRun.subscribe(({ failure }, before) => {
    if (failure && failure !== before.failure && LOST.has(failure.code)) react(failure);
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
