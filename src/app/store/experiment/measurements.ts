/**
 * Measurements of a run: recorded as they arrive, shown a few times a second. A run that is under way, one that was kept and
 * one from a file are recordings alike; what the page shows of them comes from here.
 */
import type { Evaluation, Progress, StepReport } from '../../../run/protocol';
import { Recording } from '../../../run/recording/recording';
import { frameThrottle } from '../../browser/frame-throttle';
import { type HistorySnapshot, RunHistory } from '../../history/history';
import { type StripSnapshot, useRun } from './state';

const REFRESH_MS = 100;
/** Slower than the charts: a person has to be able to read it. */
const STRIP_MS = 400;

/** Everything that the page knows of the present run. */
let recording = new Recording();
let sftSteps = 0;
/** The curves of that recording. */
let history = new RunHistory();
let report: StepReport | null = null;
let strip: StripSnapshot | null = null;
let pace: number | null = null;
let lastReportAt: number | null = null;
let progress: Progress | null = null;

/** Fewer points than this make no curve to compare with. */
const WORTH_KEEPING = 3;

/** Part of the history that one chart reads. */
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

/** All measurements so far: what is saved must not lag behind like the charts, which are renewed in turn. */
export const newestHistory = (): HistorySnapshot => history.snapshot();

/** The newest report, which the figures show a little later. */
export const newestReport = (): StepReport | null => report;

/** What has been recorded of the present run. */
export const presentRecording = (): Recording => recording;

/** A new run begins: the old curves become the ghost behind the new ones. */
export function beginHistory(supervisedSteps: number): void {
  showRecording(new Recording(), supervisedSteps, 0);
}

/**
 * Shows a recording in place of the present one, as the run was at its end. The curves before become the ghost.
 * @param supervisedSteps of the run
 * @param vocabulary number of tokens of its task
 */
export function showRecording(shown: Recording, supervisedSteps: number, vocabulary: number): void {
  const old = history.snapshot();
  const worthKeeping = old.loss.length >= WORTH_KEEPING;
  recording = shown;
  sftSteps = supervisedSteps;
  history = RunHistory.of(recording, sftSteps);
  const newest = recording.at(Number.POSITIVE_INFINITY, vocabulary);
  report = newest.report;
  strip = newest.strip;
  pace = null;
  lastReportAt = null;
  progress = null;
  due = [];
  useRun.setState((state) => ({
    history: history.snapshot(),
    previousRun: worthKeeping ? old : state.previousRun,
    previousExperiment: worthKeeping ? state.running : state.previousExperiment,
    report,
    pace: null,
    evaluation: newest.evaluation,
    strip,
    views: null,
  }));
}

export function addReport(newest: StepReport): void {
  report = newest;
  const before = recording.reports.length;
  recording.addReport(newest);
  // A run that was resumed repeats steps that its recording has already.
  if (recording.reports.length > before) history.pushReport(newest);
  else history = RunHistory.of(recording, sftSteps);
  keepPace(newest);
  publish();
}

export function addEvaluation(evaluation: Evaluation): void {
  recording.addEvaluation(evaluation);
  history.pushEvaluation(evaluation);
  useRun.setState({ evaluation });
  publish();
}

export function showStrip(newest: StripSnapshot): void {
  strip = newest;
  recording.addStrip(newest);
  publishStrip();
}

/** The same phase again, which comes with every step. */
export function showProgress(newest: Progress | null): void {
  progress = newest;
  publish();
}

/** Another phase: its progress shows at once, and the time since the last report is no step. */
export function enterPhase(newest: Progress | null): void {
  progress = newest;
  lastReportAt = null;
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
