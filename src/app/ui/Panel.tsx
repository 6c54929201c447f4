/** A part of the page that is opened and closed: a title, which gets the focus, and a way to close it, which gives it back. */
import { type ReactNode, type Ref, useEffect, useId, useRef } from 'react';
import { arriveAt, isFocusLost } from './focus';
import { Icon } from './Icon';
import styles from './panel.module.css';

export interface PanelProps {
  readonly title: string;
  /** What it shows, in a sentence or two. */
  readonly about?: string;
  /** Name of the closing button. */
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLElement>;
  /** Its name for lessons, which can point at it. */
  readonly part?: string;
}

export function Panel({ title, about, closeLabel, onClose, children, ref, part }: PanelProps) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const opener = useRef<Element | null>(null);
  // It opens elsewhere on the page than what opened it, which may have gone, and the focus with it.
  useEffect(() => {
    opener.current ??= document.activeElement;
    arriveAt(heading.current);
    return () => {
      const { current } = opener;
      // Only a focus that went with the panel: another part of the page may have it by now.
      if (isFocusLost() && current instanceof HTMLElement && current.isConnected) current.focus();
    };
  }, []);
  return (
    <section className={styles.evaluation} aria-labelledby={id} ref={ref} data-part={part}>
      <div className="section-head">
        <h2 className="section-title" id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" className="info push corner" aria-label={closeLabel} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </div>
      {about && <p className={styles.about}>{about}</p>}
      {children}
    </section>
  );
}
