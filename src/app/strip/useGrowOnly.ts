/** Keeps an element as tall as it has ever been at its width, so that what is below it does not jump. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/**
 * @param content changes whenever the element may have another height
 * @param present whether the element is on the page
 */
export function useGrowOnly(root: RefObject<HTMLElement | null>, content: unknown, present: boolean): void {
  const tallest = useRef({ width: 0, height: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height depends on the content
  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    const width = element.clientWidth;
    if (tallest.current.width !== width) {
      tallest.current = { width, height: 0 };
      element.style.minHeight = '';
    }
    if (element.offsetHeight <= tallest.current.height) return;
    tallest.current.height = element.offsetHeight;
    element.style.minHeight = `${element.offsetHeight}px`;
  }, [root, content]);
  // At another width the height of before says nothing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the element comes and goes
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    let frame = 0;
    const forget = (): void => {
      if (tallest.current.width === element.clientWidth) return;
      tallest.current = { width: element.clientWidth, height: 0 };
      element.style.minHeight = '';
    };
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      // A change of the observed size in the callback itself is an error of the page, which Firefox reports.
      frame = requestAnimationFrame(forget);
    });
    observer.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, [root, present]);
}
