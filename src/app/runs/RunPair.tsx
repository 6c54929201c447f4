/** Two runs beside each other: what differs, and their curves over each other. */
import { useEffect, useMemo, useState } from 'react';
import { changedSettings } from '../../experiment/changes';
import { diffExperiments } from '../../experiment/diff';
import type { MetricFacts } from '../../run/protocol';
import type { RecordedRun } from '../../run/recording/file';
import { ChartFrame } from '../charts/ChartFrame';
import type { ChartId } from '../charts/chart-view';
import { gather, lasts, type Point, smoothed } from '../charts/points';
import { isSameLoss } from '../charts/previous-run';
import { FIRST_METRIC, headlineName, isPlain, METRIC_TERMS, scoreText } from '../charts/scores';
import { strokeOf } from '../charts/strokes';
import { meanKey } from '../compare/groups';
import { linesTable } from '../compare/lines-table';
import type { Bucket } from '../history/buckets';
import { type HistorySnapshot, RunHistory } from '../history/history';
import type { TermId } from '../lessons/Term';
import { isPresent, presentRun } from '../store/runs/actions';
import { readKept } from '../store/runs/read';
import { useT } from '../text/all-text';
import { percent, plainTick, rateTick, short } from '../text/format';
import { useLabels } from '../text/text';
import { valueName } from '../text/values';
import { lazyPart } from '../ui/lazy-part';
import styles from './runs.module.css';

const Plot = lazyPart(() => import('../compare/ComparePlot'));

interface RunPairProps {
  readonly first: string;
  readonly second: string;
  readonly onClose: () => void;
}

type Pair = readonly [RecordedRun, RecordedRun];

const load = async (id: string): Promise<RecordedRun | null> =>
  isPresent(id) ? presentRun() : ((await readKept(id))?.run ?? null);

export default function RunPair({ first, second, onClose }: RunPairProps) {
  const t = useT();
  const [pair, setPair] = useState<Pair | null>(null);
  useEffect(() => {
    let over = false;
    void Promise.all([load(first), load(second)]).then(([one, other]) => {
      // What could not be read is said above the list.
      if (!over && one && other) setPair([one, other]);
    });
    return () => {
      over = true;
    };
  }, [first, second]);
  if (!pair) return <p className="quiet">{t('runs.reading')}</p>;
  const [{ facts: one }, { facts: other }] = pair;
  return (
    <section className={styles.pair} aria-label={t('runs.pair', { first: one.name, second: other.name })}>
      <div className={styles.pairHead}>
        <Differences pair={pair} />
        <button type="button" className="btn btn-small" onClick={onClose}>
          {t('runs.pair.close')}
        </button>
      </div>
      <PairCurves pair={pair} />
    </section>
  );
}

/** A table of the settings that differ, with the changes during both runs. */
function Differences({ pair }: { readonly pair: Pair }) {
  const t = useT();
  const labels = useLabels();
  const [{ facts: one }, { facts: other }] = pair;
  const differing = diffExperiments(one.experiment, other.experiment);
  const changes = pair.map(({ facts }) =>
    changedSettings(facts.experiment, facts.changes)
      .map(({ step, name, from, to }) =>
        t('chart.mark', { step, change: `${labels.fields[name].label} ${from} → ${to}` }),
      )
      .join(', '),
  );
  const rows = [
    ...differing.map(({ name, from, to }) => [
      labels.fields[name].label,
      valueName(labels, name, from),
      valueName(labels, name, to),
    ]),
    ...(changes.some(Boolean) ? [[t('runs.pair.changes'), ...changes]] : []),
    [t('runs.pair.steps'), String(one.step), String(other.step)],
  ];
  return (
    <table className={styles.differences}>
      <caption>{differing.length === 0 && t('runs.pair.same')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('runs.pair.setting')}</th>
          {[one, other].map(({ id, name }, at) => (
            <th key={id} scope="col" style={{ borderBottom: `3px solid ${strokeOf(at).colour}` }}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name = '', ...values]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {values.map((value, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              <td key={at}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PairCurves({ pair }: { readonly pair: Pair }) {
  const t = useT();
  const histories = useMemo(
    () => pair.map(({ facts, recording }) => RunHistory.of(recording, facts.experiment.sftSteps).snapshot()),
    [pair],
  );
  const [{ facts: one }, { facts: other }] = pair;
  const headline: MetricFacts = (one.loaded ?? other.loaded)?.metrics[0] ?? FIRST_METRIC;
  const curve = (pick: (history: HistorySnapshot) => readonly Bucket[]) => histories.map(pick);
  const shared = { names: pair.map(({ facts }) => facts.name), to: Math.max(one.step, other.step) };
  return (
    <div className={styles.charts}>
      <PairCurve
        {...shared}
        chart="compare-loss"
        name={t('chart.loss')}
        term="loss"
        note={isSameLoss(one.experiment, other.experiment) ? '' : t('runs.pair.otherLoss')}
        buckets={curve(({ loss }) => loss)}
        format={short}
        tick={plainTick}
      />
      <PairCurve
        {...shared}
        chart="compare-acceptance"
        name={t('chart.acceptance')}
        term="acceptance"
        buckets={curve(({ acceptance }) => acceptance)}
        format={(value) => percent(value, 1)}
        tick={rateTick}
        rate
      />
      <PairCurve
        {...shared}
        chart="compare-scores"
        name={headlineName(t, headline)}
        term={METRIC_TERMS[headline.id]}
        buckets={curve(({ scores }) => scores[headline.id] ?? [])}
        format={(value) => scoreText(headline.id, value, 1)}
        tick={isPlain(headline.id) ? plainTick : rateTick}
        rate
        dots
      />
    </div>
  );
}

interface PairCurveProps {
  readonly chart: ChartId;
  readonly name: string;
  readonly term: TermId;
  readonly note?: string;
  /** Of both runs. */
  readonly buckets: readonly (readonly Bucket[])[];
  readonly names: readonly string[];
  /** Last step of the longer run. */
  readonly to: number;
  readonly format: (value: number) => string;
  readonly tick: (value: number) => string;
  readonly rate?: boolean;
  /** Scores: each is drawn as it was measured. */
  readonly dots?: boolean;
}

function PairCurve({
  chart,
  name,
  term,
  note = '',
  buckets,
  names,
  to,
  format,
  tick,
  rate = false,
  dots = false,
}: PairCurveProps) {
  const t = useT();
  const line = dots ? lasts : smoothed;
  const points: readonly Point[] = gather(
    Object.fromEntries(buckets.map((series, at) => [meanKey(at), line(series)])),
  );
  return (
    <ChartFrame
      name={name}
      term={term}
      note={note}
      empty={t('runs.pair.none')}
      hasData={points.length > 0}
      {...(dots ? {} : { menu: { chart, steps: [0, to] as const } })}
      keys={names.map((one, at) => ({ name: one, colour: strokeOf(at).colour, mark: 'line' as const }))}
      table={() => linesTable(t, names, points, format)}
    >
      <Plot
        chart={chart}
        name={name}
        points={points}
        to={to}
        names={names}
        text={format}
        tick={tick}
        rate={rate}
        dots={dots}
      />
    </ChartFrame>
  );
}
