/** A comparison's results as text for elsewhere. */
import type { FieldName } from '../../experiment/fields';
import type { MetricFacts } from '../../run/protocol';
import { significant, withProvenance } from '../export/csv-files';
import { tableOf } from '../export/markdown';
import type { Provenance } from '../export/provenance';
import type { TranslateAll } from '../text/text';
import type { Group } from './groups';
import type { ResultRow } from './results';
import { cellText, columnsOf, withSeeds } from './words';

/** One line a run, with English names of columns, numbers of six significant digits, and the origin of the results. */
export function runsAsCsv(
  groups: readonly Group[],
  metrics: readonly MetricFacts[],
  provenance: Provenance & { readonly vary: FieldName },
): string {
  const splits = ['test', 'validation'] as const;
  const header = [
    provenance.vary,
    'seed',
    'state',
    'steps',
    'student_updates',
    'teacher_forwards',
    'wall_seconds',
    'test_prompts',
    ...splits.flatMap((split) => metrics.map(({ id }) => `${split}_${id.replaceAll('-', '_')}`)),
  ];
  const rows = groups.flatMap(({ value, runs }) =>
    runs.map(({ planned: { experiment }, run: { state, result } }) => [
      String(value),
      String(experiment.seed),
      state,
      String(experiment.steps),
      ...[result?.updates, result?.teacherForwards, result?.seconds, result?.testPrompts].map(significant),
      ...metrics.map(({ id }) => significant(result?.test[id]?.value)),
      ...metrics.map(({ id }) => significant(result?.validation[id])),
    ]),
  );
  return withProvenance(header, rows, provenance);
}

/** The table as it is shown, and its origin below it. */
export function rowsAsMarkdown(
  t: TranslateAll,
  rows: readonly ResultRow[],
  metrics: readonly MetricFacts[],
  title: string,
  origin: readonly (readonly [label: string, text: string])[],
): string {
  const columns = columnsOf(t, metrics);
  const header = [
    title,
    ...withSeeds(
      t('compare.column.seeds'),
      columns.map((column) => column.title),
    ),
  ];
  const body = rows.map((row) => [
    row.group.label,
    ...withSeeds(
      `${row.done} / ${row.group.runs.length}`,
      columns.map(({ key }) => {
        const cell = cellText(row, key);
        return cell ? `${cell.text} ${cell.note}`.trim() : t('figure.unknown');
      }),
    ),
  ]);
  const right = header.map((_, at) => at > 0);
  return [
    `${tableOf(header, body, right, false)}\n\n`,
    ...origin.map(([label, text]) => `- ${label}: ${text}\n`),
  ].join('');
}
