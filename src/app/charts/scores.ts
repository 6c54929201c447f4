/** How scores are named and written. */
import type { MetricFacts, MetricId } from '../../run/protocol';
import type { TermId } from '../lessons/Term';
import { percent } from '../text/format';
import type { Translate } from '../text/text';

export const METRIC_TERMS = {
  accuracy: 'accuracy',
  knn: 'knn',
  'knn-average': 'knn',
  'mean-iou': 'meanIou',
  'patch-accuracy': 'patchAccuracy',
  'exact-match': 'exactMatch',
  chrf: 'chrf',
  'rouge-l': 'rougeL',
  'phoneme-error-rate': 'phonemeErrorRate',
  'partial-results': 'partialResults',
} as const satisfies Readonly<Record<MetricId, TermId>>;

/** Metric before the task is known: the headline of the first screen's task. */
export const FIRST_METRIC: MetricFacts = { id: 'chrf', better: 'higher' };

/** chrF and ROUGE-L are given as plain numbers, shares and rates in per cent. */
const PLAIN: ReadonlySet<MetricId> = new Set(['chrf', 'rouge-l']);

export const scoreText = (id: MetricId, value: number, digits: number): string =>
  PLAIN.has(id) ? value.toFixed(digits + 2) : percent(value, digits);

/** Whether a score is written as a plain number, not in per cent. */
export const isPlain = (id: MetricId): boolean => PLAIN.has(id);

/** A difference of two scores, without its sign. */
export const scoreDistance = (t: Translate, id: MetricId, distance: number): string =>
  PLAIN.has(id)
    ? scoreText(id, distance, 1)
    : t('compare.difference.points', { points: (100 * distance).toFixed(1) });

/** The name of a metric, with a note where lower is better. */
export function metricName(t: Translate, { id, better }: MetricFacts): string {
  const name = t(`metric.${id}`);
  return better === 'lower' ? t('metric.lower', { metric: name }) : name;
}

/** The same at the beginning of a title. */
export function metricTitle(t: Translate, { id, better }: MetricFacts): string {
  const name = t(`term.${METRIC_TERMS[id]}`);
  return better === 'lower' ? t('metric.lower', { metric: name }) : name;
}

/** The name that the headline figure and its chart go by. */
export const headlineName = (t: Translate, { id }: MetricFacts): string =>
  id === 'exact-match' ? t('chart.accuracy') : t(`term.${METRIC_TERMS[id]}`);
