/** Loss, acceptance and the headline score of all runs, drawn over each other with one cursor. */
import { lazy, useMemo } from 'react';
import type { MetricFacts } from '../../run/protocol';
import { ChartFrame } from '../charts/ChartFrame';
import type { TableData } from '../charts/ChartTable';
import { METRIC_TERMS, metricTitle, scoreText } from '../charts/scores';
import { percent, short } from '../text/format';
import { type Translate, useT } from '../text/text';
import {
  type Band,
  bandsOf,
  type Group,
  pickAcceptance,
  pickLoss,
  pickScore,
  pointsOf,
  stepsOf,
} from './groups';
import { strokeOf } from './strokes';
import '../charts/charts.css';

const Plot = lazy(() => import('./ComparePlot'));

interface CurvesProps {
  readonly groups: readonly Group[];
  readonly headline: MetricFacts;
}

export function Curves({ groups, headline }: CurvesProps) {
  const t = useT();
  const { loss, acceptance, score, plots } = useMemo(() => {
    const bands = {
      loss: bandsOf(groups, pickLoss),
      acceptance: bandsOf(groups, pickAcceptance),
      score: bandsOf(groups, pickScore(headline.id)),
    };
    const steps = stepsOf(bands.loss, bands.acceptance, bands.score);
    const plots = {
      loss: pointsOf(bands.loss, steps),
      acceptance: pointsOf(bands.acceptance, steps),
      score: pointsOf(bands.score, steps),
    };
    return { ...bands, plots };
  }, [groups, headline.id]);
  const names = groups.map(({ name }) => name);
  const to = Math.max(...groups.flatMap(({ runs }) => runs.map(({ planned }) => planned.experiment.steps)));
  const several = groups.some(({ runs }) => runs.length > 1);
  const shown = { names, to };
  return (
    <section className="compare-section" aria-labelledby="compare-curves">
      <h2 className="section-title" id="compare-curves">
        {t('compare.curves')}
      </h2>
      <Legend groups={groups} />
      <p className="quiet">
        {t(several ? 'compare.curves.what' : 'compare.curves.one')} {t('compare.curves.loss')}
      </p>
      <div className="compare-charts">
        <ChartFrame
          name={t('chart.loss')}
          term="loss"
          note={t('chart.loss.unit')}
          keys={[]}
          empty={t('compare.curves.empty')}
          hasData={hasData(loss)}
          table={() => tableOf(t, groups, loss, short)}
        >
          <Plot points={plots.loss} {...shown} />
        </ChartFrame>
        <ChartFrame
          name={t('chart.acceptance')}
          term="acceptance"
          keys={[]}
          empty={t(hasData(loss) ? 'compare.curves.noAcceptance' : 'compare.curves.empty')}
          hasData={hasData(acceptance)}
          table={() => tableOf(t, groups, acceptance, (value) => percent(value, 1))}
        >
          <Plot points={plots.acceptance} {...shown} rate />
        </ChartFrame>
        <ChartFrame
          name={t('compare.curves.validation', { metric: metricTitle(t, headline) })}
          term={METRIC_TERMS[headline.id]}
          keys={[]}
          empty={t('compare.curves.empty')}
          hasData={hasData(score)}
          table={() => tableOf(t, groups, score, (value) => scoreText(headline.id, value, 1))}
        >
          <Plot points={plots.score} {...shown} rate dots />
        </ChartFrame>
      </div>
    </section>
  );
}

const hasData = (bands: readonly Band[]): boolean => bands.some(({ means }) => means.length > 0);

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

/** The stroke of a value. */
export function Swatch({ at }: { readonly at: number }) {
  const { colour, dash } = strokeOf(at);
  return (
    <svg width="34" height="10" viewBox="0 0 34 10" aria-hidden="true" className="compare-swatch">
      <path d="M0 5h34" stroke={colour} strokeWidth="2.5" strokeDasharray={dash} />
    </svg>
  );
}
