/** Evaluated prompts as comma-separated values. */
import type { EvaluatedItem } from '../../run/protocol';
import { csv } from '../browser/csv';

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
