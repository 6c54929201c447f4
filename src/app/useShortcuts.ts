/** Space or K runs, S steps, Escape follows, ? lists the shortcuts; never while something else has the key. */
import { useEffect } from 'react';
import { useCompare } from './store/compare/state';
import { step, toggleRun } from './store/experiment/actions';
import { isBusy, useRun } from './store/experiment/state';
import { follow, openDialog, useView } from './store/view';

/** Elements that use letters or the space bar themselves. */
const TYPING = 'input, select, textarea, [contenteditable], [role="slider"], [role="dialog"]';
const PRESSABLE = 'button, a[href], summary';

export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest(TYPING) || useView.getState().dialog) return;
      // They are the single run's, which is out of sight.
      if (useCompare.getState().open && event.key !== '?') return;
      switch (event.key) {
        case ' ':
          if (target?.closest(PRESSABLE)) return;
          event.preventDefault();
          toggleRun();
          return;
        case 'k':
        case 'K':
          toggleRun();
          return;
        case 's':
        case 'S':
          if (!isBusy(useRun.getState())) step();
          return;
        case 'Escape':
          follow();
          return;
        case '?':
          openDialog('shortcuts');
          return;
        default:
      }
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}
