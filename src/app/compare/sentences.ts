/** Two rows of results in sentences: how their settings differ, how their results do, and whether that means anything. */
import { diffExperiments } from '../../experiment/diff';
import { rangesOverlap, type SummaryStats } from '../../experiment/summary-stats';
import type { MetricFacts } from '../../run/protocol';
import { scoreDistance } from '../charts/scores';
import { count, duration } from '../text/format';
import type { Labels } from '../text/labels';
import type { TranslateAll } from '../text/text';
import { valueName } from '../text/values';
import type { ResultRow } from './results';
import { numberText, rangeText } from './words';

export interface InWords {
  readonly t: TranslateAll;
  readonly labels: Labels;
  readonly metric: MetricFacts;
}

/** Sentences, in order. */
export function describeDifference(a: ResultRow, b: ResultRow, words: InWords): string[] {
  const { t, metric } = words;
  const [x, y] = [a.test[metric.id] ?? null, b.test[metric.id] ?? null];
  const settings = describeSettings(a, b, words);
  if (!x || !y) return [settings, t('compare.difference.none')];
  return [
    settings,
    describeScores(a, b, x, y, words),
    describeVerdict(x, y, words),
    describeCost(a, b, words),
  ];
}

function describeSettings(a: ResultRow, b: ResultRow, { t, labels }: InWords): string {
  const [first, second] = [a.group.runs[0]?.planned.experiment, b.group.runs[0]?.planned.experiment];
  const differences = first && second ? diffExperiments(first, second) : [];
  const settings = differences.map(({ name, from, to }) =>
    t('compare.difference.setting', {
      label: labels.fields[name].label,
      from: valueName(labels, name, from),
      to: valueName(labels, name, to),
    }),
  );
  const names = { a: a.group.name, b: b.group.name };
  return t('compare.difference.settings', { ...names, settings: settings.join(', ') });
}

function describeScores(
  a: ResultRow,
  b: ResultRow,
  x: SummaryStats,
  y: SummaryStats,
  { t, metric }: InWords,
): string {
  const key = `test ${metric.id}` as const;
  const values = {
    a: a.group.name,
    b: b.group.name,
    metric: t(`metric.${metric.id}`),
    prompts: promptsOf(a),
    x: numberText(key, x.mean),
    y: numberText(key, y.mean),
    by: scoreDistance(t, metric.id, Math.abs(x.mean - y.mean)),
  };
  if (x.mean === y.mean) return t('compare.difference.equal', values);
  return t(x.mean > y.mean ? 'compare.difference.more' : 'compare.difference.less', values);
}

const promptsOf = ({ group }: ResultRow): number =>
  group.runs.map(({ run }) => run.result?.testPrompts ?? 0).find((prompts) => prompts > 0) ?? 0;

function describeVerdict(x: SummaryStats, y: SummaryStats, { t, metric }: InWords): string {
  const key = `test ${metric.id}` as const;
  const verdict = rangesOverlap(x, y);
  return t(`compare.difference.${verdict}`, {
    n: x.count,
    m: y.count,
    rangeA: rangeText(key, x),
    rangeB: rangeText(key, y),
    odds: oddsOfApart(x.count, y.count),
  });
}

/** In one of how many comparisons two equal settings come apart: 2 of the C(n + m, n) ways to divide n + m numbers do. */
export function oddsOfApart(n: number, m: number): number {
  let ways = 1;
  for (let i = 1; i <= n; i++) ways = (ways * (m + i)) / i;
  return Math.round(ways / 2);
}

function describeCost(a: ResultRow, b: ResultRow, { t }: InWords): string {
  const counted = (spread: SummaryStats | null): string => count(spread?.mean ?? 0);
  const timed = (spread: SummaryStats | null): string => duration(1000 * (spread?.mean ?? 0));
  return t('compare.difference.cost', {
    forwardsA: counted(a.teacherForwards),
    forwardsB: counted(b.teacherForwards),
    updatesA: counted(a.updates),
    updatesB: counted(b.updates),
    timeA: timed(a.seconds),
    timeB: timed(b.seconds),
  });
}
