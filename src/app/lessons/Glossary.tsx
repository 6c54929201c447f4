/** The words used on the page, by what they are about, and every method. */
import { METHOD_NAMES } from '../../experiment/methods';
import { useAllT, useLabels } from '../text/text';
import { Hint } from '../ui/Hint';
import styles from './lessons.module.css';
import { Term, type TermId } from './Term';

/** Terms for a newcomer. */
const FIRST: readonly TermId[] = ['distillation', 'teacher', 'student', 'token', 'skd', 'acceptance', 'loss'];

const GROUPS = {
  models: ['logits', 'batch', 'step', 'seed', 'adamw', 'sft'],
  sampling: ['topK', 'nucleus', 'gamma', 'temperature', 'topP', 'greedy'],
  losses: ['nats', 'forwardKl', 'reverseKl', 'jsd', 'overlap', 'entropy'],
  scores: [
    'accuracy',
    'knn',
    'meanIou',
    'patchAccuracy',
    'exactMatch',
    'chrf',
    'rougeL',
    'phonemeErrorRate',
    'partialResults',
    'distinctN',
    'cutOff',
  ],
} as const satisfies Readonly<Record<string, readonly TermId[]>>;

const NAMES = Object.keys(GROUPS) as (keyof typeof GROUPS)[];

export function Glossary() {
  const t = useAllT();
  const { choices } = useLabels();
  return (
    <>
      <h3 className={`model-name ${styles.inspectorTerms}`}>{t('inspector.terms')}</h3>
      <Terms of={FIRST} />
      {NAMES.map((name) => (
        <details key={name} className="more">
          <summary>{t(`terms.${name}`)}</summary>
          <Terms of={GROUPS[name]} />
        </details>
      ))}
      <details className="more">
        <summary>{t('terms.methods')}</summary>
        <ul className={styles.terms}>
          {METHOD_NAMES.map((method) => (
            <li key={method}>
              <Hint title={choices.method[method]} target={choices.method[method]}>
                {t(`method.${method}.about`)}
              </Hint>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

function Terms({ of }: { readonly of: readonly TermId[] }) {
  return (
    <ul className={styles.terms}>
      {of.map((id) => (
        <li key={id}>
          <Term id={id} />
        </li>
      ))}
    </ul>
  );
}
