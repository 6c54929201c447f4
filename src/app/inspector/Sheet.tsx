/**
 * The token inspector on a phone: a sheet over the lower part of the screen for as long as a token is selected. The focus
 * stays at the token. A swipe down, Escape or the button close it; a panel opened from it takes its place.
 */
import { type PointerEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { useMedia } from '../browser/use-media';
import { follow, type Selection, useView } from '../store/view';
import { useT } from '../text/text';
import { Icon } from '../ui/Icon';
import styles from './sheet.module.css';

/** As in the style sheets: one column. */
const ONE_COLUMN = '(max-width: 800px)';
/** A shorter swipe, in pixels, lets the sheet go back. */
const SWIPE = 56;

export interface SheetProps {
  /** Takes what gives the screen back to the page, the token still selected. */
  readonly children: (lower: () => void) => ReactNode;
}

export function Sheet({ children }: SheetProps) {
  const t = useT();
  const isNarrow = useMedia(ONE_COLUMN);
  const selection = useView((state) => state.selection);
  const [lowered, setLowered] = useState<Selection | null>(null);
  const open = isNarrow && selection !== null && selection !== lowered;
  const sheet = useRef<HTMLDivElement>(null);
  const swipe = useSwipeDown(sheet, close);
  useEffect(() => {
    if (open && selection) keepInSight(selectedToken(), sheet.current);
  }, [open, selection]);
  return (
    <div className={open ? `${styles.place} ${styles.sheet}` : styles.place} ref={sheet}>
      {open && (
        <div className={styles.head} {...swipe}>
          <span className={styles.grip} aria-hidden="true" />
          <button type="button" className="btn btn-icon" aria-label={t('action.close')} onClick={close}>
            <Icon name="cross" />
          </button>
        </div>
      )}
      {children(() => setLowered(selection))}
    </div>
  );
}

const selectedToken = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('[data-cell][aria-pressed="true"]');

/** The focus goes back to the token if it was in the sheet. */
function close(): void {
  selectedToken()?.focus({ preventScroll: true });
  follow();
}

/** Scrolls so far that the sheet does not cover the token. */
function keepInSight(token: HTMLElement | null, sheet: HTMLElement | null): void {
  if (!token || !sheet) return;
  const covered = token.getBoundingClientRect().bottom - sheet.getBoundingClientRect().top;
  if (covered > 0) scrollBy(0, covered + token.offsetHeight);
}

/** Handlers for the part of the sheet that a finger pulls: the sheet follows it down. */
function useSwipeDown(sheet: RefObject<HTMLElement | null>, onSwipe: () => void) {
  const from = useRef<number | null>(null);
  const move = (pixels: number): void => {
    if (sheet.current) sheet.current.style.translate = pixels > 0 ? `0 ${pixels}px` : '';
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.target instanceof Element && event.target.closest('button')) return;
      from.current = event.clientY;
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: ({ clientY }: PointerEvent) => {
      if (from.current !== null) move(clientY - from.current);
    },
    onPointerUp: ({ clientY }: PointerEvent) => {
      const pulled = from.current === null ? 0 : clientY - from.current;
      from.current = null;
      move(0);
      if (pulled > SWIPE) onSwipe();
    },
    onPointerCancel: () => {
      from.current = null;
      move(0);
    },
  };
}
