/** The expected curve of a chart beside what has been measured. */
import { useMemo } from 'react';
import { useRun } from '../../store/experiment/state';
import { type Distance, distance, type PredictedCurve, valueAt } from '../../store/predictions/curve';
import { type CurveId, curveOf, usePredictions } from '../../store/predictions/state';
import { type Translate, useT } from '../../text/text';
import type { SeriesKey } from '../Keys';

type Pairs = readonly (readonly [number, number])[];

export interface Prediction {
  readonly id: CurveId;
  readonly curve: PredictedCurve;
  /** The run has not begun: the curve can be drawn. */
  readonly open: boolean;
  /** Null without a curve, and before anything was measured. */
  readonly distance: Distance | null;
  /** A difference of two values with its unit. */
  readonly text: (value: number) => string;
  /** Entry of the chart's key; empty without a curve. */
  readonly keys: readonly SeriesKey[];
  /** Sentence for screen readers at the end of the run; else empty. */
  readonly said: string;
  /** Series of the plot: the curve over the whole run, and the area between it and what was measured. */
  readonly series: {
    readonly predicted: Pairs;
    readonly between: readonly (readonly [number, readonly [number, number]])[];
  };
}

interface PredictionFacts {
  readonly id: CurveId;
  /** Name of the chart. */
  readonly name: string;
  /** By step, the same array while nothing has changed. */
  readonly measured: Pairs;
  /** Last step of the run. */
  readonly total: number;
  /** A difference of two values with its unit. */
  readonly text: (value: number) => string;
}

export function usePrediction({ id, name, measured, total, text }: PredictionFacts): Prediction {
  const t = useT();
  const curve = usePredictions((state) => curveOf(state, id));
  const open = useRun((state) => state.running === null);
  const finished = useRun((state) => state.phase === 'finished');
  const found = useMemo(() => distance(curve, measured), [curve, measured]);
  const series = useMemo(() => seriesOf(curve, measured, total), [curve, measured, total]);
  const drawn = curve.points.length > 0;
  return {
    id,
    curve,
    open,
    distance: found,
    text,
    series,
    keys: drawn ? [{ name: keyName(t, found, text), colour: 'var(--expected)', mark: 'dashes' }] : [],
    said: finished && found ? t('predict.said', { chart: name, distance: text(found.mean) }) : '',
  };
}

/** A curve was drawn for the run that has begun, which has measured nothing yet. */
export const isAwaited = ({ open, curve }: Prediction): boolean => !open && curve.points.length > 0;

const keyName = (t: Translate, found: Distance | null, text: (value: number) => string): string =>
  found ? t('predict.key.distance', { distance: text(found.mean) }) : t('predict.key');

/** Series of a plot: the curve over the whole run, and its area to what was measured. */
export function seriesOf(curve: PredictedCurve, measured: Pairs, total: number): Prediction['series'] {
  if (curve.points.length === 0) return { predicted: [], between: [] };
  const at = (step: number): number => valueAt(curve, step) ?? 0;
  // At the measured steps, too: a zoom may show no point of the drawing.
  const steps = new Set([0, total, ...curve.points.map(([step]) => step), ...measured.map(([step]) => step)]);
  return {
    predicted: [...steps]
      .filter((step) => step >= 0 && step <= total)
      .sort((a, b) => a - b)
      .map((step) => [step, at(step)]),
    between: measured.map(([step, value]) => [step, [Math.min(value, at(step)), Math.max(value, at(step))]]),
  };
}
