/** Draws the curve that a visitor expects: by a pointer or a finger, or with keys. */
import { useEffect, useRef } from 'react';
import type { CurvePoint } from '../../store/predictions/curve';
import {
  type CurveId,
  canUndo,
  clearCurve,
  curveOf,
  undoCurve,
  usePredictions,
} from '../../store/predictions/state';
import { useT } from '../../text/all-text';
import { roundTicks } from '../points';
import { linearAxis } from '../value-axis';
import styles from './predict.module.css';
import { useDrawing } from './useDrawing';

export interface PredictionEditorProps {
  readonly id: CurveId;
  /** Name of the chart. */
  readonly name: string;
  /** Last step of the run. */
  readonly total: number;
  /** Upper end of the axis, which begins at 0. */
  readonly top: number;
  /** A value with its unit, and as a tick. */
  readonly text: (value: number) => string;
  readonly tick: (value: number) => string;
  /** It was opened on purpose, and gets the focus. */
  readonly asked: boolean;
  readonly onClose: () => void;
}

export default function PredictionEditor(props: PredictionEditorProps) {
  const { id, name, total, top, tick, onClose } = props;
  const t = useT();
  const curve = usePredictions((state) => curveOf(state, id));
  const undoable = usePredictions((state) => canUndo(state, id));
  const empty = curve.points.length === 0;
  const [, most] = linearAxis(0, Math.max(top, ...curve.points.map(([, value]) => value))).domain;
  const ticks = linearAxis(0, most).ticks;
  return (
    <div className={styles.editor}>
      <div className={styles.tools}>
        <button
          type="button"
          className="btn btn-small"
          aria-disabled={!undoable}
          onClick={() => undoCurve(id)}
        >
          {t('predict.undo')}
        </button>
        <button
          type="button"
          className="btn btn-small"
          aria-disabled={empty}
          onClick={() => !empty && clearCurve(id)}
        >
          {t('predict.clear')}
        </button>
        {empty && (
          <button type="button" className="btn btn-small" onClick={onClose}>
            {t('predict.close')}
          </button>
        )}
        <span className="quiet">{t(empty ? 'predict.how' : 'predict.drawn')}</span>
      </div>
      <div className={styles.plot}>
        <div className={styles.values} aria-hidden="true">
          {ticks.map((value) => (
            <span key={value} style={{ bottom: `${(100 * value) / most}%` }}>
              {tick(value)}
            </span>
          ))}
        </div>
        <Surface {...props} most={most} ticks={ticks} label={t('predict.label', { chart: name })} />
        <div className={styles.steps} aria-hidden="true">
          {roundTicks(0, total).map((step, at) => (
            <span key={step} style={{ left: `${(100 * step) / total}%` }}>
              {at === 0 ? t('chart.step.first', { x: step }) : step}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}

interface SurfaceProps extends PredictionEditorProps {
  readonly most: number;
  readonly ticks: readonly number[];
  readonly label: string;
}

function Surface({ id, total, most, ticks, text, asked, label }: SurfaceProps) {
  const t = useT();
  const curve = usePredictions((state) => curveOf(state, id));
  const surface = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (asked) surface.current?.focus({ preventScroll: true });
  }, [asked]);
  const { step, height, ...handlers } = useDrawing(id, total, most);
  const said = t(height === null ? 'predict.at.none' : 'predict.at', { step, value: text(height ?? 0) });
  const place = (at: number): string => `${(100 * at) / total}%`;
  return (
    <div
      ref={surface}
      className={styles.surface}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={most}
      aria-valuenow={height ?? 0}
      aria-valuetext={said}
      {...handlers}
    >
      <svg viewBox={`0 0 ${total} ${most}`} preserveAspectRatio="none" aria-hidden="true">
        {ticks.map((value) => (
          <path key={value} d={`M0 ${most - value}H${total}`} className={styles.grid} />
        ))}
        <path d={pathOf(curve.points, total, most)} className={styles.curve} />
      </svg>
      {curve.points.map(([at, value]) => (
        <i
          key={at}
          className={styles.point}
          style={{ left: place(at), bottom: `${(100 * value) / most}%` }}
        />
      ))}
      <i className={styles.cursor} style={{ left: place(step) }} />
      <output className={`${styles.cursorValue} num`} aria-hidden="true">
        {said}
      </output>
    </div>
  );
}

/** The path of a curve, level to both ends; y grows downwards. */
function pathOf(points: readonly CurvePoint[], total: number, most: number): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return '';
  const all: readonly CurvePoint[] = [[0, first[1]], ...points, [total, last[1]]];
  return `M${all.map(([step, value]) => `${step} ${most - value}`).join('L')}`;
}
