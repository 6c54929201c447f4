/** Has the report ready before the browser's own command prints: that waits for nothing. */
import { useEffect } from 'react';
import { useCompare } from './store/compare/state';
import { useRun } from './store/experiment/state';
import { useOpenLesson } from './store/lesson/state';
import { useView } from './store/view';

export function useReport(): void {
  const isRun = useRun((state) => state.report !== null);
  const isComparison = useCompare((state) => state.snapshot !== null);
  const isLesson = useOpenLesson((state) => state.id !== null);
  const isClass = useView((state) => state.dialog === 'class');
  const isWorth = isRun || isComparison || isLesson || isClass;
  useEffect(() => {
    // Without it the page itself is printed.
    if (isWorth) void import('./report/report').catch(() => {});
  }, [isWorth]);
}
