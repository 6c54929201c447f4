/** SKD in three pictures, for a first visit. */
import type { ReactNode } from 'react';
import { useDraftExperiment } from '../store/experiment/draft';
import { showLesson, useView } from '../store/view';
import { useT } from '../text/text';
import { Icon } from '../ui/Icon';
import styles from './lessons.module.css';
import { Term } from './Term';

export function HowItWorks() {
  const t = useT();
  const shown = useView((state) => state.lesson);
  const k = useDraftExperiment((state) => state.experiment.topK);
  if (!shown) return null;
  return (
    <section className={styles.lesson} aria-labelledby="lesson-title">
      <div className="section-head">
        <h2 className="section-title" id="lesson-title">
          <Term id="skd">{t('lesson.title')}</Term>
        </h2>
        <button
          type="button"
          className="info push corner"
          aria-label={t('action.dismiss')}
          onClick={() => showLesson(false)}
        >
          <Icon name="cross" />
        </button>
      </div>
      <ol className={styles.steps}>
        <LessonStep title={t('lesson.1.title')} text={t('lesson.1.text')}>
          <Chip kind="plain">q</Chip>
          <Chip kind="plain">u</Chip>
          <Chip kind="plain">a</Chip>
          <Chip kind="student">t</Chip>
        </LessonStep>
        <LessonStep title={t('lesson.2.title')} text={t('lesson.2.text', { k })}>
          <Chip kind="accepted">q</Chip>
          <Chip kind="accepted">u</Chip>
          <Chip kind="accepted">a</Chip>
          <Chip kind="replaced" was="t">
            r
          </Chip>
        </LessonStep>
        <LessonStep title={t('lesson.3.title')} text={t('lesson.3.text')}>
          <Bars />
        </LessonStep>
      </ol>
    </section>
  );
}

interface LessonStepProps {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}

function LessonStep({ title, text, children }: LessonStepProps) {
  return (
    <li className={styles.step}>
      <div className={styles.picture} aria-hidden="true">
        {children}
      </div>
      <div>
        <h3 className={styles.name}>{title}</h3>
        <p className={styles.text}>{text}</p>
      </div>
    </li>
  );
}

interface ChipProps {
  readonly kind: 'plain' | 'accepted' | 'replaced' | 'student';
  readonly was?: string;
  readonly children: string;
}

function Chip({ kind, was = '', children }: ChipProps) {
  return (
    <span className={`tok tok-${kind}`}>
      <span className="tok-was">{was}</span>
      <span className="tok-is">{children}</span>
    </span>
  );
}

/** The student's bars (teal) on their way to the teacher's (violet outline). */
function Bars() {
  const teacher = [30, 11, 6];
  const student = [19, 17, 10];
  return (
    <svg aria-hidden="true" width="78" height="38" viewBox="0 0 78 38">
      {teacher.map((height, i) => (
        <g key={height}>
          <rect
            x={4 + i * 26}
            y={36 - (student[i] ?? 0)}
            width="18"
            height={student[i]}
            rx="3"
            fill="var(--student-bar)"
          />
          <path
            d={`M${1 + i * 26} ${36 - height}h24`}
            stroke="var(--teacher)"
            strokeWidth="2"
            strokeDasharray="4 2"
          />
        </g>
      ))}
      <path d="M0 36.5h78" stroke="var(--line-2)" />
    </svg>
  );
}
