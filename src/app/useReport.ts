/** Has the report ready before the browser's own command prints: that waits for nothing. */
import { useEffect } from 'react';
import { useCompare } from './store/compare/state';
import { useRun } from './store/experiment/state';

export function useReport(): void {
  const isRun = useRun((state) => state.report !== null);
  const isComparison = useCompare((state) => state.snapshot !== null);
  const isWorth = isRun || isComparison;
  useEffect(() => {
    // Without it the page itself is printed.
    if (isWorth) void import('./report/report').catch(() => {});
  }, [isWorth]);
}
