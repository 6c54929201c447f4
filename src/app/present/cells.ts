/** The next token that a presenter's remote control leads to. */
import type { Selection } from '../store/view';

/** Steps of a presenter: to the token or the sequence before or after. */
export type PresenterStep = 'next-token' | 'previous-token' | 'next-sequence' | 'previous-sequence';

/** Keys of presenter remotes (PageUp, PageDown) and of keyboards. */
const STEPS: ReadonlyMap<string, PresenterStep> = new Map([
  ['PageDown', 'next-token'],
  ['PageUp', 'previous-token'],
  ['ArrowRight', 'next-token'],
  ['ArrowLeft', 'previous-token'],
  ['ArrowDown', 'next-sequence'],
  ['ArrowUp', 'previous-sequence'],
]);

/** The step that a key stands for; Shift makes a sequence of a token. */
export function presenterStep(key: string, shift: boolean): PresenterStep | null {
  const step = STEPS.get(key) ?? null;
  if (!shift) return step;
  if (key === 'PageDown') return 'next-sequence';
  return key === 'PageUp' ? 'previous-sequence' : step;
}

/**
 * The token that a step leads to; null is none: before the first and after the last token.
 *
 * @param lengths of the sequences on the screen, in tokens
 */
export function cellAfter(
  step: PresenterStep,
  from: Selection | null,
  lengths: readonly number[],
): Selection | null {
  const cells = lengths.flatMap((length, row) =>
    Array.from({ length }, (_, column): Selection => ({ row, column })),
  );
  if (!from) {
    const back = step === 'previous-token' || step === 'previous-sequence';
    const last = lengths.length - 1;
    if (!back) return cells[0] ?? null;
    return (step === 'previous-token' ? cells.at(-1) : cells.find(({ row }) => row === last)) ?? null;
  }
  if (step === 'next-sequence') return cells.find(({ row }) => row > from.row) ?? null;
  if (step === 'previous-sequence')
    return cells.findLast(({ row, column }) => row < from.row && column === 0) ?? null;
  const at = cells.findIndex(({ row, column }) => row === from.row && column === from.column);
  return cells[at + (step === 'next-token' ? 1 : -1)] ?? null;
}
