/** The worker's events, turned into state: the one place where the page learns anything about a run. */
import type { RunEvent, TraceEvent } from '../../../run/protocol';
import { receiveAttention } from '../attention/state';
import { receiveComparison } from '../compare/state';
import { receiveData } from '../data/state';
import { receiveEvaluation } from '../evaluation/state';
import { receiveGraduate } from '../graduate/state';
import { receiveMeasure } from '../measures/state';
import { receiveModels } from '../models/state';
import { receiveTeacherCard } from '../models/teacher-card';
import { receivePlay } from '../play/state';
import { rememberProbe } from '../probe';
import { rememberShown } from '../runs/shown';
import { receiveRuns } from '../runs/state';
import { receiveTrace } from '../trace/state';
import { notify, withdrawNotices } from '../view';
import { addEvaluation, addReport, enterPhase, newestReport, showProgress, showStrip } from './measurements';
import { restingPhase, useRun } from './state';

/** A run was asked for and has not reported `loaded`. */
let awaiting = false;

/** Ignores events of the previous run until the new run's `loaded` arrives. */
export function awaitRun(): void {
  awaiting = true;
}

type EventType = RunEvent['type'];
type EventOf<T extends EventType> = Extract<RunEvent, { type: T }>;

const RECEIVERS: { readonly [T in EventType]: (event: EventOf<T>) => void } = {
  phase: receivePhase,
  backend: ({ backend }) => {
    if (backend.probe) rememberProbe(backend.probe);
    useRun.setState({ backend });
  },
  speed: ({ flopsPerSecond }) => useRun.setState({ flopsPerSecond }),
  loaded: ({ loaded }) => {
    awaiting = false;
    useRun.setState({ loaded });
  },
  report: ({ report }) => addReport(report),
  strip: ({ step, rows, rule }) => showStrip({ step, rows, rule }),
  views: ({ step, pictures }) => useRun.setState({ views: { step, pictures } }),
  evaluation: ({ evaluation }) => addEvaluation(evaluation),
  answer: receiveAnswer,
  refused: receiveAnswer,
  saved: ({ type: _, ...saved }) => useRun.setState({ saved }),
  changes: ({ changes }) => useRun.setState({ changes }),
  'run-begun': ({ facts }) => {
    rememberShown(facts.id);
    useRun.setState({ facts });
  },
  // The page is told by the actions.
  'run-left': () => {},
  runs: receiveRuns,
  'run-read': receiveRuns,
  'kept-deleted': receiveRuns,
  'runs-refused': receiveRuns,
  notice: ({ problem }) => notify([problem]),
  'notice-over': ({ code }) => withdrawNotices(code),
  failure: receiveFailure,
  'evaluation-progress': receiveEvaluation,
  'evaluation-result': receiveEvaluation,
  'evaluation-stopped': receiveEvaluation,
  attention: receiveAttention,
  'attention-refused': receiveAttention,
  trace: receiveTraces,
  'token-judged': receiveTraces,
  'trace-refused': receiveTraces,
  'measure-progress': receiveMeasure,
  'measure-result': receiveMeasure,
  'measure-stopped': receiveMeasure,
  comparison: receiveComparison,
  'compared-run': receiveComparison,
  'comparison-state': receiveComparison,
  models: receiveModels,
  'model-added': receiveModels,
  'model-deleted': receiveModels,
  'model-file': receiveModels,
  'model-refused': receiveModels,
  'data-progress': receiveData,
  'data-preview': receiveData,
  'data-unreadable': receiveData,
  datasets: receiveData,
  'data-saved': receiveData,
  'data-deleted': receiveData,
  'data-refused': receiveData,
  'task-described': receiveData,
  graduated: receiveGraduate,
  'graduate-refused': receiveGraduate,
  'teacher-described': receiveTeacherCard,
};

/** Takes in one event of the worker. */
export function receive<T extends EventType>(event: EventOf<T> & { readonly type: T }): void {
  if (!isStale(event)) RECEIVERS[event.type](event);
}

/** Measurements of a run that has been reset, replaced or given up. */
function isStale(event: RunEvent): boolean {
  const { active } = useRun.getState();
  switch (event.type) {
    case 'report':
    case 'strip':
    case 'views':
    case 'evaluation':
    case 'changes':
      return awaiting || !active;
    case 'phase':
      return (
        (awaiting || !active) &&
        (event.phase === 'running' ||
          event.phase === 'preparing' ||
          event.phase === 'sft' ||
          event.phase === 'paused')
      );
    default:
      return false;
  }
}

/** A new phase shows at once; the same phase again, which comes with every step, waits for the next refresh. */
function receivePhase(event: EventOf<'phase'>): void {
  const state = useRun.getState();
  // The device is ready, or has answered a question: the recording on the page is as it was.
  if (event.phase === 'idle' && state.recorded && state.facts) {
    useRun.setState({ phase: restingPhase(state.facts), progress: null });
    return;
  }
  // Opening the device ends in `idle` also when a run has been started meanwhile.
  if (state.active && event.phase === 'idle') return;
  if (state.phase !== 'failed' && event.phase === state.phase) {
    showProgress(event.progress);
    return;
  }
  enterPhase(event.progress);
  const inSft = event.phase === 'sft' || (event.phase === 'paused' && state.inSft);
  // The warm start and the preparations count in `progress`, with totals of their own.
  const counts = !inSft && event.total > 0;
  useRun.setState({
    phase: event.phase,
    progress: event.progress,
    // Whoever pauses looks at the figures at once.
    report: newestReport(),
    inSft,
    step: counts ? event.step : state.step,
    total: counts ? event.total : state.total,
    active: state.active && event.phase !== 'finished' && event.phase !== 'failed',
    pausing: state.pausing && event.phase !== 'paused',
  });
}

/** Two parts of the page ask, with ids of their own. */
function receiveTraces(event: TraceEvent): void {
  receiveTrace(event);
  receivePlay(event);
}

/** Only the newest question gets its answer shown. */
function receiveAnswer({ type: _, ...answer }: EventOf<'answer'> | EventOf<'refused'>): void {
  const { trial } = useRun.getState();
  if (trial?.id !== answer.id) return;
  if ('problem' in answer) useRun.setState({ trial: { state: 'refused', ...answer } });
  else useRun.setState({ trial: { state: 'answered', ...answer } });
}

function receiveFailure({ failure, fatal }: EventOf<'failure'>): void {
  if (!fatal) {
    notify([failure.problem]);
    return;
  }
  useRun.setState(({ trial }) => ({
    failure,
    phase: 'failed',
    active: false,
    progress: null,
    trial: trial?.state === 'asking' ? null : trial,
  }));
}
