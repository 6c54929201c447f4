/** Arrow keys in the strip: one token is a tab stop, the arrows move it (roving tabindex) and select as they go. */
import type { KeyboardEvent, RefObject } from 'react';
import type { StripRow } from '../../run/protocol';
import type { Selection } from '../store/view';

/** Token that a key leads to; null when it is not a key of the strip. Left and right are visual. */
export function moved(
  key: string,
  from: Selection,
  lengths: readonly number[],
  direction: 'ltr' | 'rtl' = 'ltr',
): Selection | null {
  const last = (row: number): number => Math.max(0, (lengths[row] ?? 1) - 1);
  const clamp = (row: number, column: number): Selection => ({ row, column: Math.min(column, last(row)) });
  const forward = direction === 'ltr' ? 'ArrowRight' : 'ArrowLeft';
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowRight':
      return clamp(from.row, Math.max(0, from.column + (key === forward ? 1 : -1)));
    case 'ArrowUp':
      return clamp(Math.max(0, from.row - 1), from.column);
    case 'ArrowDown':
      return clamp(Math.min(lengths.length - 1, from.row + 1), from.column);
    case 'Home':
      return clamp(from.row, 0);
    case 'End':
      return clamp(from.row, last(from.row));
    default:
      return null;
  }
}

/** The place of the token that an event happened on. */
export function cellOf(target: EventTarget): Selection | null {
  const cell =
    target instanceof Element ? target.closest<HTMLElement>('[data-cell]')?.dataset.cell : undefined;
  const [row, column] = cell?.split(':').map(Number) ?? [];
  return row === undefined || column === undefined ? null : { row, column };
}

export function useStripKeys(
  root: RefObject<HTMLElement | null>,
  rows: readonly StripRow[],
  direction: 'ltr' | 'rtl',
): (event: KeyboardEvent) => void {
  return (event) => {
    const from = cellOf(event.target);
    if (!from || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = moved(
      event.key,
      from,
      rows.map(({ tokens }) => tokens.length),
      direction,
    );
    if (!to) return;
    event.preventDefault();
    const button = root.current?.querySelector<HTMLElement>(`[data-cell="${to.row}:${to.column}"]`);
    button?.focus();
    button?.click();
  };
}
