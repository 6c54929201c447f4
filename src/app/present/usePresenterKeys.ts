/** Keys of presenter remotes and of keyboards in the view for a projector. */
import { useEffect } from 'react';
import { stepStation } from '../store/lesson/actions';
import { showPresentView } from '../store/presentation/state';
import { follow, useView } from '../store/view';
import { presenterStep } from './cells';
import { goThrough } from './walk';

/** Elements that use the keys themselves. */
const OWN_KEYS = 'input, select, textarea, [role="dialog"], dialog, [popover]';

/** @param lengths of the sequences on the screen, in tokens */
export function usePresenterKeys(lengths: () => readonly number[]): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || useView.getState().dialog) return;
      if (document.querySelector('[popover]:popover-open')) return;
      if (event.target instanceof Element && event.target.closest(OWN_KEYS)) return;
      const step = presenterStep(event.key, event.shiftKey);
      const by = step === 'next-token' ? 1 : step === 'previous-token' ? -1 : null;
      // A lesson goes on, unless a token has been chosen.
      const turned = by !== null && !useView.getState().selection && stepStation(by);
      if (step && !turned) goThrough(step, lengths());
      else if (event.key === 'Home') follow();
      else if (event.key === 'Escape') showPresentView(false);
      else if (!turned) return;
      event.preventDefault();
      event.stopPropagation();
    };
    // Before the shortcuts of the page, where Escape only lets go of a token.
    addEventListener('keydown', onKeyDown, { capture: true });
    return () => removeEventListener('keydown', onKeyDown, { capture: true });
  }, [lengths]);
}
