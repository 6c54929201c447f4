/** A lesson's notes for whoever gives it, on the screen and, alone, on paper. */
import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import type { Lesson, LessonNotes, Prediction } from '../store/lesson/format/schema';
import { replacePlaceholders } from '../store/lesson/format/values';
import { useT } from '../text/all-text';
import { UNKNOWN } from './evaluate';
import styles from './lessons-dialog.module.css';
import { Paragraphs } from './Paragraphs';

interface NotesProps {
  readonly lesson: Lesson;
  readonly onBack: () => void;
}

export function Notes({ lesson, onBack }: NotesProps) {
  const t = useT();
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  return (
    <>
      <div className={styles.buttons}>
        <button type="button" className="btn btn-small" ref={back} onClick={onBack}>
          {t('lessons.notes.back')}
        </button>
        <button type="button" className="btn btn-small btn-main" onClick={() => window.print()}>
          {t('lessons.notes.print')}
        </button>
      </div>
      <Sheet lesson={lesson} />
      {createPortal(
        <div className={styles.paper} data-paper aria-hidden="true">
          <Sheet lesson={lesson} />
        </div>,
        document.body,
      )}
    </>
  );
}

function Sheet({ lesson }: { readonly lesson: Lesson }) {
  const t = useT();
  const { title, summary, minutes, stations, notes, language } = lesson;
  return (
    <article className={styles.sheet} lang={language}>
      <h3 className={styles.sheetTitle}>
        {title} <span className="quiet num">{t('lessons.minutes', { minutes })}</span>
      </h3>
      <p>{summary}</p>
      {notes && <Advice notes={notes} />}
      <h4>{t('lessons.notes.stations')}</h4>
      <ol className={styles.numbered}>
        {stations.map((station) => (
          <li key={station.title}>
            <b>{station.title}</b>
            {station.predict && (
              <>
                {' · '}
                {station.predict.question} {rightText(station.predict) ?? t('lessons.notes.byRun')}
              </>
            )}
            {station.discuss !== undefined && ` · ${station.discuss}`}
          </li>
        ))}
      </ol>
    </article>
  );
}

/** The right option, where no run decides it. */
function rightText({ options, right }: Prediction): string | null {
  return typeof right === 'number'
    ? `→ ${replacePlaceholders(options[right - 1] ?? '', () => UNKNOWN)}.`
    : null;
}

function Advice({ notes }: { readonly notes: LessonNotes }) {
  const t = useT();
  const { purpose, timing, pitfalls, answers } = notes;
  return (
    <>
      <h4>{t('lessons.notes.purpose')}</h4>
      <Paragraphs text={purpose} />
      <h4>{t('lessons.notes.timing')}</h4>
      <ul className={styles.timing}>
        {timing.map(({ minutes, what }) => (
          <li key={what}>
            <span className="num">{t('lessons.minutes', { minutes })}</span> {what}
          </li>
        ))}
      </ul>
      <h4>{t('lessons.notes.pitfalls')}</h4>
      <Items of={pitfalls} />
      <h4>{t('lessons.notes.answers')}</h4>
      <Items of={answers} />
    </>
  );
}

const Items = ({ of }: { readonly of: readonly string[] }) => (
  <ul className={styles.bullets}>
    {of.map((item) => (
      <li key={item}>{item}</li>
    ))}
  </ul>
);
