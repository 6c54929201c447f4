/** Card of a shipped teacher: its scores, its training, and its wrong answers. */
import { useEffect } from 'react';
import { isPicturePrompt } from '../../experiment/picture-tasks';
import { type TeacherCard as Card, type MetricId, stepsOf, type TeacherName } from '../../run/protocol';
import { METRIC_TERMS, scoreText } from '../charts/scores';
import { Term } from '../lessons/Term';
import { useClassName } from '../pictures/class-name';
import { Prompt } from '../pictures/Prompt';
import { describeTeacher } from '../store/data/actions';
import { useRun } from '../store/experiment/state';
import { useTeacherCard } from '../store/models/teacher-card';
import { onOneLine } from '../strip/characters';
import { count, duration } from '../text/format';
import { useExplain, useT } from '../text/text';
import styles from './settings.module.css';

const WRONG_ANSWERS_SHOWN = 5;

const isMetric = (id: string): id is MetricId => Object.hasOwn(METRIC_TERMS, id);

export function TeacherCard({ task, teacher }: TeacherName) {
  const t = useT();
  const explain = useExplain();
  const ready = useRun((state) => state.backend !== null);
  const known = useTeacherCard({ task, teacher });
  const asked = known !== undefined;
  useEffect(() => {
    if (ready && !asked) describeTeacher({ task, teacher });
  }, [ready, asked, task, teacher]);
  return (
    <div className={styles.card} data-teacher-card>
      {!known && <p className={`quiet ${styles.teacherLoading}`}>{t('task.loading')}</p>}
      {known?.problem && <p className="problem">{explain(known.problem)}</p>}
      {known?.card && <Facts card={known.card} />}
    </div>
  );
}

function Facts({ card }: { readonly card: Card }) {
  const t = useT();
  const className = useClassName();
  const { parameters, shape, recipe, machine, trainingExamples, testExamples, wrongAnswers } = card;
  return (
    <>
      <dl className={styles.estimate}>
        {Object.entries(card.testScores).map(
          ([id, score]) =>
            isMetric(id) && (
              <div key={id}>
                <dt>
                  <Term id={METRIC_TERMS[id]}>{t(`metric.${id}`)}</Term>
                </dt>
                <dd className="num">{scoreText(id, score, 1)}</dd>
              </div>
            ),
        )}
        <div>
          <dt>{t('teacher.size')}</dt>
          <dd className="num">
            {t('teacher.sizeOf', { parameters: count(parameters), width: shape.width, layers: shape.layers })}
          </dd>
        </div>
      </dl>
      <p className="quiet">{t('teacher.tested', { examples: testExamples.toLocaleString('en') })}</p>
      <details className={styles.cardMore}>
        <summary>{t('teacher.more')}</summary>
        <p>
          {t('teacher.data', {
            train: trainingExamples.toLocaleString('en'),
            test: testExamples.toLocaleString('en'),
          })}
        </p>
        <p>
          {t('teacher.training', {
            steps: stepsOf(card).toLocaleString('en'),
            batch: recipe.batchSize,
            rate: recipe.learningRate,
            seed: recipe.seed,
            time: duration(card.trainingSeconds * 1000),
            machine: t(`teacher.machine.${machine.backend}`, { ...machine }),
          })}
        </p>
        <p>{t('teacher.command')}</p>
        <p className={`mono ${styles.cardCommand}`}>{card.command}</p>
        <p>{t(wrongAnswers.length > 0 ? 'teacher.wrong' : 'teacher.noneWrong')}</p>
        <ul className={`${styles.samples} mono`}>
          {wrongAnswers.slice(0, WRONG_ANSWERS_SHOWN).map(({ prompt, reference, answer }) => (
            <li key={prompt}>
              {isPicturePrompt(prompt) ? <Prompt text={prompt} /> : onOneLine(prompt)}{' '}
              <span aria-hidden="true">→</span> <del>{className(onOneLine(answer))}</del>{' '}
              <ins className={styles.response}>{className(onOneLine(reference))}</ins>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
