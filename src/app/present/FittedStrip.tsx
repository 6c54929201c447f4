/** As many sequences of the newest batch as there is room for, or its pictures. */
import { type RefObject, Suspense, useDeferredValue, useRef } from 'react';
import { useShowsClasses } from '../store/experiment/shown-task';
import { useRun } from '../store/experiment/state';
import { useView } from '../store/view';
import { Legend } from '../strip/Legend';
import { SelectableRow, usePositions } from '../strip/SelectableRow';
import { NothingYet, useAnswerDirection } from '../strip/TokenStrip';
import { useStripKeys } from '../strip/useStripKeys';
import { useT } from '../text/all-text';
import { lazyPart } from '../ui/lazy-part';
import styles from './strip.module.css';
import { useFitting } from './useFitting';

const ContactSheet = lazyPart(() => import('../pictures/ContactSheet'));

const MOST_ROWS = 4;

export interface FittedStripProps {
  /** Set to the lengths of the sequences that are shown, in tokens. */
  readonly lengths?: RefObject<readonly number[]>;
  /** Longest response that has a column for each position; longer ones flow. */
  readonly mostColumns: number;
}

export function FittedStrip(props: FittedStripProps) {
  if (!useShowsClasses()) return <Sequences {...props} />;
  return (
    <Suspense fallback={null}>
      <ContactSheet fitted />
    </Suspense>
  );
}

function Sequences({ lengths, mostColumns }: FittedStripProps) {
  const t = useT();
  const newest = useDeferredValue(useRun((state) => state.strip));
  const positions = usePositions();
  const pinned = useView((state) => state.pinned);
  const looksBack = useView((state) => state.moment !== null);
  const strip = looksBack ? pinned : (pinned ?? newest);
  const rows = strip?.rows.slice(0, MOST_ROWS) ?? [];
  const root = useRef<HTMLFieldSetElement>(null);
  const direction = useAnswerDirection();
  const fitting = useFitting(root, rows, true);
  const shown = rows.slice(0, fitting);
  const onKeyDown = useStripKeys(root, shown, direction);
  if (lengths) lengths.current = shown.map(({ tokens }) => tokens.length);
  return (
    <section className={styles.strip} aria-label={t('strip.title')}>
      <h2 className="said">{t('strip.title')}</h2>
      {/* Always there: its room is measured. */}
      <fieldset
        ref={root}
        className={positions > mostColumns ? `${styles.rows} ${styles.flow}` : styles.rows}
        aria-label={t('strip.help')}
        onKeyDown={onKeyDown}
      >
        {strip ? (
          rows.map((_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the batch
            <div key={index} {...(index < fitting ? {} : { className: styles.beyond })}>
              <SelectableRow {...{ strip, index, direction }} />
            </div>
          ))
        ) : (
          <NothingYet />
        )}
      </fieldset>
      <Legend />
    </section>
  );
}
