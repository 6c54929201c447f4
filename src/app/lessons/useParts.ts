/** Parts of a station in the view for a projector: columns as wide and as high as the panel, of which one is seen. */
import { type RefObject, useEffect } from 'react';
import { setParts, useLesson } from '../store/lesson/progress';

/** Width of a column and of the gap after it, in CSS pixels. */
function strideOf(columns: HTMLElement): number {
  return columns.clientWidth + (Number.parseFloat(getComputedStyle(columns).columnGap) || 0);
}

/** Shows the part that has the focus. A title has it because the station was turned to, maybe from behind. */
function showFocused(columns: HTMLElement, { target }: FocusEvent): void {
  if (!(target instanceof Element) || target instanceof HTMLHeadingElement) return;
  const from = columns.getBoundingClientRect().left;
  const part = Math.floor((target.getBoundingClientRect().left - from) / strideOf(columns));
  if (part >= 0 && part < useLesson.getState().parts) useLesson.setState({ part });
}

/**
 * Counts the columns now and whenever they change, and follows the focus; an element without columns has one part.
 *
 * @param columns the element that CSS lays out in columns, none in the other views
 */
export function useParts(columns: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = columns.current;
    if (!element) return;
    const count = (): void => {
      const gap = strideOf(element) - element.clientWidth;
      // A folded panel has no width.
      setParts(Math.round((element.scrollWidth + gap) / strideOf(element)) || 1);
    };
    const onSize = new ResizeObserver(count);
    onSize.observe(element);
    const onContent = new MutationObserver(count);
    onContent.observe(element, { childList: true, subtree: true, characterData: true });
    const onFocus = (event: FocusEvent): void => showFocused(element, event);
    element.addEventListener('focusin', onFocus);
    return () => {
      element.removeEventListener('focusin', onFocus);
      onSize.disconnect();
      onContent.disconnect();
    };
  }, [columns]);
}
