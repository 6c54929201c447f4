/** Examples of the last evaluation: prompts the student never trained on. */
import { memo } from 'react';
import { Term } from '../lessons/Term';
import { openEvaluation } from '../store/evaluation/state';
import { useRun } from '../store/experiment/state';
import { percent, short } from '../text/format';
import { useT } from '../text/text';
import { Icon } from '../ui/Icon';

export const HeldOut = memo(function HeldOut() {
  const t = useT();
  const evaluation = useRun((state) => state.evaluation);
  const examples = evaluation?.examples ?? [];
  return (
    <section className="section" aria-labelledby="held-title">
      <div className="section-head">
        <h2 className="section-title" id="held-title">
          <Term id="heldOut">{t('held.title')}</Term>
        </h2>
        {evaluation && <span className="quiet num push">{t('held.at', { step: evaluation.step })}</span>}
      </div>
      {evaluation && (
        <p className="quiet num held-text">
          {t('held.length', { length: short(evaluation.text.length) })} ·{' '}
          <Term id="cutOff">{t('held.cutOff')}</Term> {percent(evaluation.text.cutOff)} ·{' '}
          <Term id="distinctN">{t('evaluation.distinct', { n: evaluation.text.distinct.length })}</Term>{' '}
          {short(evaluation.text.distinct.at(-1) ?? 0)}
        </p>
      )}
      {evaluation ? (
        <ul className="held">
          {examples.map(({ prompt, reference, answer }) => {
            const right = answer === reference;
            return (
              <li key={prompt} className={right ? 'held-right' : 'held-wrong'}>
                <span className="held-mark" role="img" aria-label={t(right ? 'held.right' : 'held.wrong')}>
                  <Icon name={right ? 'check' : 'cross'} />
                </span>
                <div>
                  <p className="quiet" dir="auto">
                    {prompt.replace(/=$/, '')}
                  </p>
                  <p className="mono held-answer" dir="auto">
                    {answer || t('try.empty')}
                  </p>
                  {!right && (
                    <p className="mono held-reference">
                      <span className="quiet">{t('held.expected')} </span>
                      <bdi>{reference}</bdi>
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
      <button type="button" className="btn btn-small held-evaluate" onClick={openEvaluation}>
        {t('held.evaluate')}
      </button>
    </section>
  );
});
