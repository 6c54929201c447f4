/** Examples of the last evaluation: prompts the student never trained on. */
import { memo, Suspense } from 'react';
import { Term } from '../lessons/Term';
import { Part } from '../presentation/Part';
import { openEvaluation } from '../store/evaluation/state';
import { useShown } from '../store/experiment/shown';
import { useT } from '../text/text';
import { lazyPart } from '../ui/lazy-part';
import styles from './inspector.module.css';

const HeldAnswers = lazyPart(() => import('./HeldAnswers'));

export const HeldOut = memo(function HeldOut() {
  const t = useT();
  const evaluation = useShown('evaluation');
  return (
    <section className="section" data-part="held-out" aria-labelledby="held-title">
      <div className="section-head">
        <h2 className="section-title" id="held-title">
          <Term id="heldOut">{t('held.title')}</Term>
        </h2>
        {evaluation && <span className="quiet num push">{t('held.at', { step: evaluation.step })}</span>}
      </div>
      {evaluation ? (
        <Suspense fallback={null}>
          <HeldAnswers evaluation={evaluation} />
        </Suspense>
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
