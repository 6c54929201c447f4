/** A prompt for both models, answered greedily. */
import { type FormEvent, useState } from 'react';
import { useClassName } from '../pictures/class-name';
import { taskKey, useData } from '../store/data/state';
import { tryPrompt } from '../store/experiment/actions';
import { useDraftExperiment } from '../store/experiment/draft';
import { useShowsClasses } from '../store/experiment/shown-task';
import { type Trial, useRun } from '../store/experiment/state';
import { openPlay } from '../store/play/state';
import { useExplain, useT } from '../text/text';
import styles from './inspector.module.css';

/** Prompts of the translation task: a short one, a teen, the French seventies and nineties, a long one. */
const NUMBERS = ['42', '17', '76', '1999', '88 000', 'ninety-nine'];

export function TryIt() {
  const t = useT();
  const [typed, setTyped] = useState('');
  const trial = useRun((state) => state.trial);
  const examples = useExamples();
  const classes = useShowsClasses();
  const asking = trial?.state === 'asking';
  const ask = (prompt: string): void => {
    if (prompt.trim() !== '') tryPrompt(prompt);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    ask(typed);
  };
  return (
    <section className="section" data-part="try" aria-labelledby="try-title">
      <h2 className="section-title" id="try-title">
        {t('try.title')}
      </h2>
      <form className={styles.form} onSubmit={submit}>
        <input
          className="box"
          aria-label={t('try.label')}
          placeholder={examples === NUMBERS ? t('try.placeholder') : examples[0]}
          maxLength={200}
          autoComplete="off"
          dir="auto"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="submit" className={`btn ${styles.ask}`} disabled={asking || typed.trim() === ''}>
          {t('try.ask')}
        </button>
      </form>
      <fieldset className="chips" aria-label={t('try.examples')}>
        {examples.map((example) => (
          <button
            key={example}
            type="button"
            className="chip"
            dir="auto"
            disabled={asking}
            onClick={() => {
              setTyped(example);
              ask(example);
            }}
          >
            {example}
          </button>
        ))}
      </fieldset>
      <div aria-live="polite">{trial && <Answer trial={trial} />}</div>
      {/* A class is not written token by token. */}
      {!classes && (
        <button type="button" className={`btn btn-small ${styles.play}`} onClick={openPlay}>
          {t('play.open')}
        </button>
      )}
    </section>
  );
}

const NONE: readonly string[] = [];

/** Prompts for the models that would answer: those of the run, or else of the settings. */
function useExamples(): readonly string[] {
  const edited = useDraftExperiment((state) => state.experiment);
  const running = useRun((state) => state.running);
  const name = running ?? edited;
  const heldOut = useData((state) => state.tasks[taskKey(name)]?.facts?.heldOut);
  return name.task === 'translation' ? NUMBERS : (heldOut ?? NONE);
}

function Answer({ trial }: { readonly trial: Trial }) {
  const t = useT();
  const explain = useExplain();
  const className = useClassName();
  switch (trial.state) {
    case 'asking':
      return <p className={`quiet ${styles.wait}`}>{t('try.asking')}</p>;
    case 'refused':
      return <p className={styles.refused}>{explain(trial.problem)}</p>;
    case 'answered':
      return (
        <div className={styles.answers}>
          <p className="quiet">
            <bdi>{trial.prompt.replace(/=$/, '')}</bdi> ·{' '}
            {trial.step > 0 ? t('try.at', { step: trial.step }) : t('try.untrained')}
          </p>
          <dl>
            {trial.teacher !== null && (
              <>
                <dt className="teacher">{t('inspector.teacher')}</dt>
                <dd className="mono" dir="auto">
                  {className(trial.teacher) || t('try.empty')}
                </dd>
              </>
            )}
            <dt className="student">{t('inspector.student')}</dt>
            <dd className="mono" dir="auto">
              {className(trial.student) || t('try.empty')}
            </dd>
          </dl>
          {trial.teacher !== null && (
            <p className="quiet">{trial.teacher === trial.student ? t('try.agree') : t('try.differ')}</p>
          )}
        </div>
      );
    default:
      return trial satisfies never;
  }
}
