/** One picture or sentence of the sheet: its label, and what both models make of it, class by class; or one scene, patch by patch. */
import { useInspected } from '../inspector/useInspected';
import { Glossary } from '../lessons/Glossary';
import { useShowsScenes, useShowsSentences } from '../store/experiment/shown-task';
import { useRun } from '../store/experiment/state';
import { useT } from '../text/all-text';
import { Bars } from './Bars';
import { useClassName } from './class-name';
import { Picture } from './Prompt';
import styles from './pictures.module.css';
import { viewPicture } from './probabilities';
import SceneInspector from './scenes/SceneInspector';
import sentenceStyles from './sentences/sentences.module.css';

const NO_NAMES: readonly string[] = [];

export default function PictureInspector() {
  return useShowsScenes() ? <SceneInspector /> : <ClassInspector />;
}

function ClassInspector() {
  const t = useT();
  const words = useShowsSentences() ? 'sentence' : 'sheet';
  const names = useRun((state) => state.loaded?.vocabulary ?? NO_NAMES);
  const temperature = useRun((state) => state.running?.lossTemperature ?? 1);
  const { strip, at, row } = useInspected();
  const view = row ? viewPicture(row, temperature) : null;
  const className = useClassName();
  const nameOf = (id: number): string => className(names[id] ?? '');
  return (
    <section className="section" data-part="token" aria-labelledby="inspector-title">
      <div className="section-head">
        <h2 className="section-title" id="inspector-title">
          {t(`${words}.inspector`)}
        </h2>
        {strip && at && view && (
          <span className="quiet num push">{t(`${words}.at`, { step: strip.step, number: at.row + 1 })}</span>
        )}
      </div>
      {view ? (
        <>
          <div className={styles.subject}>
            {words === 'sheet' ? (
              <Picture pixels={view.prompt} alt={nameOf(view.label)} className={styles.large} />
            ) : (
              <p className={sentenceStyles.whole} dir="auto">
                {view.prompt}
              </p>
            )}
            <dl className={styles.verdicts}>
              <dt>{t('sheet.label')}</dt>
              <dd>{nameOf(view.label)}</dd>
              {view.teacherAnswer !== null && (
                <>
                  <dt className="teacher">{t('inspector.teacher')}</dt>
                  <dd>{nameOf(view.teacherAnswer)}</dd>
                </>
              )}
              <dt className="student">{t('inspector.student')}</dt>
              <dd className={view.answer === view.label ? '' : styles.mistake}>{nameOf(view.answer)}</dd>
            </dl>
          </div>
          <Bars classes={view.classes} label={view.label} temperature={temperature} nameOf={nameOf} />
        </>
      ) : (
        <>
          <p className="quiet">{t(`${words}.inspectorEmpty`)}</p>
          <Glossary />
        </>
      )}
    </section>
  );
}
