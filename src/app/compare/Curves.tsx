/** Loss, acceptance and the headline score of all runs, drawn over each other with one cursor. */
import { useMemo } from 'react';
import type { MetricFacts } from '../../run/protocol';
import { ChartFrame, type ChartFrameProps } from '../charts/ChartFrame';
import type { TableData } from '../charts/ChartTable';
import type { ChartId } from '../charts/chart-view';
import { Swatch } from '../charts/Swatch';
import { isPlain, METRIC_TERMS, metricTitle, scoreText } from '../charts/scores';
import { useInTurn } from '../charts/useInTurn';
import type { Metrics } from '../charts/useMetrics';
import { useT } from '../text/all-text';
import { percent, plainTick, rateTick, short } from '../text/format';
import type { TranslateAll } from '../text/text';
import { lazyPart } from '../ui/lazy-part';
import compareStyles from './compare.module.css';
import {
  allSteps,
  type Band,
  bandsOf,
  checksTokens,
  type Group,
  type Picker,
  pickAcceptance,
  pickLoss,
  pickScore,
  pointsOf,
  stepsOf,
} from './groups';
import resultsStyles from './results.module.css';

const Plot = lazyPart(() => import('./ComparePlot'));

interface CurvesProps {
  readonly groups: readonly Group[];
  readonly metrics: Metrics;
  /** The one that is drawn. */
  readonly metric: MetricFacts;
}

/** Drawing a chart takes the page some 20 ms, and three in one task would be felt. */
const TICK_MS = 400;

export function Curves({ groups, metrics, metric }: CurvesProps) {
  const t = useT();
  const [forLoss = groups, forAcceptance = groups, forScore = groups] = useInTurn(groups, 3, TICK_MS);
  const score = useMemo(() => pickScore(metric.id), [metric.id]);
  const steps = Math.max(
    ...groups.flatMap(({ runs }) => runs.map(({ planned }) => planned.experiment.steps)),
  );
  const several = groups.some(({ runs }) => runs.length > 1);
  return (
    <section className={compareStyles.section} aria-labelledby="compare-curves">
      <h2 className="section-title" id="compare-curves">
        {t('compare.curves')}
      </h2>
      <Legend groups={groups} />
      <p className="quiet">
        {t(several ? 'compare.curves.what' : 'compare.curves.oneSeed')} {t('compare.curves.loss')}
      </p>
      <div className={resultsStyles.charts}>
        <Curve
          chart="compare-loss"
          groups={forLoss}
          pick={pickLoss}
          to={steps}
          name={t('chart.loss')}
          term="loss"
          note={t('chart.loss.unit')}
          empty={t('compare.curves.empty')}
          format={short}
          text={(value) => t('chart.nats', { value: short(value) })}
          tick={plainTick}
        />
        <Curve
          chart="compare-acceptance"
          groups={forAcceptance}
          pick={pickAcceptance}
          to={steps}
          name={t('chart.acceptance')}
          term="acceptance"
          empty={t(checksTokens(groups) ? 'compare.curves.empty' : 'compare.curves.noAcceptance')}
          format={inPercent}
          tick={rateTick}
          rate
        />
        <Curve
          chart="compare-scores"
          metrics={metrics}
          groups={forScore}
          pick={score}
          to={steps}
          name={t('compare.curves.validation', { metric: metricTitle(t, metric) })}
          term={METRIC_TERMS[metric.id]}
          empty={t('compare.curves.empty')}
          format={(value) => scoreText(metric.id, value, 1)}
          tick={isPlain(metric.id) ? plainTick : rateTick}
          rate
          dots
        />
      </div>
    </section>
  );
}

const inPercent = (value: number): string => percent(value, 1);

interface CurveProps extends Pick<ChartFrameProps, 'name' | 'term' | 'note' | 'empty'> {
  readonly chart: ChartId;
  /** Scores to choose from. */
  readonly metrics?: Metrics;
  readonly groups: readonly Group[];
  readonly pick: Picker;
  /** Last step of the axis. */
  readonly to: number;
  readonly format: (value: number) => string;
  /** The same with a unit, where it has one. */
  readonly text?: (value: number) => string;
  readonly tick: (value: number) => string;
  readonly rate?: boolean;
  readonly dots?: boolean;
}

function Curve({
  chart,
  metrics,
  groups,
  pick,
  to,
  format,
  text = format,
  tick,
  rate = false,
  dots = false,
  ...frame
}: CurveProps) {
  const t = useT();
  const bands = useMemo(() => bandsOf(groups, pick), [groups, pick]);
  // Every chart has all steps of the runs, so that one cursor goes through all charts.
  const points = useMemo(() => pointsOf(bands, allSteps(groups)), [bands, groups]);
  const names = useMemo(() => groups.map(({ name }) => name), [groups]);
  return (
    <ChartFrame
      {...frame}
      keys={[]}
      hasData={bands.some(({ means }) => means.length > 0)}
      menu={{ chart, steps: [0, to], ...(metrics ? { metrics } : {}) }}
      table={() => tableOf(t, groups, bands, format)}
    >
      <Plot
        chart={chart}
        name={frame.name}
        points={points}
        names={names}
        to={to}
        text={text}
        tick={tick}
        rate={rate}
        dots={dots}
      />
    </ChartFrame>
  );
}

/** Newest first: the mean of every value, with its range where there is one. */
function tableOf(
  t: TranslateAll,
  groups: readonly Group[],
  bands: readonly Band[],
  format: (value: number) => string,
): TableData {
  const columns = bands.map(({ means, ranges }) => ({ means: new Map(means), ranges: new Map(ranges) }));
  return {
    columns: [t('chart.step'), ...groups.map(({ name }) => name)],
    rows: stepsOf(bands)
      .reverse()
      .map((step) => [
        String(step),
        ...columns.map(({ means, ranges }) => {
          const mean = means.get(step);
          const range = ranges.get(step);
          if (mean === undefined) return t('figure.unknown');
          return range ? `${format(mean)} (${range.map(format).join('–')})` : format(mean);
        }),
      ]),
  };
}

/** One key for all charts. */
function Legend({ groups }: { readonly groups: readonly Group[] }) {
  return (
    <ul className="keys-row">
      {groups.map(({ name }, at) => (
        <li key={name}>
          <Swatch at={at} />
          {name}
        </li>
      ))}
    </ul>
  );
}
