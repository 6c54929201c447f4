/** A few sequences of the newest batch, one chip a token; replaced tokens differ in colour and shape. */
import { memo, useDeferredValue, useEffect, useRef, useState } from 'react';
import { tokenSources } from '../../experiment/methods';
import { BOS, PAD } from '../../run/protocol';
import { Term } from '../lessons/Term';
import { taskKey, useData } from '../store/data/state';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { follow, showLesson, useView } from '../store/view';
import { useT } from '../text/text';
import { directionOf } from './characters';
import { Legend } from './Legend';
import { SelectableRow } from './SelectableRow';
import styles from './strip.module.css';
import { useGrowOnly } from './useGrowOnly';
import { cellOf, useStripKeys } from './useStripKeys';

const ROWS = 3;

export const TokenStrip = memo(function TokenStrip() {
  const t = useT();
  // Deferred: a hundred chips are drawn in slices between which the page can answer.
  const newest = useDeferredValue(useRun((state) => state.strip));
  const pinned = useView((state) => state.pinned);
  // Before the first strip of a run there is none to look back at.
  const looksBack = useView((state) => state.moment !== null);
  const lesson = useView((state) => state.lesson);
  // A chip must not change under the pointer: while it is over the strip, what was there stays.
  const [held, setHeld] = useState<typeof newest>(null);
  const strip = looksBack ? pinned : (pinned ?? held ?? newest);
  const rows = strip?.rows.slice(0, ROWS) ?? [];
  const active = useRun((state) => state.active);
  const behind = pinned !== null && newest !== null && newest.step !== pinned.step;
  const root = useRef<HTMLFieldSetElement>(null);
  const direction = useAnswerDirection();
  const onKeyDown = useStripKeys(root, rows, direction);
  useGrowOnly(root, rows, rows.length > 0);

  useEffect(() => {
    if (!newest) setHeld(null);
  }, [newest]);

  return (
    <section className={styles.strip} data-part="strip" aria-labelledby="strip-title">
      <div className={`section-head ${styles.head}`}>
        <h2 className="section-title" id="strip-title">
          <Term id="batch">{t('strip.title')}</Term>
        </h2>
        <span className="quiet num">
          {behind
            ? t('strip.pinned', { pinned: pinned.step, newest: newest.step })
            : strip && t('strip.step', { step: strip.step })}
        </span>
        {pinned && (
          <button type="button" className={`btn btn-small btn-main ${styles.follow}`} onClick={follow}>
            {t(behind || active ? 'strip.follow' : 'strip.deselect')}
          </button>
        )}
        {!lesson && (
          <button type="button" className="link push" onClick={() => showLesson(true)}>
            {t('lesson.show')}
          </button>
        )}
      </div>
      {strip && rows.length > 0 ? (
        <fieldset
          ref={root}
          className={styles.rows}
          aria-label={t('strip.help')}
          onKeyDown={onKeyDown}
          onPointerEnter={() => setHeld(newest)}
          onPointerOver={(event) => {
            const selection = cellOf(event.target);
            if (selection) useView.setState({ preview: { strip, selection } });
          }}
          onPointerLeave={() => {
            setHeld(null);
            useView.setState({ preview: null });
          }}
        >
          {rows.map((_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the batch
            <SelectableRow key={index} {...{ strip, index, direction }} />
          ))}
        </fieldset>
      ) : (
        <NothingYet />
      )}
      <Legend />
      {rows.some(({ tokens }) => tokens.some(({ proposed }) => proposed === PAD || proposed === BOS)) && (
        <p className="quiet">{t('strip.marks')}</p>
      )}
    </section>
  );
});

/** The direction in which the answers of the run's task are read, by its first examples. */
export function useAnswerDirection(): 'ltr' | 'rtl' {
  const running = useRun((state) => state.running);
  const samples = useData((state) => running && state.tasks[taskKey(running)]?.facts?.samples);
  return directionOf((samples ?? []).map(({ response }) => response).join(' '));
}

/** Description of the strip before the first batch. */
export function NothingYet() {
  const t = useT();
  const active = useRun((state) => state.active);
  const replaces = useDraftExperiment((state) => tokenSources(state.experiment).includes('replaced'));
  return (
    <p className={styles.empty}>{t(active ? 'strip.soon' : replaces ? 'strip.empty' : 'strip.emptyPlain')}</p>
  );
}
