/** The parts of the loss by step, those of layers side by side, and which of them are being trained now. */
import { memo, useMemo } from 'react';
import { isByLayer } from '../../experiment/layer-map';
import { compositionOf } from '../../experiment/methods';
import { useRun } from '../store/experiment/state';
import { useT } from '../text/all-text';
import { short } from '../text/format';
import type { TranslateAll } from '../text/text';
import { lazyPart } from '../ui/lazy-part';
import { ChartFrame } from './ChartFrame';
import type { TableData } from './ChartTable';
import { useChartView } from './chart-view';
import styles from './charts.module.css';
import { type LossTermPanel, layersIn, panelsOf } from './loss-terms';
import { type Mark, markedIn, useMarks } from './marks';
import { gather, smoothed } from './points';
import { Swatch } from './Swatch';
import { markColumn } from './tables';
import { useInTurn } from './useInTurn';

const Plot = lazyPart(() => import('./plots/LossTermsPlot'));

/** Drawing a plot takes the page some 20 ms, and three in one task would be felt. */
const TICK_MS = 300;
const MOST_PANELS = 3;

export default memo(function LossTermsChart() {
  const t = useT();
  const lossTerms = useRun((state) => state.history.lossTerms);
  const panels = useMemo(() => panelsOf(lossTerms, t), [lossTerms, t]);
  const total = useRun((state) => state.total);
  const lines = panels.reduce((sum, panel) => sum + panel.lines.length, 0);
  const marks = useMarks();
  const inTurn = useInTurn(panels, MOST_PANELS, TICK_MS);
  // One part is the loss itself.
  if (lines < 2) return null;
  return (
    <div className={styles.wide}>
      <ChartFrame
        name={t('lossTerms.title')}
        term="lossTerms"
        note={<Trained />}
        empty=""
        hasData
        keys={[]}
        menu={{ chart: 'terms', steps: [0, total] }}
        table={() => tableOf(t, panels, marks)}
      >
        <div className={styles.parts}>
          <Key panels={panels} />
          <div className={styles.panels}>
            {panels.map(({ kind }, at) => (
              <Panel key={kind} panel={inTurn[at]?.[at] ?? panels[at]} titled={panels.length > 1} />
            ))}
          </div>
        </div>
      </ChartFrame>
    </div>
  );
});

/** The layers of the newest step, while a method goes through them; else what the numbers are. */
function Trained() {
  const t = useT();
  const names = useRun((state) => Object.keys(state.report?.lossTerms ?? {}).join(' '));
  const byLayer = useRun(
    (state) => state.active && state.running !== null && isByLayer(compositionOf(state.running)),
  );
  if (!byLayer || names === '') return t('lossTerms.unit');
  const layers = layersIn(names.split(' '));
  return (
    <strong className={styles.trained}>
      {t('lossTerms.now', {
        layers: layers === '' ? t('lossTerms.softLabels') : t('lossTerms.layer', { layer: layers }),
      })}
    </strong>
  );
}

/** One key for all panels: a layer has the same stroke in each. */
function Key({ panels }: { readonly panels: readonly LossTermPanel[] }) {
  const t = useT();
  const names = new Map(
    panels.flatMap(({ kind, lines }) =>
      lines.flatMap(({ label, stroke }): [number, string][] =>
        stroke === null
          ? []
          : [
              [
                stroke,
                kind === 'terms' || kind === 'gauges' ? label : t('lossTerms.layer', { layer: stroke + 1 }),
              ],
            ],
      ),
    ),
  );
  return (
    <ul className="keys-row">
      {[...names]
        .sort(([a], [b]) => a - b)
        .map(([stroke, name]) => (
          <li key={stroke}>
            <Swatch at={stroke} />
            {name}
          </li>
        ))}
    </ul>
  );
}

interface PanelProps {
  readonly panel: LossTermPanel | undefined;
  readonly titled: boolean;
}

function Panel({ panel, titled }: PanelProps) {
  const t = useT();
  const total = useRun((state) => state.total);
  const marks = useMarks();
  const smoothing = useChartView((view) => view.smoothing);
  const points = useMemo(
    () =>
      gather(
        Object.fromEntries(
          (panel?.lines ?? []).map(({ name, buckets }) => [name, smoothed(buckets, smoothing)]),
        ),
      ),
    [panel, smoothing],
  );
  if (!panel) return null;
  const { kind, lines } = panel;
  const title = kind === 'terms' ? lines.map(({ label }) => label).join(', ') : t(`lossTerms.${kind}`);
  return (
    <div className={styles.panel}>
      {titled && <h4 className={styles.panelTitle}>{title}</h4>}
      <div className={styles.panelPlot}>
        <Plot name={title} points={points} to={total} lines={lines} marks={marks} />
      </div>
    </div>
  );
}

/** Newest first; a part that a step did not have is left open. */
function tableOf(t: TranslateAll, panels: readonly LossTermPanel[], marks: readonly Mark[]): TableData {
  const lines = panels.flatMap((panel) => panel.lines);
  const columns = lines.map(({ buckets }) => new Map(buckets.map(({ to, mean }) => [to, mean])));
  const steps = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort((a, b) => b - a);
  return {
    columns: [t('chart.step'), ...lines.map(({ label }) => label), ...markColumn(t, marks)],
    rows: steps.map((step, i) => [
      String(step),
      ...columns.map((column) => {
        const value = column.get(step);
        return value === undefined ? t('figure.unknown') : short(value);
      }),
      ...(marks.length > 0 ? [markedIn(marks, steps[i + 1] ?? 0, step)] : []),
    ]),
  };
}
