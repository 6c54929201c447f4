/** The worker's events, turned into state: the one place where the page learns anything about a run. */
import type { Progress, RunEvent, StepReport } from '../../../run/protocol';
import { frameThrottle } from '../../browser/frame-throttle';
import { type HistorySnapshot, RunHistory } from '../../history/history';
import { receiveAttention } from '../attention/state';
import { receiveComparison } from '../compare/state';
import { receiveData } from '../data/state';
import { receiveEvaluation } from '../evaluation/state';
import { receiveMeasure } from '../measures/state';
import { receiveModels } from '../models/state';
import { receiveTeacherCard } from '../models/teacher-card';
import { notify } from '../view';
import { type RunState, type StripSnapshot, useRun } from './state';

const REFRESH_MS = 100;
/** Slower than the charts: a person has to be able to read it. */
const STRIP_MS = 400;

let history = new RunHistory();
let report: StepReport | null = null;
let strip: StripSnapshot | null = null;
let pace: number | null = null;
let lastReportAt: number | null = null;
let progress: Progress | null = null;
let awaiting = false;

/** Fewer points than this make no curve to compare with. */
const WORTH_KEEPING = 3;

/** What one chart reads of the history. */
const CHARTS: readonly (readonly (keyof HistorySnapshot)[])[] = [
  ['loss', 'warmUp'],
  ['acceptance', 'overlap'],
  ['positions'],
  ['scores'],
  ['lossTerms'],
];
/** Charts that have not been given the newest measurements, the next one first. */
let due: number[] = [];

/**
 * One chart a refresh, in turn: drawing a chart takes the main thread some 20 ms, and four in one task would be felt.
 * The figures change in every refresh.
 */
const refresh = frameThrottle(() => {
  const chart = due.shift();
  const newest = history.snapshot();
  const part = Object.fromEntries(
    (chart === undefined ? [] : (CHARTS[chart] ?? [])).map((key) => [key, newest[key]]),
  );
  useRun.setState((state) => ({
    history: { ...state.history, ...part },
    report,
    pace,
    progress,
    step: report?.phase === 'running' ? Math.max(state.step, report.step) : state.step,
  }));
  if (due.length > 0) refresh();
}, REFRESH_MS);

function publish(): void {
  due = [...due, ...CHARTS.keys()].filter((chart, i, all) => all.indexOf(chart) === i);
  refresh();
}

const publishStrip = frameThrottle(() => useRun.setState({ strip }), STRIP_MS);

/** A new run begins: the old curves become the ghost behind the new ones. */
export function beginHistory(sftSteps: number): void {
  const old = history.snapshot();
  const worthKeeping = old.loss.length >= WORTH_KEEPING;
  history = new RunHistory(sftSteps);
  report = null;
  strip = null;
  pace = null;
  lastReportAt = null;
  progress = null;
  useRun.setState((state) => ({
    history: history.snapshot(),
    previousRun: worthKeeping ? old : state.previousRun,
    previousExperiment: worthKeeping ? state.running : state.previousExperiment,
    report: null,
    pace: null,
    evaluation: null,
    strip: null,
  }));
}

/** A run was asked for: until it is there, whatever still arrives is the last word of the one before. */
export function awaitRun(): void {
  awaiting = true;
}

/** The run goes on from an earlier step: what came after it will come again. */
export function rewindHistory(step: number): void {
  history.rewind(step);
  report = null;
  publish();
}

/** Takes in one event of the worker. */
export function receive(event: RunEvent): void {
  if (isStale(event)) return;
  switch (event.type) {
    case 'phase':
      receivePhase(event);
      return;
    case 'backend':
      useRun.setState({ backend: event.backend });
      return;
    case 'loaded':
      awaiting = false;
      useRun.setState({ loaded: event.loaded });
      return;
    case 'report':
      report = event.report;
      history.pushReport(event.report);
      keepPace(event.report);
      publish();
      return;
    case 'strip':
      strip = { step: event.step, rows: event.rows, rule: event.rule };
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
    case 'evaluation-progress':
    case 'evaluation-result':
    case 'evaluation-stopped':
      receiveEvaluation(event);
      return;
    case 'attention':
    case 'attention-refused':
      receiveAttention(event);
      return;
    case 'measure-progress':
    case 'measure-result':
    case 'measure-stopped':
      receiveMeasure(event);
      return;
    case 'comparison':
    case 'compared-run':
    case 'comparison-state':
      receiveComparison(event);
      return;
    case 'models':
    case 'model-added':
    case 'model-deleted':
    case 'model-file':
    case 'model-refused':
      receiveModels(event);
      return;
    case 'saved': {
      const { type: _, ...saved } = event;
      useRun.setState({ saved });
      return;
    }
    case 'changes':
      useRun.setState({ changes: event.changes });
      return;
    case 'data-progress':
    case 'data-preview':
    case 'data-unreadable':
    case 'datasets':
    case 'data-saved':
    case 'data-deleted':
    case 'data-refused':
    case 'task-described':
      receiveData(event);
      return;
    case 'teacher-described':
      receiveTeacherCard(event);
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

/** Measurements of a run that has been reset, replaced or given up. */
function isStale(event: RunEvent): boolean {
  const { active } = useRun.getState();
  switch (event.type) {
    case 'report':
    case 'strip':
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

type PhaseEvent = Extract<RunEvent, { type: 'phase' }>;

/** A new phase shows at once; the same phase again, which comes with every step, waits for the next refresh. */
function receivePhase(event: PhaseEvent): void {
  const state = useRun.getState();
  // Opening the device ends in `idle` also when a run has been started meanwhile.
  if (state.active && event.phase === 'idle') return;
  if (state.phase !== 'failed' && event.phase === state.phase) {
    progress = event.progress;
    publish();
    return;
  }
  progress = event.progress;
  lastReportAt = null;
  const inSft = event.phase === 'sft' || (event.phase === 'paused' && state.inSft);
  // The warm start and the preparations count in `progress`, with totals of their own.
  const counts = !inSft && event.total > 0;
  useRun.setState({
    phase: event.phase,
    progress,
    inSft,
    step: counts ? event.step : state.step,
    total: counts ? event.total : state.total,
    active: state.active && event.phase !== 'finished' && event.phase !== 'failed',
  });
}

/** Steps overlap, so the pace is the time from one report to the next. */
function keepPace(newest: StepReport): void {
  const now = performance.now();
  if (newest.phase === 'running' && lastReportAt !== null) {
    const took = now - lastReportAt;
    pace = pace === null ? took : 0.9 * pace + 0.1 * took;
  }
  lastReportAt = now;
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
