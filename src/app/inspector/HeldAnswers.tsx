/** What the student answered in the last evaluation, and what was expected where that is something else. */
import type { Evaluation } from '../../run/protocol';
import { Term } from '../lessons/Term';
import { useClassName } from '../pictures/class-name';
import { Prompt } from '../pictures/Prompt';
import { useShowsClasses } from '../store/experiment/shown-task';
import { percent, short } from '../text/format';
import { useT } from '../text/text';
import { Icon } from '../ui/Icon';
import styles from './inspector.module.css';

export default function HeldAnswers({ evaluation }: { readonly evaluation: Evaluation }) {
  const t = useT();
  const { examples } = evaluation;
  const ofText = !useShowsClasses();
  const className = useClassName();
  return (
    <>
      {ofText && (
        <p className={`quiet num ${styles.heldText}`}>
          {t('held.length', { length: short(evaluation.text.length) })} ·{' '}
          <Term id="cutOff">{t('held.cutOff')}</Term> {percent(evaluation.text.cutOff)} ·{' '}
          <Term id="distinctN">{t('evaluation.distinct', { n: evaluation.text.distinct.length })}</Term>{' '}
          {short(evaluation.text.distinct.at(-1) ?? 0)}
        </p>
      )}
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
    </>
  );
}
