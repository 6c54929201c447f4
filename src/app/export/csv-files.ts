/** Files of comma-separated values with their origin in every row. */
import { csv } from '../browser/csv';
import { save } from '../browser/download';
import { asColumns, type Provenance } from './provenance';

const DIGITS = 6;

/** A number with six significant digits; empty where there is none. */
export const significant = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value)
    ? ''
    : String(Number(value.toPrecision(DIGITS)));

/** Rows with the columns of their origin behind their own. */
export function withProvenance(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  provenance: Provenance,
): string {
  const { names, cells } = asColumns(provenance);
  return csv([[...columns, ...names], ...rows.map((row) => [...row, ...cells])]);
}

/** Hands the user a file, named after what is in it. */
export function saveCsv(what: string, { experiment }: Pick<Provenance, 'experiment'>, text: string): void {
  save(`distillery-${experiment.task}-${what}.csv`, new Blob([text], { type: 'text/csv' }));
}
