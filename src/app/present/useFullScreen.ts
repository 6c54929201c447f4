/** Full screen where the browser allows it. */
import { useEffect, useRef, useState } from 'react';
import { showPresentView, usePresentation } from '../store/presentation/state';

export interface FullScreen {
  readonly possible: boolean;
  readonly full: boolean;
  readonly toggle: () => void;
}

/** Follows the full screen of the view for a projector: Escape ends both, as in other programs for presentations. */
export function useFullScreen(): FullScreen {
  const [full, setFull] = useState(document.fullscreenElement !== null);
  const byButton = useRef(false);
  useEffect(() => {
    const onChange = (): void => {
      const isFull = document.fullscreenElement !== null;
      setFull(isFull);
      if (!isFull && !byButton.current) showPresentView(false);
      byButton.current = false;
    };
    document.addEventListener('fullscreenchange', onChange);
    return () => {
      document.removeEventListener('fullscreenchange', onChange);
      const isLeft = usePresentation.getState().view !== 'present';
      if (isLeft && document.fullscreenElement) document.exitFullscreen().catch(() => {});
    };
  }, []);
  const toggle = (): void => {
    byButton.current = full;
    const change = full ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    // A refusal leaves everything as it is.
    change.catch(() => {
      byButton.current = false;
    });
  };
  return { possible: document.fullscreenEnabled, full, toggle };
}
