/** The curves of a class over each other: mean and range of each setting, and each run where they are few enough. */
import { useMemo } from 'react';
import type { MetricFacts } from '../../run/protocol';
import { ChartFrame } from '../charts/ChartFrame';
import type { ChartId } from '../charts/chart-view';
import { gather } from '../charts/points';
import { isPlain, METRIC_TERMS, metricTitle, scoreText } from '../charts/scores';
import ComparePlot from '../compare/ComparePlot';
import { pointsOf, runKey, stepsOf } from '../compare/groups';
import { linesTable } from '../compare/lines-table';
import type { TermId } from '../lessons/Term';
import { useT } from '../text/all-text';
import { percent, plainTick, rateTick, short } from '../text/format';
import styles from './class.module.css';
import { bandIn, type ClassGroup, type CurveName, curveIn, MOST_DRAWN } from './groups';

/** Runs that are drawn one by one: more are an area anyway, and take the page its time. */
const MOST_LINES = 60;

interface ClassCurvesProps {
  readonly groups: readonly ClassGroup[];
  readonly headline: MetricFacts;
}

export default function ClassCurves({ groups, headline }: ClassCurvesProps) {
  const t = useT();
  const drawn = useMemo(() => groups.slice(0, MOST_DRAWN), [groups]);
  const runs = drawn.reduce((sum, { entries }) => sum + entries.length, 0);
  const { id } = headline;
  const shared = { groups: drawn, metric: id, single: runs <= MOST_LINES };
  return (
    <>
      {runs > 1 && (
        <p className="quiet">
          {t(shared.single ? 'class.curves.what' : 'class.curves.band')}{' '}
          {groups.length > MOST_DRAWN && t('class.curves.most', { drawn: MOST_DRAWN, all: groups.length })}
        </p>
      )}
      <div className={styles.charts}>
        <Curve
          {...shared}
          chart="compare-scores"
          which="score"
          name={metricTitle(t, headline)}
          term={METRIC_TERMS[id]}
          format={(value) => scoreText(id, value, 1)}
          tick={isPlain(id) ? plainTick : rateTick}
          rate
        />
        <Curve
          {...shared}
          chart="compare-acceptance"
          which="acceptance"
          name={t('chart.acceptance')}
          term="acceptance"
          format={(value) => percent(value, 1)}
          tick={rateTick}
          rate
        />
        <Curve
          {...shared}
          chart="compare-loss"
          which="loss"
          name={t('chart.loss')}
          term="loss"
          format={short}
          tick={plainTick}
        />
      </div>
    </>
  );
}

interface CurveProps {
  readonly chart: ChartId;
  readonly which: CurveName;
  readonly groups: readonly ClassGroup[];
  readonly metric: string;
  /** Each run is drawn, too. */
  readonly single: boolean;
  readonly name: string;
  readonly term: TermId;
  readonly format: (value: number) => string;
  readonly tick: (value: number) => string;
  readonly rate?: boolean;
}

function Curve({ chart, which, groups, metric, single, name, term, format, tick, rate = false }: CurveProps) {
  const t = useT();
  const { bands, points, runs } = useMemo(() => {
    const found = groups.map((group) => bandIn(group, which, metric));
    const lines = single ? groups.flatMap(({ entries }, at) => entries.map((entry) => ({ entry, at }))) : [];
    const own = gather(
      Object.fromEntries(lines.map(({ entry }, run) => [runKey(run), curveIn(entry, which, metric)])),
    );
    const byStep = new Map(own.map((point) => [point.x, point]));
    const all = pointsOf(found, [...byStep.keys()]).map((point) => ({ ...byStep.get(point.x), ...point }));
    return { bands: found, points: all, runs: lines.map(({ at }) => at) };
  }, [groups, which, metric, single]);
  const names = groups.map((group) => group.name);
  const steps = stepsOf(bands);
  const to = steps.at(-1) ?? 0;
  return (
    <ChartFrame
      name={name}
      term={term}
      empty={t('class.curves.none')}
      hasData={steps.length > 0}
      menu={{ chart, steps: [0, to] }}
      keys={[]}
      table={() => linesTable(t, names, points, format)}
    >
      <ComparePlot
        chart={chart}
        name={name}
        points={points}
        to={to}
        names={names}
        runs={runs}
        text={format}
        tick={tick}
        rate={rate}
      />
    </ChartFrame>
  );
}
