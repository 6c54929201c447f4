/** Evaluated prompts as comma-separated values. */
import type { EvaluatedItem } from '../../run/protocol';
import { withProvenance } from '../export/csv-files';
import { type Evaluated, evaluationContext } from '../export/estimates-csv';
import type { Provenance } from '../export/provenance';

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
export function toCsv(items: readonly EvaluatedItem[], result: Evaluated, provenance: Provenance): string {
  const context = evaluationContext(result);
  const rows = items.map(({ prompt, kind, reference, student, teacher }) => [
    prompt,
    kind ?? '',
    reference,
    ...[student, teacher].flatMap(({ text, ended, error }) => [text, String(ended), error ?? '']),
    ...context.map(([, cell]) => cell),
  ]);
  return withProvenance([...COLUMNS, ...context.map(([name]) => name)], rows, provenance);
}
