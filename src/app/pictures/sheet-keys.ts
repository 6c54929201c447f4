/** Keys of a sheet: one cell is a tab stop, the arrows move it (roving tabindex) and select as they go. */
import type { KeyboardEvent, RefObject } from 'react';
import { cellOf } from '../strip/useStripKeys';

/** The picture that a key leads to, among `count` in lines of `columns`; null when it is no key of the sheet. */
export function movedTo(key: string, from: number, count: number, columns: number): number | null {
  const within = (to: number): number => (to < 0 || to >= count ? from : to);
  switch (key) {
    case 'ArrowLeft':
      return within(from - 1);
    case 'ArrowRight':
      return within(from + 1);
    case 'ArrowUp':
      return within(from - columns);
    case 'ArrowDown':
      return within(from + columns);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** @param fitting cells that there is room for */
export const sheetKeys =
  (root: RefObject<HTMLElement | null>, fitting: number) =>
  (event: KeyboardEvent): void => {
    const from = cellOf(event.target);
    if (!from || event.altKey || event.ctrlKey || event.metaKey) return;
    const buttons = [...(root.current?.querySelectorAll<HTMLElement>('[data-cell]') ?? [])].slice(0, fitting);
    const topOf = (button: HTMLElement | undefined): number | undefined =>
      button?.getBoundingClientRect().top;
    const columns = buttons.filter((button) => topOf(button) === topOf(buttons[0])).length;
    const to = movedTo(event.key, from.row, buttons.length, columns);
    if (to === null) return;
    event.preventDefault();
    buttons[to]?.focus();
    buttons[to]?.click();
  };
