/** How the charts are drawn: what a visitor has chosen, for this visit. It changes no measurement. */
import { create } from 'zustand';
import type { MetricId } from '../../run/protocol';
import { recallInTab, rememberInTab } from '../browser/session-storage';
import { useCompare } from '../store/compare/state';
import { onRunReplaced } from '../store/experiment/lifecycle';
import { METRIC_TERMS } from './scores';
import { FIRST_SMOOTHING, SMOOTHINGS, type Smoothing, WIDTHS } from './smoothing';

/** Charts with a menu of their own; those of a comparison have their own choices. */
export const CHARTS = [
  'loss',
  'acceptance',
  'scores',
  'terms',
  'compare-loss',
  'compare-acceptance',
  'compare-scores',
] as const;
export type ChartId = (typeof CHARTS)[number];

/** Charts that share their steps, and so their zoom. */
export type ChartGroup = 'run' | 'compare';
export const groupOf = (chart: ChartId): ChartGroup => (chart.startsWith('compare') ? 'compare' : 'run');

/** First and last step of what is shown. */
export type Steps = readonly [from: number, to: number];

export interface ChartView {
  /** Charts whose vertical axis is logarithmic. */
  readonly log: readonly ChartId[];
  readonly smoothing: Smoothing;
  /** The score that charts and verdicts are about; null for all of the task, its headline first. */
  readonly metric: MetricId | null;
  /** Null for the whole run. */
  readonly zoom: Readonly<Record<ChartGroup, Steps | null>>;
}

export const FIRST_VIEW: ChartView = {
  log: [],
  smoothing: FIRST_SMOOTHING,
  metric: null,
  zoom: { run: null, compare: null },
};

const KEY = 'charts';

/** What an earlier page of this tab has remembered; whatever is not understood keeps its default. */
export function readView(text: string | null): ChartView {
  let saved: unknown;
  try {
    saved = JSON.parse(text ?? '');
  } catch {
    return FIRST_VIEW;
  }
  const { log, kind, width, metric } = (typeof saved === 'object' && saved ? saved : {}) as Readonly<
    Record<string, unknown>
  >;
  return {
    ...FIRST_VIEW,
    log: CHARTS.filter((chart) => Array.isArray(log) && log.includes(chart)),
    smoothing: {
      kind: SMOOTHINGS.find((one) => one === kind) ?? FIRST_VIEW.smoothing.kind,
      width: WIDTHS.find((one) => one === width) ?? FIRST_VIEW.smoothing.width,
    },
    metric: typeof metric === 'string' && metric in METRIC_TERMS ? (metric as MetricId) : null,
  };
}

/** What is remembered: all but the zoom, which belongs to one run. */
export const writeView = ({ log, smoothing, metric }: ChartView): string =>
  JSON.stringify({ log, ...smoothing, metric });

export const useChartView = create<ChartView>(() => readView(recallInTab(KEY)));

/** Changes the view, and remembers it for this visit. */
export function changeView(changes: Partial<ChartView>): void {
  useChartView.setState(changes);
  rememberInTab(KEY, writeView(useChartView.getState()));
}

export const setLog = (chart: ChartId, log: boolean): void =>
  changeView({
    log: CHARTS.filter((one) => (one === chart ? log : useChartView.getState().log.includes(one))),
  });

/** Shows some of the steps in all charts of a group; null for all steps. */
export const setZoom = (group: ChartGroup, steps: Steps | null): void =>
  useChartView.setState(({ zoom }) => ({ zoom: { ...zoom, [group]: steps } }));

// Another run has other steps.
onRunReplaced(() => setZoom('run', null));
useCompare.subscribe(({ snapshot }, before) => {
  if (snapshot?.id !== before.snapshot?.id) setZoom('compare', null);
});
