/** How a chart is drawn: its score, its axis, how it is smoothed, which steps are shown. */
import { useRun } from '../store/experiment/state';
import { canUndo, clearCurve, undoCurve, usePredictions } from '../store/predictions/state';
import { useT } from '../text/all-text';
import { Choice } from '../ui/Choice';
import {
  type ChartId,
  changeView,
  FIRST_VIEW,
  groupOf,
  type Steps,
  setLog,
  setZoom,
  useChartView,
} from './chart-view';
import styles from './charts.module.css';
import { smoothedSteps } from './points';
import type { Prediction } from './predict/usePrediction';
import { ScoreChoice } from './ScoreChoice';
import { SMOOTHINGS, WIDTHS } from './smoothing';
import { type Metrics, useMetrics } from './useMetrics';
import { moved, ZOOM_MOVES } from './zoom';

export interface ChartMenuProps {
  readonly chart: ChartId;
  /** First and last step of the run. */
  readonly steps: Steps;
  /** Scores of a comparison; without them those of the run. */
  readonly metrics?: Metrics;
  readonly prediction?: Prediction | undefined;
}

export default function ChartMenu({ chart, steps, metrics, prediction }: ChartMenuProps) {
  const ofRun = useMetrics();
  return (
    <div className={styles.menu}>
      {chart === 'scores' && <ScoreChoice metrics={ofRun} withAll />}
      {chart === 'compare-scores' && <ScoreChoice metrics={metrics ?? ofRun} />}
      <AxisChoice chart={chart} />
      {(chart === 'loss' || chart === 'acceptance' || chart === 'terms') && <SmoothingChoice />}
      <Zoom chart={chart} steps={steps} />
      {prediction && <Expected prediction={prediction} />}
    </div>
  );
}

/** How far what was measured is from what was expected, and a way to put the drawing away. */
function Expected({ prediction: { id, curve, distance, text } }: { readonly prediction: Prediction }) {
  const t = useT();
  const undoable = usePredictions((state) => canUndo(state, id));
  const drawn = curve.points.length > 0;
  if (!drawn && !undoable) return null;
  const side =
    distance === null || Math.abs(distance.signed) < distance.mean / 10
      ? 'around'
      : distance.signed > 0
        ? 'above'
        : 'below';
  return (
    <fieldset className={styles.zoomButtons}>
      <legend className="choice-label">{t('predict.title')}</legend>
      {drawn && distance && (
        <p>
          {t(`predict.result.${side}`, {
            distance: text(distance.mean),
            by: text(Math.abs(distance.signed)),
          })}
        </p>
      )}
      {drawn && (
        <button type="button" className="btn btn-small" onClick={() => clearCurve(id)}>
          {t('predict.clear')}
        </button>
      )}
      {undoable && (
        <button type="button" className="btn btn-small" onClick={() => undoCurve(id)}>
          {t('predict.undo')}
        </button>
      )}
    </fieldset>
  );
}

function AxisChoice({ chart }: { readonly chart: ChartId }) {
  const t = useT();
  const log = useChartView((view) => view.log.includes(chart));
  return (
    <>
      <Choice
        name="axis"
        label={t('menu.axis')}
        value={log ? 'log' : 'linear'}
        options={(['linear', 'log'] as const).map((value) => ({ value, label: t(`menu.axis.${value}`) }))}
        onChange={(value) => setLog(chart, value === 'log')}
      />
      {log && <p className="quiet">{t('menu.axis.log.about')}</p>}
    </>
  );
}

/** For all charts of the run at once: two ways of smoothing beside each other would look like two runs. */
function SmoothingChoice() {
  const t = useT();
  const smoothing = useChartView((view) => view.smoothing);
  const steps = useRun(({ history }) => smoothedSteps(history.loss, smoothing));
  const { kind, width } = smoothing;
  const widths = WIDTHS.map((value, at) => ({
    value: String(value),
    label: t(`menu.width.${(['narrow', 'medium', 'wide'] as const)[at] ?? 'medium'}`),
  }));
  return (
    <>
      <Choice
        name="smoothing"
        label={t('menu.smoothing')}
        value={kind}
        options={SMOOTHINGS.map((value) => ({ value, label: t(`menu.smoothing.${value}`) }))}
        onChange={(value) =>
          changeView({
            smoothing: { ...smoothing, kind: SMOOTHINGS.find((one) => one === value) ?? kind },
          })
        }
      />
      {kind !== 'none' && (
        <Choice
          name="width"
          label={t('menu.width')}
          value={String(width)}
          options={widths}
          onChange={(value) =>
            changeView({
              smoothing: {
                ...smoothing,
                width: WIDTHS.find((one) => String(one) === value) ?? FIRST_VIEW.smoothing.width,
              },
            })
          }
        />
      )}
      <p className="quiet">{t(`menu.smoothing.${kind}.about`, { steps })}</p>
    </>
  );
}

function Zoom({ chart, steps }: { readonly chart: ChartId; readonly steps: Steps }) {
  const t = useT();
  const group = groupOf(chart);
  const zoom = useChartView((view) => view.zoom[group]);
  const [from, to] = zoom ?? steps;
  return (
    <fieldset className={styles.zoomButtons}>
      <legend className="choice-label">{t('menu.steps', { from, to })}</legend>
      {ZOOM_MOVES.map((move) => (
        <button
          key={move}
          type="button"
          className="btn btn-small"
          // Disabled, a button would lose the focus on its last press.
          aria-disabled={zoom === null && move !== 'in'}
          onClick={() => setZoom(group, moved(move, steps, zoom))}
        >
          {t(`menu.zoom.${move}`)}
        </button>
      ))}
      <p className="quiet">{t('zoom.how')}</p>
    </fieldset>
  );
}
