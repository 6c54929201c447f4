/** Whether an element is, or is about to be, in sight. */
import { type RefObject, useEffect, useRef, useState } from 'react';

export function useVisible<T extends HTMLElement>(): {
  readonly ref: RefObject<T | null>;
  readonly visible: boolean;
} {
  const ref = useRef<T>(null);
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    if (!ref.current) return;
    const observer = new IntersectionObserver(
      (entries) => setVisible(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: '100px' },
    );
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return { ref, visible };
}
