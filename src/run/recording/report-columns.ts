/** The reports of a recording as columns of a file. */
import type { ColumnReader, ColumnWriter } from './columns';
import type { Header } from './file';
import { REPORT_COLUMNS, type ReportColumn, type ReportTable } from './report-table';

const ENTRIES = Object.entries(REPORT_COLUMNS) as [ReportColumn, (typeof REPORT_COLUMNS)[ReportColumn]][];

type ReportsHeader = Pick<Header, 'reports' | 'sftReports' | 'positions' | 'lossTerms'>;

export function writeReports(reports: ReportTable, columns: ColumnWriter): ReportsHeader {
  for (const [name, type] of ENTRIES) columns.add(name, type, reports.columns[name]);
  for (const [name, values] of reports.lossTerms) columns.add(`term ${name}`, 'F32', values);
  const counts = Array.from({ length: reports.length }, (_, i) => reports.positionsAt(i));
  const positions = Math.max(0, ...counts.map((one) => one?.accepted.length ?? 0));
  columns.add(
    'counted',
    'U8',
    Uint8Array.from(counts, (one) => Number(one !== null)),
  );
  const counted = counts.filter((one) => one !== null);
  // Position by position: neighbouring steps are alike.
  for (const kind of ['accepted', 'replaced'] as const) {
    const values = new Uint16Array(positions * counted.length);
    for (const [i, one] of counted.entries()) {
      for (const [position, count] of one[kind].entries()) values[position * counted.length + i] = count;
    }
    columns.add(`${kind} by position`, 'U16', values);
  }
  const lossTerms = [...reports.lossTerms.keys()];
  return { reports: reports.length, sftReports: reports.sftSteps, positions, lossTerms };
}

/** @throws RangeError when the columns do not fit the header, or are out of order */
export function readReports(
  { reports: count, sftReports, positions, lossTerms }: Header,
  columns: ColumnReader,
  into: ReportTable,
): void {
  for (const [name] of ENTRIES) appendTo(into.columns[name], columns.get(name, count));
  for (const name of lossTerms) into.lossTerms.set(name, columns.get(`term ${name}`, count));
  const counted = columns.get('counted', count);
  const rows = counted.filter((flag) => flag === 1).length;
  const accepted = columns.get('accepted by position', rows * positions);
  const replaced = columns.get('replaced by position', rows * positions);
  const row = (values: readonly number[], at: number): Uint16Array =>
    Uint16Array.from({ length: positions }, (_, position) => values[position * rows + at] ?? 0);
  let at = 0;
  for (const flag of counted) {
    into.addPositions(flag === 1 ? { accepted: row(accepted, at), replaced: row(replaced, at) } : null);
    at += flag;
  }
  if (sftReports > count) throw new RangeError('more supervised steps than steps');
  into.markSft(sftReports);
  const { step } = into.columns;
  const ordered = step.every((each, i) => i === 0 || i === sftReports || each > (step[i - 1] ?? 0));
  if (!ordered || step.some((each) => each < 1)) throw new RangeError('steps out of order');
}

/** One by one: a call takes a limited number of arguments. */
function appendTo(list: number[], values: readonly number[]): void {
  for (const value of values) list.push(value);
}
