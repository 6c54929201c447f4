/** The worker's events, turned into state: the one place where the page learns anything about a run. */
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import type { RunEvent, StepReport } from '../../run/protocol';
import { RunHistory } from '../history/history';
import { frameThrottle } from '../history/throttle';
import { type RunState, type StripSnapshot, useRun } from './run';
import { notify } from './view';

const REFRESH_MS = 100;
/** Slower than the charts: a person has to be able to read it. */
const STRIP_MS = 400;

let history = new RunHistory();
let report: StepReport | null = null;
let strip: StripSnapshot | null = null;
let pace: number | null = null;

const publish = frameThrottle(() => {
  useRun.setState((state) => ({
    history: history.snapshot(),
    report,
    pace,
    step: report?.phase === 'running' ? Math.max(state.step, report.step) : state.step,
  }));
}, REFRESH_MS);

const publishStrip = frameThrottle(() => useRun.setState({ strip }), STRIP_MS);

/** A new run begins: the old curves become the ghost behind the new ones. */
export function beginHistory(warmUpSteps: number): void {
  const old = history.snapshot();
  const worthKeeping = old.loss.length > 1;
  history = new RunHistory(warmUpSteps);
  report = null;
  strip = null;
  pace = null;
  useRun.setState((state) => ({
    history: history.snapshot(),
    previous: worthKeeping ? old : state.previous,
    report: null,
    pace: null,
    evaluation: null,
    strip: null,
  }));
}

/** Takes in one event of the worker. */
export function receive(event: RunEvent): void {
  switch (event.type) {
    case 'phase': {
      const ended = event.phase === 'finished' || event.phase === 'failed';
      useRun.setState((state) => ({
        phase: event.phase,
        step: event.step,
        total: event.total,
        progress: event.progress,
        active: state.active && !ended,
      }));
      return;
    }
    case 'backend':
      useRun.setState({ backend: event.backend });
      return;
    case 'loaded':
      useRun.setState({ loaded: event.loaded });
      return;
    case 'report':
      report = event.report;
      history.pushReport(event.report);
      if (report.phase === 'running') {
        pace = pace === null ? report.milliseconds : 0.9 * pace + 0.1 * report.milliseconds;
      }
      publish();
      return;
    case 'strip':
      strip = { step: event.step, rows: event.rows, rule: useRun.getState().running ?? DEFAULT_EXPERIMENT };
      publishStrip();
      return;
    case 'evaluation':
      history.pushEvaluation(event.evaluation);
      useRun.setState({ evaluation: event.evaluation });
      publish();
      return;
    case 'answer':
    case 'refused':
      useRun.setState((state) => ({ trial: answered(state, event) }));
      return;
    case 'saved':
      return;
    case 'notice':
      notify([event.message]);
      return;
    case 'failure':
      if (event.fatal) {
        useRun.setState((state) => ({
          failure: event.failure,
          phase: 'failed',
          active: false,
          progress: null,
          trial: state.trial?.state === 'asking' ? null : state.trial,
        }));
      } else notify([event.failure.message]);
      return;
    default:
      event satisfies never;
  }
}

/** Only the newest question gets its answer shown. */
function answered(
  { trial }: RunState,
  event: Extract<RunEvent, { type: 'answer' | 'refused' }>,
): RunState['trial'] {
  if (!trial || trial.id !== event.id) return trial;
  if (event.type === 'refused') return { state: 'refused', id: event.id, message: event.message };
  const { id, prompt, teacher, student, step } = event;
  return { state: 'answered', id, prompt, teacher, student, step };
}
