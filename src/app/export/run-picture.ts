/** The charts of a single run as a picture, in the colours of now. */
import type { MetricFacts } from '../../run/protocol';
import { save } from '../browser/download';
import { pngOf } from '../browser/png';
import { useChartView } from '../charts/chart-view';
import { panelsOf } from '../charts/loss-terms';
import { lasts, means, ranges, smoothed } from '../charts/points';
import { metricName } from '../charts/scores';
import type { Smoothing } from '../charts/smoothing';
import { type Stroke, strokeOf } from '../charts/strokes';
import { lineWords } from '../charts/tables';
import type { Bucket } from '../history/buckets';
import type { HistorySnapshot } from '../history/history';
import { newestHistory } from '../store/experiment/measurements';
import { useRun } from '../store/experiment/state';
import { presentSubject } from '../store/experiment/subject';
import { t } from '../text/all-text';
import { labels, type TranslateAll } from '../text/text';
import { valueName } from '../text/values';
import { literal, paletteNow } from './palette';
import { type Axis, type Band, drawPicture, type Origin, type Panel, type Picture } from './picture';
import { inWords, ofSubject } from './provenance';

export interface DrawnRun {
  readonly history: HistorySnapshot;
  /** Training steps of the whole run. */
  readonly total: number;
  readonly metrics: readonly MetricFacts[];
  /** Scores of the teacher by metric id; null without a teacher. */
  readonly teacher: Readonly<Record<string, number>> | null;
  readonly smoothing: Smoothing;
  /** Steps at which live settings changed. */
  readonly changedAt: readonly number[];
}

const DASH = '5 3';
const solid = (colour: string): Stroke => ({ colour, dash: '0' });
const dashed = (colour: string): Stroke => ({ colour, dash: DASH });

/** A smoothed line in the range of its values. */
const spread = (buckets: readonly Bucket[], smoothing: Smoothing): Band => ({
  means: smoothed(buckets, smoothing),
  ranges: ranges(buckets),
});
const line = (pairs: Band['means']): Band => ({ means: pairs, ranges: [] });

interface Line {
  readonly name: string;
  readonly stroke: Stroke;
  readonly band: Band;
}

/** Lines without a point, and panels without a line, are left out. */
function panelOf(title: string, lines: readonly Line[], rest: Omit<Panel, 'title' | 'bands'>): Panel[] {
  const drawn = lines.filter(({ band }) => band.means.length > 0);
  if (drawn.length === 0) return [];
  return [
    {
      ...rest,
      title,
      bands: drawn.map(({ band }) => band),
      names: drawn.map(({ name }) => name),
      strokes: drawn.map(({ stroke }) => literal(stroke)),
    },
  ];
}

/** @param title what the picture is about */
export function runPicture(t: TranslateAll, run: DrawnRun, title: string, origin: Origin): Picture {
  const { history, total, changedAt, smoothing } = run;
  const x: Axis = { from: 0, to: total, unit: t('chart.step') };
  const inSteps = { x, marks: changedAt };
  return {
    ...paletteNow(),
    title: `${t('app.name')}: ${title}`,
    names: [],
    strokes: [],
    origin,
    columns: 2,
    panels: [
      ...panelOf(
        `${t('chart.loss')} (${t('chart.loss.unit')})`,
        [
          {
            name: lineWords(t, history.loss, smoothing),
            stroke: solid('var(--ink-2)'),
            band: spread(history.loss, smoothing),
          },
          { name: t('chart.warmUp'), stroke: dashed('var(--ink-3)'), band: line(means(history.warmUp)) },
        ],
        { ...inSteps, x: { ...x, from: Math.min(0, history.warmUp[0]?.from ?? 0) }, rate: false },
      ),
      ...panelOf(
        t('chart.acceptance'),
        [
          {
            name: lineWords(t, history.acceptance, smoothing),
            stroke: solid('var(--student-bar)'),
            band: spread(history.acceptance, smoothing),
          },
          {
            name: t('chart.overlap'),
            stroke: dashed('var(--teacher-bar)'),
            band: line(means(history.overlap)),
          },
        ],
        { ...inSteps, rate: true },
      ),
      ...panelOf(t('held.title'), scoreLines(t, run), { ...inSteps, rate: true }),
      ...positionPanel(t, history),
      ...panelsOf(history.lossTerms, t)
        .filter(({ lines }) => lines.length > 1)
        .flatMap(({ lines }) =>
          panelOf(
            t('lossTerms.title'),
            lines.map(({ label, stroke, buckets }, at) => ({
              name: label,
              stroke: strokeOf(stroke ?? at),
              band: line(smoothed(buckets, smoothing)),
            })),
            { ...inSteps, rate: false },
          ),
        ),
    ],
  };
}

/** The present or last run. */
export function drawnRun(): DrawnRun {
  const { total, loaded } = useRun.getState();
  const { changes } = presentSubject();
  return {
    history: newestHistory(),
    total,
    metrics: loaded?.metrics ?? [],
    teacher: loaded?.teacher?.scores ?? null,
    smoothing: useChartView.getState().smoothing,
    changedAt: [...new Set(changes.map(({ step }) => step))],
  };
}

/** Saves the charts of the present or last run. @throws Error when the browser cannot draw them */
export async function saveRunPicture(): Promise<void> {
  const subject = presentSubject();
  const { experiment } = subject;
  const words = labels();
  const title = valueName(words, 'method', experiment.method);
  const picture = runPicture(t, drawnRun(), title, inWords(ofSubject(subject), t, words));
  save(`distillery-${experiment.task}-run.png`, await pngOf(drawPicture(picture)));
}

/** Every metric of the task; the teacher's score in the first of them. */
function scoreLines(t: TranslateAll, { history, metrics, teacher, total }: DrawnRun): Line[] {
  const [headline] = metrics;
  const goal = headline && teacher?.[headline.id];
  return [
    ...metrics.map((metric, at) => ({
      name: metricName(t, metric),
      stroke: solid(at === 0 ? 'var(--ink)' : 'var(--student-bar)'),
      band: line(lasts(history.scores[metric.id] ?? [])),
    })),
    {
      name: t('chart.teacherLine'),
      stroke: dashed('var(--teacher-bar)'),
      band: line(
        goal === undefined
          ? []
          : [
              [0, goal],
              [total, goal],
            ],
      ),
    },
  ];
}

function positionPanel(t: TranslateAll, { positions }: HistorySnapshot): Panel[] {
  const band = line(positions.map(({ position, rate }) => [position + 1, rate]));
  return panelOf(
    t('chart.positions'),
    [{ name: t('source.accepted'), stroke: solid('var(--student-bar)'), band }],
    { x: { from: 1, to: Math.max(2, positions.length), unit: t('chart.position') }, rate: true },
  );
}
