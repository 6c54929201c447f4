/**
 * A button that opens a short explanation: the browser's own popover, so Escape, a click elsewhere and the order of
 * focus work as everywhere. Only its place is ours.
 */
import { type ReactNode, type RefObject, type ToggleEvent, useId, useRef, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import styles from './hint.module.css';

export interface HintProps {
  /** Accessible name of the button, where its content is only an icon. */
  readonly label?: string;
  readonly className?: string | undefined;
  readonly title: string;
  readonly children: ReactNode;
  readonly target: ReactNode;
  readonly width?: number;
}

const GAP = 6;
const MARGIN = 12;

export function Hint({ label, className = 'term', title, children, target, width = 300 }: HintProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  // There are dozens of explanations on the page: each enters it when it is first likely to be asked for.
  const [near, setNear] = useState(false);
  // At once: the press that follows looks for it.
  const approach = (): void => flushSync(() => setNear(true));
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        {...(label === undefined ? {} : { 'aria-label': label })}
        popoverTarget={id}
        onPointerEnter={approach}
        onFocus={approach}
      >
        {target}
      </button>
      {near &&
        createPortal(
          <div
            id={id}
            popover="auto"
            className={styles.pop}
            style={{ width }}
            onBeforeToggle={(event) => place(event, button)}
            onToggle={closeOnScroll}
          >
            <p className={styles.popTitle}>{title}</p>
            {typeof children === 'string' ? <p>{children}</p> : children}
          </div>,
          // In the landmark it belongs to, but outside of headings, labels and whatever else is around the button.
          button.current?.closest('header, main, aside') ?? document.body,
        )}
    </>
  );
}

/** Below the button, or above it where there is more room. */
function place(event: ToggleEvent<HTMLElement>, button: RefObject<HTMLElement | null>): void {
  const box = button.current?.getBoundingClientRect();
  if (event.newState !== 'open' || !box) return;
  const { style, offsetWidth } = event.currentTarget;
  const wide = Math.min(offsetWidth || Number.parseFloat(style.width), innerWidth - 2 * MARGIN);
  style.left = `${Math.max(MARGIN, Math.min(box.left, innerWidth - wide - MARGIN))}px`;
  const above = box.bottom > innerHeight * 0.66;
  style.top = above ? 'auto' : `${box.bottom + GAP}px`;
  style.bottom = above ? `${innerHeight - box.top + GAP}px` : 'auto';
  style.maxHeight = `${(above ? box.top : innerHeight - box.bottom) - GAP - MARGIN}px`;
}

/** It does not travel with what it explains, so it leaves when that moves. */
function closeOnScroll(event: ToggleEvent<HTMLElement>): void {
  const element = event.currentTarget;
  if (event.newState !== 'open') return;
  const close = ({ target }: Event): void => {
    // A long explanation scrolls by itself.
    if (target instanceof Node && element.contains(target)) return;
    document.removeEventListener('scroll', close, { capture: true });
    if (element.isConnected && element.matches(':popover-open')) element.hidePopover();
  };
  document.addEventListener('scroll', close, { capture: true, passive: true });
}
