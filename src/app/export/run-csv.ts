/** The curves of a single run as comma-separated values. */
import { changedSettings } from '../../experiment/changes';
import type { Bucket } from '../history/buckets';
import type { HistorySnapshot } from '../history/history';
import { significant, withProvenance } from './csv-files';
import type { Provenance } from './provenance';

const COLUMNS = ['series', 'from_step', 'to_step', 'steps', 'mean', 'min', 'max', 'last', 'change'] as const;

/** One line a series and stretch of steps, as the charts draw them, with the changes of live settings in it. */
export function runAsCsv(history: HistorySnapshot, provenance: Provenance): string {
  const { experiment, changes } = provenance;
  const { sftSteps } = experiment;
  const changed = changedSettings(experiment, changes);
  const changeIn = (first: number, last: number): string =>
    changed
      .filter(({ step }) => step >= first && step <= last)
      .map(({ name, from, to }) => `${name} ${from} → ${to}`)
      .join(', ');
  const series: readonly (readonly [string, readonly Bucket[], shift?: number])[] = [
    // Drawn before step 0; counted from 1 here.
    ['sft_loss', history.warmUp, sftSteps],
    ['loss', history.loss],
    ...Object.entries(history.lossTerms).map(([name, buckets]): [string, readonly Bucket[]] => [
      `loss_term ${name}`,
      buckets,
    ]),
    ['acceptance', history.acceptance],
    ['overlap', history.overlap],
    ...Object.entries(history.scores).map(([id, buckets]): [string, readonly Bucket[]] => [
      `validation ${id}`,
      buckets,
    ]),
  ];
  const rows = series.flatMap(([name, buckets, shift = 0]) =>
    buckets.map(({ from, to, count, mean, min, max, last }) => [
      name,
      String(from + shift),
      String(to + shift),
      String(count),
      ...[mean, min, max, last].map(significant),
      shift > 0 ? '' : changeIn(from, to),
    ]),
  );
  return withProvenance(COLUMNS, rows, provenance);
}
