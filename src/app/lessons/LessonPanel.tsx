/** A lesson beside the run: one station at a time. */
import { type CSSProperties, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { ReportButtons } from '../report/ReportButtons';
import { useDraftExperiment } from '../store/experiment/draft';
import {
  beginAgain,
  canRestore,
  closeLesson,
  loadLesson,
  restoreOwn,
  stepStation,
} from '../store/lesson/actions';
import type { Lesson } from '../store/lesson/format/schema';
import { progressOf, useLesson } from '../store/lesson/progress';
import { usePresentation } from '../store/presentation/state';
import { openDialog, toast } from '../store/view';
import { t as text, useT } from '../text/all-text';
import { useLanguage } from '../text/text';
import { isFocusLost } from '../ui/focus';
import { Icon } from '../ui/Icon';
import { ProblemNote } from '../ui/ProblemNote';
import { Faults } from './Faults';
import styles from './panel.module.css';
import { StationView } from './StationView';
import { useParts } from './useParts';

export default function LessonPanel({ id }: { readonly id: string }) {
  const t = useT();
  const language = useLanguage();
  const shown = useLesson((state) => state.shown);
  const problem = useLesson((state) => state.problem);
  const faults = useLesson((state) => state.faults);
  const [folded, setFolded] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    void loadLesson(id, language);
  }, [id, language]);
  useEffect(() => {
    // The dialog that opened it gives the focus back when it closes, which is after this.
    const frame = requestAnimationFrame(() => heading.current?.focus({ preventScroll: true }));
    return () => cancelAnimationFrame(frame);
  }, []);
  const lesson = shown?.id === id ? shown.lesson : null;
  const retry = (): void => void loadLesson(id, language);
  const presents = usePresentation((state) => state.view === 'present');
  const classes = [
    styles.panel,
    'column-lesson',
    ...(folded ? [styles.folded] : []),
    ...(presents ? [styles.presents] : []),
  ];
  return (
    <section className={classes.join(' ')} aria-labelledby="lesson-panel-title" onKeyDown={turnPages}>
      <div className={styles.head}>
        <h2 className={styles.title} id="lesson-panel-title" ref={heading} tabIndex={-1}>
          {lesson ? lesson.title : t('lessons.loading')}
        </h2>
        <button
          type="button"
          className="info push"
          aria-expanded={!folded}
          aria-label={t('lessons.fold')}
          title={t('lessons.fold')}
          onClick={() => setFolded(!folded)}
        >
          <span className={folded ? styles.up : undefined}>
            <Icon name="chevron" />
          </span>
        </button>
        <button
          type="button"
          className="info"
          aria-label={t('lessons.close')}
          title={t('lessons.close')}
          onClick={close}
        >
          <Icon name="cross" />
        </button>
      </div>
      {problem && (
        <ProblemNote problem={problem} onRetry={retry}>
          <button type="button" className="btn btn-small" onClick={() => openDialog('lessons')}>
            {t('lessons.others')}
          </button>
        </ProblemNote>
      )}
      {faults.length > 0 && <Faults faults={faults} />}
      {lesson && <Body id={id} lesson={lesson} />}
    </section>
  );
}

/** Presenter remotes send PageDown and PageUp. */
function turnPages(event: KeyboardEvent): void {
  const by = event.key === 'PageDown' ? 1 : event.key === 'PageUp' ? -1 : 0;
  if (by === 0 || event.ctrlKey || event.altKey || event.metaKey) return;
  if (stepStation(by)) event.preventDefault();
}

function close(): void {
  const restored = closeLesson();
  if (isFocusLost()) document.querySelector<HTMLElement>('[data-lessons]')?.focus();
  if (restored) toast(text('lessons.restored'));
}

interface BodyProps {
  readonly id: string;
  readonly lesson: Lesson;
}

function Body({ id, lesson }: BodyProps) {
  const t = useT();
  const { station } = useLesson((state) => progressOf(id, state));
  const part = useLesson((state) => state.part);
  const parts = useLesson((state) => state.parts);
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useRef<HTMLDivElement>(null);
  useParts(columns);
  const stations = lesson.stations.length;
  const at = Math.min(station, stations - 1);
  const isLast = at === stations - 1;
  const place = { station: at + 1, stations, part: Math.min(part, parts - 1) + 1, parts };
  const first = useRef(true);
  // The new station is read from its title.
  useEffect(() => {
    const isFirst = first.current;
    first.current = false;
    if (isFirst && at === 0) return;
    scroller.current?.scrollTo({ top: 0 });
    scroller.current?.querySelector<HTMLElement>('h3')?.focus({ preventScroll: true });
  }, [at]);
  return (
    <>
      <div className={styles.body} ref={scroller}>
        <div className={styles.columns} ref={columns} style={{ '--part': place.part - 1 } as CSSProperties}>
          <StationView key={at} id={id} lesson={lesson} index={at} />
          <Restore />
          {isLast && (
            <div className={`row-actions ${styles.report}`}>
              <ReportButtons of="lesson" />
            </div>
          )}
        </div>
      </div>
      <div className={styles.foot}>
        <button
          type="button"
          className="btn btn-small"
          aria-disabled={at === 0 && part === 0}
          title={t('lessons.keys')}
          onClick={() => stepStation(-1)}
        >
          {t('lessons.back')}
        </button>
        <span className={`quiet num ${styles.count}`} role="status">
          {t(parts > 1 ? 'lessons.stationPart' : 'lessons.station', place)}
        </span>
        {isLast && place.part === parts ? (
          <button type="button" className="btn btn-small" onClick={() => openDialog('lessons')}>
            {t('lessons.others')}
          </button>
        ) : (
          <button
            type="button"
            className="btn btn-small btn-main"
            title={t('lessons.keys')}
            onClick={() => stepStation(1)}
          >
            {t('lessons.next')}
          </button>
        )}
      </div>
      {isLast && (
        <button type="button" className={`link ${styles.again}`} onClick={() => beginAgain(id)}>
          {t('lessons.beginAgain')}
        </button>
      )}
    </>
  );
}

/** The way back to the visitor's own settings, while the lesson's are on the controls. */
function Restore() {
  const t = useT();
  // What is on the controls decides.
  useDraftExperiment((state) => state);
  const possible = useLesson(canRestore);
  if (!possible) return null;
  return (
    <button type="button" className={`link ${styles.restore}`} onClick={restoreOwn}>
      {t('lessons.restore')}
    </button>
  );
}
