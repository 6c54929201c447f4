/** Pictures of the newest batch, each with a ring that says whether the student knows it; or its scenes, or its sentences. */
import { Suspense, useRef } from 'react';
import { comparesViews, compositionOf } from '../../experiment/methods';
import { useFitting } from '../present/useFitting';
import { useShowsScenes, useShowsSentences } from '../store/experiment/shown-task';
import { type StripSnapshot, useRun } from '../store/experiment/state';
import { pin, useView } from '../store/view';
import { BatchHead, type ShownBatch, useShownBatch } from '../strip/batch';
import { useT } from '../text/all-text';
import { Icon } from '../ui/Icon';
import { lazyPart } from '../ui/lazy-part';
import { ClassTable } from './ClassTable';
import { useClassName } from './class-name';
import { Picture } from './Prompt';
import styles from './pictures.module.css';
import { type PictureView, viewPicture } from './probabilities';
import SceneSheet from './scenes/SceneSheet';
import SentenceSheet from './sentences/SentenceSheet';
import { sheetKeys } from './sheet-keys';

const Views = lazyPart(() => import('./Views'));
const Pairs = lazyPart(() => import('./Pairs'));

const NO_NAMES: readonly string[] = [];

interface ContactSheetProps {
  /** Shows as many pictures as there is room for, on a projector and in a frame, instead of growing. */
  readonly fitted?: boolean;
}

/** With the views of a few pictures under it, or what they are paired with, where the method has that and there is room. */
export default function ContactSheet({ fitted = false }: ContactSheetProps) {
  const beside = useRun(({ views, running }) =>
    views === null || running === null
      ? null
      : comparesViews(compositionOf(running).loss)
        ? 'views'
        : 'pairs',
  );
  const scenes = useShowsScenes();
  const sentences = useShowsSentences();
  const Shown = scenes ? SceneSheet : sentences ? SentenceSheet : Sheet;
  return (
    <>
      <Shown fitted={fitted} />
      {beside && !fitted && <Suspense fallback={null}>{beside === 'views' ? <Views /> : <Pairs />}</Suspense>}
    </>
  );
}

function Sheet({ fitted }: { readonly fitted: boolean }) {
  const t = useT();
  const active = useRun((state) => state.active);
  const batch = useShownBatch();
  const { strip, pointer } = batch;
  const isSelected = useView((state) => state.selection !== null);
  const views = (strip?.rows ?? []).flatMap((row) => viewPicture(row, 1) ?? []);
  const right = views.filter(({ answer, label }) => answer === label).length;
  return (
    <section
      className={fitted ? `${styles.sheet} ${styles.fitted}` : styles.sheet}
      data-part="strip"
      aria-labelledby="sheet-title"
    >
      <BatchHead
        batch={fitted ? { ...batch, pinned: isSelected } : batch}
        id="sheet-title"
        facts={
          views.length > 0 && (
            <span className="quiet num">{t('sheet.right', { right, count: views.length })}</span>
          )
        }
      />
      {strip && views.length > 0 ? (
        <>
          <Pictures strip={strip} views={views} pointer={pointer} fitted={fitted} />
          <p className={`quiet ${styles.legend}`}>
            <span className={styles.right} /> {t('sheet.knows')} <span className={styles.wrong} />{' '}
            {t('sheet.mistakes')}
          </p>
          {!fitted && <ClassTable views={views} heading={t('sheet.number')} />}
        </>
      ) : (
        <p className={`quiet ${styles.empty}`}>{t(active ? 'sheet.soon' : 'sheet.empty')}</p>
      )}
    </section>
  );
}

interface PicturesProps {
  readonly strip: StripSnapshot;
  readonly views: readonly PictureView[];
  readonly pointer: ShownBatch['pointer'];
  readonly fitted: boolean;
}

function Pictures({ strip, views, pointer, fitted }: PicturesProps) {
  const root = useRef<HTMLFieldSetElement>(null);
  const fitting = useFitting(root, views, fitted);
  const t = useT();
  const vocabulary = useRun((state) => state.loaded?.vocabulary ?? NO_NAMES);
  const className = useClassName();
  const names = vocabulary.map(className);
  const selected = useView((state) => (state.pinned ? (state.selection?.row ?? null) : null));
  return (
    <fieldset
      ref={root}
      className={styles.pictures}
      aria-label={t('sheet.help')}
      onKeyDown={sheetKeys(root, fitting)}
      {...pointer}
    >
      {views.map(({ prompt, label, answer }, index) => {
        const isRight = answer === label;
        return (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a picture is its place in the batch
            key={index}
            type="button"
            data-cell={`${index}:0`}
            className={`${styles.cell} ${isRight ? styles.right : styles.wrong} ${index < fitting ? '' : styles.beyond}`}
            aria-pressed={selected === index}
            tabIndex={(selected ?? 0) === index ? 0 : -1}
            aria-label={t(isRight ? 'sheet.cellRight' : 'sheet.cellWrong', {
              number: index + 1,
              label: names[label] ?? '',
              answer: names[answer] ?? '',
            })}
            onClick={() => pin(strip, { row: index, column: 0 })}
          >
            <Picture pixels={prompt} className={styles.small} />
            {!isRight && (
              <span className={styles.mark}>
                <Icon name="cross" size={10} />
              </span>
            )}
          </button>
        );
      })}
    </fieldset>
  );
}
