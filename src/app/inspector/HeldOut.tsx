/** Examples of the last evaluation: prompts the student never trained on. */
import { memo } from 'react';
import { Term } from '../lessons/Term';
import { useClassName } from '../pictures/class-name';
import { Prompt } from '../pictures/Prompt';
import { Part } from '../presentation/Part';
import { openEvaluation } from '../store/evaluation/state';
import { useShown } from '../store/experiment/shown';
import { useShowsClasses } from '../store/experiment/shown-task';
import { percent, short } from '../text/format';
import { useT } from '../text/text';
import { Icon } from '../ui/Icon';
import styles from './inspector.module.css';

export const HeldOut = memo(function HeldOut() {
  const t = useT();
  const evaluation = useShown('evaluation');
  const examples = evaluation?.examples ?? [];
  const ofText = !useShowsClasses();
  const className = useClassName();
  return (
    <section className="section" data-part="held-out" aria-labelledby="held-title">
      <div className="section-head">
        <h2 className="section-title" id="held-title">
          <Term id="heldOut">{t('held.title')}</Term>
        </h2>
        {evaluation && <span className="quiet num push">{t('held.at', { step: evaluation.step })}</span>}
      </div>
      {evaluation && ofText && (
        <p className={`quiet num ${styles.heldText}`}>
          {t('held.length', { length: short(evaluation.text.length) })} ·{' '}
          <Term id="cutOff">{t('held.cutOff')}</Term> {percent(evaluation.text.cutOff)} ·{' '}
          <Term id="distinctN">{t('evaluation.distinct', { n: evaluation.text.distinct.length })}</Term>{' '}
          {short(evaluation.text.distinct.at(-1) ?? 0)}
        </p>
      )}
      {evaluation ? (
        <ul className={styles.held}>
          {examples.map(({ prompt, reference, answer }) => {
            const right = answer === reference;
            return (
              <li key={prompt} className={right ? styles.heldRight : styles.heldWrong}>
                <span
                  className={styles.heldMark}
                  role="img"
                  aria-label={t(right ? 'held.right' : 'held.wrong')}
                >
                  <Icon name={right ? 'check' : 'cross'} />
                </span>
                <div>
                  <div className="quiet" dir="auto">
                    <Prompt text={prompt} />
                  </div>
                  <p className={`mono ${styles.heldAnswer} ${ofText ? '' : styles.heldRows}`} dir="auto">
                    {(ofText ? answer : className(answer)) || t('try.empty')}
                  </p>
                  {!right && (
                    <p className={`mono ${styles.heldReference}`}>
                      <span className="quiet">{t('held.expected')} </span>
                      <bdi className={ofText ? '' : styles.heldRows}>
                        {ofText ? reference : className(reference)}
                      </bdi>
                    </p>
                  )}
                </div>
              </li>
            );
          })}
        </ul>
      ) : (
        <p className="quiet">{t('held.empty')}</p>
      )}
      <Part name="evaluation">
        <button type="button" className={`btn btn-small ${styles.heldEvaluate}`} onClick={openEvaluation}>
          {t('held.evaluate')}
        </button>
      </Part>
    </section>
  );
});
