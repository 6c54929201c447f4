/** Frames the part of the page that a station is about, and brings it into sight. */
import { useEffect } from 'react';
import { showCompare } from '../store/compare/actions';
import { useCompare } from '../store/compare/state';
import type { PartName } from '../store/lesson/format/parts';
import { showPresentView } from '../store/presentation/state';

/** Below this width the columns are one page, and the lesson lies over its end. */
const ONE_PAGE = '(max-width: 1180px)';

const elementOf = (part: PartName): Element | null =>
  document.querySelector(`[data-part="${CSS.escape(part)}"]`);

/** Scrolls a part into sight, and opens the groups that hide it. */
function bringIntoSight(element: Element): void {
  for (let at = element.closest('details'); at; at = at.parentElement?.closest('details') ?? null)
    at.open = true;
  element.scrollIntoView({ block: matchMedia(ONE_PAGE).matches ? 'start' : 'nearest' });
}

/** Goes to the view that has the part, and scrolls to it. */
export function showPart(part: PartName): void {
  const compares = part === 'compare';
  const inBoth = part === 'settings' || part.startsWith('setting.');
  if (!inBoth && useCompare.getState().open !== compares) showCompare(compares);
  // The view for a projector has few parts, the page has all.
  if (!elementOf(part)) showPresentView(false);
  // The other view enters the page first.
  requestAnimationFrame(() => {
    const element = elementOf(part);
    if (element) bringIntoSight(element);
  });
}

/** Frames a part for as long as the station is shown; one that is not on the page is framed when it comes. */
export function useFrame(part: PartName | undefined): void {
  useEffect(() => {
    if (part === undefined) return;
    let framed: Element | null = null;
    const frame = (): void => {
      const element = elementOf(part);
      if (element === framed) return;
      framed?.removeAttribute('data-framed');
      if (element && !framed) bringIntoSight(element);
      element?.setAttribute('data-framed', '');
      framed = element;
    };
    frame();
    // Panels come and go while a station is shown.
    const observer = new MutationObserver(frame);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      observer.disconnect();
      framed?.removeAttribute('data-framed');
    };
  }, [part]);
}
