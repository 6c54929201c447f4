/** Scores on held-out prompts: a dot for every evaluation. */
import { memo, useMemo } from 'react';
import { PIXEL_NEIGHBOURS } from '../../experiment/picture-tasks';
import type { Bucket } from '../history/buckets';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import type { PredictedCurve } from '../store/predictions/curve';
import { useView } from '../store/view';
import { plainTick, rateTick } from '../text/format';
import { type Translate, useT } from '../text/text';
import { lazyPart } from '../ui/lazy-part';
import { ChartFrame } from './ChartFrame';
import type { TableData } from './ChartTable';
import type { SeriesKey } from './Keys';
import { type Mark, markedIn, useMarks } from './marks';
import { gather, lasts } from './points';
import { isAwaited, usePrediction } from './predict/usePrediction';
import { headlineName, isPlain, METRIC_TERMS, metricName, scoreDistance, scoreText } from './scores';
import { expectedAt, expectedColumn, markColumn } from './tables';
import { type Metrics, useChosenMetrics } from './useMetrics';

const Plot = lazyPart(() => import('./plots/ScorePlot'));

type Scores = Readonly<Record<string, readonly Bucket[]>>;
const COLOURS = ['var(--ink)', 'var(--student-bar)', 'var(--replaced-line)'] as const;
const NO_SCORES: Scores = {};
const NO_BUCKETS: readonly Bucket[] = [];

export const ScoreChart = memo(function ScoreChart() {
  const t = useT();
  const metrics = useChosenMetrics();
  const [headline] = metrics;
  const scores = useRun((state) => state.history.scores);
  // The run before may have been about another task: what it was not scored by has no ghost.
  const ghosts = useRun((state) => state.previousRun?.scores ?? NO_SCORES);
  const teacher = useRun((state) => state.loaded?.teacher?.scores[headline.id]);
  const pixels = usePixels();
  const total = useRun((state) => state.total);
  const every = useDraftExperiment((state) => state.experiment.evaluateEvery);
  const planned = useDraftExperiment((state) => state.experiment.steps);
  const name = headlineName(t, headline);
  const measured = useMemo(() => lasts(scores[headline.id] ?? NO_BUCKETS), [scores, headline.id]);
  const prediction = usePrediction({
    id: `score ${headline.id}`,
    name,
    measured,
    total,
    text: (value) => scoreDistance(t, headline.id, value),
  });
  const { series } = prediction;
  const until = usePlayedUntil();
  const points = useMemo(
    () =>
      gather({
        ...series,
        ...Object.fromEntries(
          metrics.flatMap(({ id }) => [
            [id, lasts((scores[id] ?? NO_BUCKETS).filter(({ to }) => to <= until))],
            [`ghost ${id}`, lasts(ghosts[id] ?? NO_BUCKETS)],
          ]),
        ),
      }),
    [metrics, scores, ghosts, series, until],
  );
  const marks = useMarks();
  const ghost = metrics.some(({ id }) => ghosts[id]);
  return (
    <ChartFrame
      name={name}
      term={METRIC_TERMS[headline.id]}
      part="chart.score"
      empty={t('chart.accuracy.empty', { every })}
      hasData={metrics.some(({ id }) => scores[id]) || isAwaited(prediction)}
      menu={{ chart: 'scores', steps: [0, total] }}
      keys={[...keysOf(t, metrics, { teacher, pixels }, ghost), ...prediction.keys]}
      predict={{
        prediction,
        axis: {
          total: planned,
          top: 1,
          text: (value) => scoreText(headline.id, value, 1),
          tick: isPlain(headline.id) ? plainTick : rateTick,
        },
      }}
      table={() => tableOf(t, metrics, scores, marks, prediction.curve)}
    >
      <Plot
        name={name}
        points={points}
        to={total}
        marks={marks}
        metrics={metrics}
        colours={COLOURS}
        {...(teacher === undefined ? {} : { teacher })}
        {...(pixels === undefined ? {} : { pixels })}
      />
    </ChartFrame>
  );
});

/** What k-NN on raw pixels scores in the task of the run; undefined for text and for pictures of one's own. */
function usePixels(): number | undefined {
  const task = useRun((state) => state.running?.task);
  return task && PIXEL_NEIGHBOURS[task];
}

/** Step up to which a recording has been played: a line to the next score would tell that beforehand. */
function usePlayedUntil(): number {
  const recorded = useRun((state) => state.recorded);
  const step = useView((state) => state.moment?.step);
  return recorded && step !== undefined ? step : Number.POSITIVE_INFINITY;
}

interface Goals {
  readonly teacher: number | undefined;
  readonly pixels: number | undefined;
}

function keysOf(
  t: Translate,
  metrics: Metrics,
  { teacher, pixels }: Goals,
  ghost: boolean,
): readonly SeriesKey[] {
  return [
    ...metrics.map(
      (metric, at) =>
        ({ name: metricName(t, metric), colour: COLOURS[at] ?? 'var(--ink)', mark: 'dots' }) as const,
    ),
    ...(teacher !== undefined
      ? [{ name: t('chart.teacherLine'), colour: 'var(--teacher-bar)', mark: 'dashes' } as const]
      : []),
    ...(pixels !== undefined
      ? [{ name: t('chart.pixelsLine'), colour: 'var(--ink-3)', mark: 'dashes' } as const]
      : []),
    ...(ghost ? [{ name: t('chart.previous'), colour: 'var(--ghost)', mark: 'dashes' } as const] : []),
  ];
}

/** Newest first; all scores are of the same evaluations. */
function tableOf(
  t: Translate,
  metrics: Metrics,
  scores: Scores,
  marks: readonly Mark[],
  curve: PredictedCurve,
): TableData {
  const expected = (value: number): string => scoreText(metrics[0].id, value, 1);
  const columns = metrics.map(({ id }) => scores[id] ?? NO_BUCKETS);
  const [first = NO_BUCKETS] = columns;
  return {
    columns: [
      t('chart.step'),
      ...metrics.map((metric) => metricName(t, metric)),
      ...expectedColumn(t, curve),
      ...markColumn(t, marks),
    ],
    rows: first
      .map((bucket, i) => [
        String(bucket.to),
        ...metrics.map(({ id }, at) => scoreText(id, columns[at]?.[i]?.last ?? 0, 1)),
        ...expectedAt(curve, bucket.to, expected),
        ...(marks.length > 0 ? [markedIn(marks, first[i - 1]?.to ?? -1, bucket.to)] : []),
      ])
      .reverse(),
  };
}
