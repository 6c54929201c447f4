/** Evaluated prompts as comma-separated values (RFC 4180). */
import type { EvaluatedItem } from '../../run/protocol';

const COLUMNS = [
  'prompt',
  'kind',
  'reference',
  'student',
  'student_ended',
  'student_error',
  'teacher',
  'teacher_ended',
  'teacher_error',
] as const;

const quote = (value: string): string =>
  /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/** Rows of cells as lines. */
export const csv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(quote).join(',')}\r\n`).join('');

/** One line a prompt, the names of the columns first. An empty error means that the answer is right. */
export function toCsv(items: readonly EvaluatedItem[]): string {
  const rows = items.map(({ prompt, kind, reference, student, teacher }) => [
    prompt,
    kind ?? '',
    reference,
    ...[student, teacher].flatMap(({ text, ended, error }) => [text, String(ended), error ?? '']),
  ]);
  return csv([COLUMNS, ...rows]);
}
