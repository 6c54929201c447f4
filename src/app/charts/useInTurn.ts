/** The newest value for several views that are costly to draw: one of them gets it at each tick. */
import { useEffect, useRef, useState } from 'react';

/**
 * @param count of the views
 * @param milliseconds between two ticks
 * @returns for each view, what it is to show now
 */
export function useInTurn<T>(newest: T, count: number, milliseconds: number): readonly T[] {
  const [shown, setShown] = useState<readonly T[]>(() => Array.from({ length: count }, () => newest));
  const latest = useRef(newest);
  useEffect(() => {
    latest.current = newest;
  }, [newest]);
  useEffect(() => {
    let turn = 0;
    const timer = setInterval(() => {
      const at = turn;
      turn = (turn + 1) % count;
      setShown((before) => (before[at] === latest.current ? before : before.with(at, latest.current)));
    }, milliseconds);
    return () => clearInterval(timer);
  }, [count, milliseconds]);
  return shown;
}
