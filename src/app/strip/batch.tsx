/** What the token strip and the contact sheet share: which batch is shown, and the head over it. */
import { type PointerEvent, type ReactNode, useDeferredValue, useEffect, useState } from 'react';
import { Term } from '../lessons/Term';
import { type StripSnapshot, useRun } from '../store/experiment/state';
import { follow, useView } from '../store/view';
import { useT } from '../text/text';
import styles from './strip.module.css';
import { cellOf } from './useStripKeys';

export interface ShownBatch {
  readonly strip: StripSnapshot | null;
  /** Whether a cell is selected. */
  readonly pinned: boolean;
  /** The step of the newest batch, where an older one is shown. */
  readonly newest: number | null;
  /** For the element that holds the cells: a cell must not change under the pointer, and is previewed there. */
  readonly pointer: {
    readonly onPointerEnter: () => void;
    readonly onPointerOver: (event: PointerEvent) => void;
    readonly onPointerLeave: () => void;
  };
}

/** The batch with the selected cell, or the newest, which stays while the pointer is over it. */
export function useShownBatch(): ShownBatch {
  // Deferred: a hundred cells are drawn in slices between which the page can answer.
  const newest = useDeferredValue(useRun((state) => state.strip));
  const pinned = useView((state) => state.pinned);
  // Before the first batch of a run there is none to look back at.
  const looksBack = useView((state) => state.moment !== null);
  const [held, setHeld] = useState<StripSnapshot | null>(null);
  const strip = looksBack ? pinned : (pinned ?? held ?? newest);
  useEffect(() => {
    if (!newest) setHeld(null);
  }, [newest]);
  return {
    strip,
    pinned: pinned !== null,
    newest: pinned && newest && newest.step !== pinned.step ? newest.step : null,
    pointer: {
      onPointerEnter: () => setHeld(newest),
      onPointerOver: ({ target }) => {
        const selection = cellOf(target);
        if (selection && strip) useView.setState({ preview: { strip, selection } });
      },
      onPointerLeave: () => {
        setHeld(null);
        useView.setState({ preview: null });
      },
    },
  };
}

interface BatchHeadProps {
  readonly batch: ShownBatch;
  readonly id: string;
  /** Beside the step. */
  readonly facts?: ReactNode;
  /** At the end. */
  readonly children?: ReactNode;
}

export function BatchHead({ batch: { strip, pinned, newest }, id, facts, children }: BatchHeadProps) {
  const t = useT();
  const active = useRun((state) => state.active);
  return (
    <div className={`section-head ${styles.head}`}>
      <h2 className="section-title" id={id}>
        <Term id="batch">{t('strip.title')}</Term>
      </h2>
      <span className="quiet num">
        {strip && newest !== null
          ? t('strip.pinned', { pinned: strip.step, newest })
          : strip && t('strip.step', { step: strip.step })}
      </span>
      {facts}
      {pinned && (
        <button type="button" className={`btn btn-small btn-main ${styles.follow}`} onClick={follow}>
          {t(newest !== null || active ? 'strip.follow' : 'strip.deselect')}
        </button>
      )}
      {children}
    </div>
  );
}
