/** A few sequences of the newest batch, one chip a token; replaced tokens differ in colour and shape. */
import { memo, useRef } from 'react';
import { tokenSources } from '../../experiment/methods';
import { BOS, PAD } from '../../run/protocol';
import { taskKey, useData } from '../store/data/state';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { showLesson, useView } from '../store/view';
import { useT } from '../text/text';
import { BatchHead, useShownBatch } from './batch';
import { directionOf } from './characters';
import { Legend } from './Legend';
import { SelectableRow } from './SelectableRow';
import styles from './strip.module.css';
import { useGrowOnly } from './useGrowOnly';
import { useStripKeys } from './useStripKeys';

const ROWS = 3;

export const TokenStrip = memo(function TokenStrip() {
  const t = useT();
  const batch = useShownBatch();
  const { strip, pointer } = batch;
  const lesson = useView((state) => state.lesson);
  const rows = strip?.rows.slice(0, ROWS) ?? [];
  const root = useRef<HTMLFieldSetElement>(null);
  const direction = useAnswerDirection();
  const onKeyDown = useStripKeys(root, rows, direction);
  useGrowOnly(root, rows, rows.length > 0);

  return (
    <section className={styles.strip} data-part="strip" aria-labelledby="strip-title">
      <BatchHead batch={batch} id="strip-title">
        {!lesson && (
          <button type="button" className="link push" onClick={() => showLesson(true)}>
            {t('lesson.show')}
          </button>
        )}
      </BatchHead>
      {strip && rows.length > 0 ? (
        <fieldset
          ref={root}
          className={styles.rows}
          aria-label={t('strip.help')}
          onKeyDown={onKeyDown}
          {...pointer}
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
