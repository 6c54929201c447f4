/** Focus when a part of the page appears or disappears. */

/** Whether the focused element has left the page. */
export const isFocusLost = (): boolean =>
  document.activeElement === null || document.activeElement === document.body;

/** Gives the focus to the title of what has just come, and brings it into sight. */
export function arriveAt(title: HTMLElement | null): void {
  title?.focus({ preventScroll: true });
  title?.scrollIntoView({ block: 'start' });
}
