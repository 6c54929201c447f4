/** Keeps the screen awake during a run, and notifies the user when the tab was in the background. */
import { useEffect } from 'react';
import { isComparing, useCompare } from './store/compare/state';
import { isBusy, useRun } from './store/experiment/state';
import { toast } from './store/view';
import { t } from './text/text';

export function useBackground(): void {
  const running = useRun(isBusy);
  const comparing = useCompare(isComparing);
  const busy = running || comparing;
  useEffect(() => {
    if (!busy) return;
    let lock: WakeLockSentinel | undefined;
    let over = false;
    const ask = async (): Promise<void> => {
      try {
        const got = await navigator.wakeLock.request('screen');
        if (over) await got.release();
        else lock = got;
      } catch {
        // Not supported, or refused (battery saver): the run continues without.
      }
    };
    let hidden = document.hidden;
    const onVisibility = (): void => {
      if (hidden && !document.hidden) {
        toast(t('phase.hidden'));
        // The browser takes the lock away from a hidden page.
        void ask();
      }
      hidden = document.hidden;
    };
    void ask();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', onVisibility);
      lock?.release().catch(() => undefined);
    };
  }, [busy]);
}
