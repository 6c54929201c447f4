/** The curves that the visitor expects, for this visit: drawn before a run, shown under what it measures. */
import { create } from 'zustand';
import type { MetricId } from '../../../run/protocol';
import { recallInTab, rememberInTab } from '../../browser/session-storage';
import { EMPTY_CURVE, type PredictedCurve, readCurve } from './curve';

/** What can be predicted: a chart's line. */
export type CurveId = 'loss' | 'acceptance' | `score ${MetricId}`;

/** The charts in which one can draw. */
export type DrawnChart = 'loss' | 'acceptance' | 'score';

export const chartOf = (id: CurveId): DrawnChart => (id === 'loss' || id === 'acceptance' ? id : 'score');

type Curves = Readonly<Record<string, PredictedCurve>>;

export interface PredictionState {
  /** By `CurveId`; none has a curve without points. */
  readonly curves: Curves;
  /** Curves before each change, the newest last, by `CurveId`. */
  readonly past: Readonly<Record<string, readonly PredictedCurve[]>>;
  /** The chart that is open for drawing. */
  readonly drawing: DrawnChart | null;
}

const KEY = 'predictions';
const MOST_PAST = 50;
const MOST_CURVES = 16;

/** What an earlier page of this tab has remembered, without what is no curve. */
export function readCurves(text: string | null): Curves {
  let saved: unknown;
  try {
    saved = JSON.parse(text ?? '');
  } catch {
    return {};
  }
  if (typeof saved !== 'object' || saved === null) return {};
  return Object.fromEntries(
    Object.entries(saved)
      .slice(0, MOST_CURVES)
      .flatMap(([id, value]) => {
        const curve = readCurve(value);
        return curve ? [[id, curve] as const] : [];
      }),
  );
}

export const usePredictions = create<PredictionState>(() => ({
  curves: readCurves(recallInTab(KEY)),
  past: {},
  drawing: null,
}));

export const curveOf = ({ curves }: PredictionState, id: CurveId): PredictedCurve =>
  curves[id] ?? EMPTY_CURVE;

export const canUndo = ({ past }: PredictionState, id: CurveId): boolean => (past[id]?.length ?? 0) > 0;

function put(id: CurveId, curve: PredictedCurve, past: readonly PredictedCurve[]): void {
  usePredictions.setState((state) => {
    const { [id]: _, ...others } = state.curves;
    return {
      curves: curve.points.length > 0 ? { ...others, [id]: curve } : others,
      past: { ...state.past, [id]: past.slice(-MOST_PAST) },
    };
  });
  rememberInTab(KEY, JSON.stringify(usePredictions.getState().curves));
}

export const openDrawing = (drawing: DrawnChart | null): void => usePredictions.setState({ drawing });

/** Replaces a curve; `undoCurve` brings back the one before. */
export function drawCurve(id: CurveId, curve: PredictedCurve): void {
  const state = usePredictions.getState();
  put(id, curve, [...(state.past[id] ?? []), curveOf(state, id)]);
}

/** Goes on with the change before: a stroke is taken back as a whole. */
export const extendCurve = (id: CurveId, curve: PredictedCurve): void =>
  put(id, curve, usePredictions.getState().past[id] ?? []);

export const clearCurve = (id: CurveId): void => drawCurve(id, EMPTY_CURVE);

export function undoCurve(id: CurveId): void {
  const past = usePredictions.getState().past[id] ?? [];
  const before = past.at(-1);
  if (before) put(id, before, past.slice(0, -1));
}
