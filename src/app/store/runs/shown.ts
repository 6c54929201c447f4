/** The run that this tab shows: a reload brings it back. */
import { recallInTab, rememberInTab } from '../../browser/session-storage';

const KEY = 'run';

function isReload(): boolean {
  const [visit] = performance.getEntriesByType('navigation');
  return visit instanceof PerformanceNavigationTiming && visit.type === 'reload';
}

/** The run that a page that was loaded anew showed before; null without one, and for an address that was opened. */
export const shownRun = (): string | null => (isReload() && recallInTab(KEY)) || null;

export const rememberShown = (id: string | null): void => rememberInTab(KEY, id ?? '');
