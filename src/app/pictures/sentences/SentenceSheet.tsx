/** Sentences of the newest batch, each with its label and both models' probability of the last class. */
import { useRef } from 'react';
import { useFitting } from '../../present/useFitting';
import { type StripSnapshot, useRun } from '../../store/experiment/state';
import { pin, useView } from '../../store/view';
import { BatchHead, type ShownBatch, useShownBatch } from '../../strip/batch';
import { useT } from '../../text/all-text';
import { percent } from '../../text/format';
import { Icon } from '../../ui/Icon';
import { ClassTable } from '../ClassTable';
import { useClassName } from '../class-name';
import sheetStyles from '../pictures.module.css';
import { type PictureView, viewPicture } from '../probabilities';
import { sheetKeys } from '../sheet-keys';
import styles from './sentences.module.css';

const NO_NAMES: readonly string[] = [];

interface SentenceSheetProps {
  /** Shows as many sentences as there is room for, on a projector and in a frame, instead of growing. */
  readonly fitted?: boolean;
}

export default function SentenceSheet({ fitted = false }: SentenceSheetProps) {
  const t = useT();
  const active = useRun((state) => state.active);
  const batch = useShownBatch();
  const { strip, pointer } = batch;
  const isSelected = useView((state) => state.selection !== null);
  const views = (strip?.rows ?? []).flatMap((row) => viewPicture(row, 1) ?? []);
  const right = views.filter(({ answer, label }) => answer === label).length;
  return (
    <section
      className={fitted ? `${sheetStyles.sheet} ${sheetStyles.fitted}` : sheetStyles.sheet}
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
          <Lines strip={strip} views={views} pointer={pointer} fitted={fitted} />
          {!fitted && <p className="quiet">{t('sentence.look')}</p>}
          {!fitted && <ClassTable views={views} heading={t('sentence.text')} />}
        </>
      ) : (
        <p className={`quiet ${sheetStyles.empty}`}>{t(active ? 'sentence.soon' : 'sentence.empty')}</p>
      )}
    </section>
  );
}

interface LinesProps {
  readonly strip: StripSnapshot;
  readonly views: readonly PictureView[];
  readonly pointer: ShownBatch['pointer'];
  readonly fitted: boolean;
}

function Lines({ strip, views, pointer, fitted }: LinesProps) {
  const root = useRef<HTMLFieldSetElement>(null);
  // The first child is the head.
  const fitting = Math.max(1, useFitting(root, views, fitted) - 1);
  const t = useT();
  const selected = useView((state) => (state.pinned ? (state.selection?.row ?? null) : null));
  const taught = views.every(({ teacherAnswer }) => teacherAnswer !== null);
  return (
    <fieldset
      ref={root}
      className={fitted ? `${styles.lines} ${styles.fitted}` : styles.lines}
      aria-label={t('sentence.help')}
      onKeyDown={sheetKeys(root, fitting)}
      {...pointer}
    >
      <div className={`${styles.line} ${styles.head}`} aria-hidden="true">
        <span className={styles.text}>{t('sentence.text')}</span>
        <span>{t('sheet.label')}</span>
        {taught && <span className="teacher">{t('inspector.teacher')}</span>}
        <span className="student">{t('inspector.student')}</span>
      </div>
      {views.map((view, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: a sentence is its place in the batch
          key={index}
          view={view}
          index={index}
          isSelected={selected === index}
          isFirst={(selected ?? 0) === index}
          isBeyond={index >= fitting}
          onChoose={() => pin(strip, { row: index, column: 0 })}
        />
      ))}
    </fieldset>
  );
}

interface LineProps {
  readonly view: PictureView;
  readonly index: number;
  readonly isSelected: boolean;
  /** Whether the Tab key leads to it. */
  readonly isFirst: boolean;
  /** Whether there is no room for it. */
  readonly isBeyond: boolean;
  readonly onChoose: () => void;
}

function Line({ view, index, isSelected, isFirst, isBeyond, onChoose }: LineProps) {
  const t = useT();
  const vocabulary = useRun((state) => state.loaded?.vocabulary ?? NO_NAMES);
  const className = useClassName();
  const nameOf = (id: number): string => className(vocabulary[id] ?? '');
  const { prompt: text, label, answer, classes } = view;
  const isRight = answer === label;
  const last = classes.find(({ id }) => id === classes.length - 1);
  return (
    <button
      type="button"
      data-cell={`${index}:0`}
      className={`${styles.line} ${styles.sentence} ${isRight ? '' : styles.wrong} ${isBeyond ? styles.beyond : ''}`}
      aria-pressed={isSelected}
      tabIndex={isFirst ? 0 : -1}
      onClick={onChoose}
    >
      <span className={styles.text} dir="auto">
        <Icon name={isRight ? 'check' : 'cross'} size={12} />{' '}
        <span className="said">{t(isRight ? 'held.right' : 'held.wrong')} </span>
        {text}
      </span>
      <span>{nameOf(label)}</span>
      {last && last.teacher !== null && <Chance model="teacher" of={nameOf(last.id)} value={last.teacher} />}
      {last && <Chance model="student" of={nameOf(last.id)} value={last.student} />}
    </button>
  );
}

interface ChanceProps {
  readonly model: 'teacher' | 'student';
  /** Name of the class. */
  readonly of: string;
  readonly value: number;
}

function Chance({ model, of, value }: ChanceProps) {
  const t = useT();
  return (
    <span className={`num ${styles.chance}`}>
      <span className={`bar-space ${styles.space}`}>
        <span className={`bar-fill bar-${model}`} style={{ width: `${100 * value}%` }} />
      </span>
      <span className="said">
        {t(`inspector.${model}`)}, {of}{' '}
      </span>
      {percent(value)}
    </span>
  );
}
