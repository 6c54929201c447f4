/** Loss, acceptance and the headline score of all runs, drawn over each other with one cursor. */
import { useMemo } from 'react';
import type { MetricFacts } from '../../run/protocol';
import { ChartFrame, type ChartFrameProps } from '../charts/ChartFrame';
import type { TableData } from '../charts/ChartTable';
import { Swatch } from '../charts/Swatch';
import { METRIC_TERMS, metricTitle, scoreText } from '../charts/scores';
import { useInTurn } from '../charts/useInTurn';
import { percent, short } from '../text/format';
import { type Translate, useT } from '../text/text';
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
import '../charts/charts.css';
import { lazyPart } from '../ui/lazy-part';

const Plot = lazyPart(() => import('./ComparePlot'));

interface CurvesProps {
  readonly groups: readonly Group[];
  readonly headline: MetricFacts;
}

/** Drawing a chart takes the page some 20 ms, and three in one task would be felt. */
const TICK_MS = 400;

export function Curves({ groups, headline }: CurvesProps) {
  const t = useT();
  const [forLoss = groups, forAcceptance = groups, forScore = groups] = useInTurn(groups, 3, TICK_MS);
  const score = useMemo(() => pickScore(headline.id), [headline.id]);
  const steps = Math.max(
    ...groups.flatMap(({ runs }) => runs.map(({ planned }) => planned.experiment.steps)),
  );
  const several = groups.some(({ runs }) => runs.length > 1);
  return (
    <section className="compare-section" aria-labelledby="compare-curves">
      <h2 className="section-title" id="compare-curves">
        {t('compare.curves')}
      </h2>
      <Legend groups={groups} />
      <p className="quiet">
        {t(several ? 'compare.curves.what' : 'compare.curves.oneSeed')} {t('compare.curves.loss')}
      </p>
      <div className="compare-charts">
        <Curve
          groups={forLoss}
          pick={pickLoss}
          to={steps}
          name={t('chart.loss')}
          term="loss"
          note={t('chart.loss.unit')}
          empty={t('compare.curves.empty')}
          format={short}
        />
        <Curve
          groups={forAcceptance}
          pick={pickAcceptance}
          to={steps}
          name={t('chart.acceptance')}
          term="acceptance"
          empty={t(checksTokens(groups) ? 'compare.curves.empty' : 'compare.curves.noAcceptance')}
          format={inPercent}
          rate
        />
        <Curve
          groups={forScore}
          pick={score}
          to={steps}
          name={t('compare.curves.validation', { metric: metricTitle(t, headline) })}
          term={METRIC_TERMS[headline.id]}
          empty={t('compare.curves.empty')}
          format={(value) => scoreText(headline.id, value, 1)}
          rate
          dots
        />
      </div>
    </section>
  );
}

const inPercent = (value: number): string => percent(value, 1);

interface CurveProps extends Pick<ChartFrameProps, 'name' | 'term' | 'note' | 'empty'> {
  readonly groups: readonly Group[];
  readonly pick: Picker;
  /** Last step of the axis. */
  readonly to: number;
  readonly format: (value: number) => string;
  readonly rate?: boolean;
  readonly dots?: boolean;
}

function Curve({ groups, pick, to, format, rate = false, dots = false, ...frame }: CurveProps) {
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
      table={() => tableOf(t, groups, bands, format)}
    >
      <Plot points={points} names={names} to={to} rate={rate} dots={dots} />
    </ChartFrame>
  );
}

/** Newest first: the mean of every value, with its range where there is one. */
function tableOf(
  t: Translate,
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
