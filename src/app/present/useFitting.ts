/** How many of an element's children it has room for. */
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';

/** Rounding of a layout in device pixels. */
const SLACK = 1;

/**
 * @param content changes whenever the children may have another height
 * @param isBounded whether the element does not grow with its children
 * @returns the number of children that end within the element, at least one; no number is too large where it grows
 */
export function useFitting(
  root: RefObject<HTMLElement | null>,
  content: unknown,
  isBounded: boolean,
): number {
  const [fitting, setFitting] = useState(1);
  const [size, setSize] = useState('');
  useEffect(() => {
    const element = root.current;
    if (!element || !isBounded) return;
    let frame = 0;
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setSize(`${element.clientWidth}×${element.clientHeight}`));
    });
    observer.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, [root, isBounded]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the heights depend on the content and on the size
  useLayoutEffect(() => {
    const element = root.current;
    if (!element || !isBounded) return;
    const end = element.getBoundingClientRect().bottom + SLACK;
    const fit = [...element.children].filter((child) => child.getBoundingClientRect().bottom <= end).length;
    setFitting(Math.max(1, fit));
  }, [root, content, size, isBounded]);
  return isBounded ? fitting : Number.POSITIVE_INFINITY;
}
