/** The lessons that come with the page, one's own from a file, and the notes for whoever gives them. */
import { useEffect, useRef, useState } from 'react';
import type { Problem } from '../../errors/problems';
import { problemOf } from '../../errors/user-error';
import { LESSON_IDS } from '../../experiment/lesson-link';
import { openLesson, openLessonFile } from '../store/lesson/actions';
import type { ReadLesson } from '../store/lesson/format/read';
import type { Lesson } from '../store/lesson/format/schema';
import { fetchLesson, linkToLesson } from '../store/lesson/load';
import { toast } from '../store/view';
import { useT } from '../text/all-text';
import { type Language, useLanguage } from '../text/text';
import { ProblemNote } from '../ui/ProblemNote';
import { Faults } from './Faults';
import styles from './lessons-dialog.module.css';
import { Notes } from './Notes';
import { Offline } from './Offline';

interface Listed {
  readonly id: string;
  readonly read: ReadLesson;
}

/** The shipped lessons in a language; null while they are on their way. */
function useLessons(language: Language): {
  readonly all: readonly Listed[] | null;
  readonly problem: Problem | null;
  readonly retry: () => void;
} {
  const [all, setAll] = useState<readonly Listed[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt loads again
  useEffect(() => {
    let over = false;
    setProblem(null);
    Promise.all(LESSON_IDS.map(async (id) => ({ id, read: await fetchLesson(id, language) }))).then(
      (lessons) => !over && setAll(lessons),
      (error: unknown) => !over && setProblem(problemOf(error)),
    );
    return () => {
      over = true;
    };
  }, [language, attempt]);
  return { all, problem, retry: () => setAttempt(attempt + 1) };
}

export default function LessonsDialog() {
  const t = useT();
  const { all, problem, retry } = useLessons(useLanguage());
  const [notesOf, setNotesOf] = useState<string | null>(null);
  const open = all?.find(({ id }) => id === notesOf)?.read.lesson;
  if (open) return <Notes lesson={open} onBack={() => setNotesOf(null)} />;
  return (
    <>
      <p className="dialog-text">{t('lessons.intro')}</p>
      {problem && <ProblemNote problem={problem} onRetry={retry} />}
      {!all && !problem && <p className="quiet">{t('lessons.loading')}</p>}
      <ol className={styles.list}>
        {all?.map(({ id, read }) => (
          <li key={id} className={styles.item}>
            {read.lesson ? (
              <Entry id={id} lesson={read.lesson} onNotes={() => setNotesOf(id)} />
            ) : (
              <Faults faults={read.faults} />
            )}
          </li>
        ))}
      </ol>
      <OwnLesson />
      <Offline />
    </>
  );
}

interface EntryProps {
  readonly id: string;
  readonly lesson: Lesson;
  readonly onNotes: () => void;
}

function Entry({ id, lesson, onNotes }: EntryProps) {
  const t = useT();
  const { title, summary, minutes, notes } = lesson;
  const copy = (): void => {
    navigator.clipboard.writeText(linkToLesson(id) ?? '').then(
      () => toast(t('lessons.link.copied')),
      () => toast(t('lessons.link.failed')),
    );
  };
  return (
    <>
      <div className={styles.words}>
        <h3 className={styles.name}>
          <span className="num">{id}</span> {title}{' '}
          <span className="quiet num">{t('lessons.minutes', { minutes })}</span>
        </h3>
        <p className={styles.summary}>{summary}</p>
      </div>
      <div className={styles.buttons}>
        <button
          type="button"
          className="btn btn-small btn-main"
          aria-label={t('lessons.start.named', { title })}
          {...(id === LESSON_IDS[0] ? { 'data-first': true } : {})}
          onClick={() => openLesson(id)}
        >
          {t('lessons.start')}
        </button>
        {notes && (
          <button
            type="button"
            className="btn btn-small"
            aria-label={t('lessons.notes.named', { title })}
            onClick={onNotes}
          >
            {t('lessons.notes')}
          </button>
        )}
        <button type="button" className="link" aria-label={t('lessons.link.named', { title })} onClick={copy}>
          {t('lessons.link')}
        </button>
      </div>
    </>
  );
}

function OwnLesson() {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={styles.own}>
      <p className="quiet">{t('lessons.own')}</p>
      <div className={styles.buttons}>
        <button type="button" className="btn btn-small" onClick={() => input.current?.click()}>
          {t('lessons.own.choose')}
        </button>
        <a className="link" href="lessons/template.lesson.json" download>
          {t('lessons.own.template')}
        </a>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json"
        data-lesson-file
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) void openLessonFile(file);
          // The same file may be chosen again after it was changed.
          currentTarget.value = '';
        }}
      />
    </div>
  );
}
