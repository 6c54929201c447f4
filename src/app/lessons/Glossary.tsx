/** The words used on the page, by what they are about, and every method. */
import { METHOD_NAMES } from '../../experiment/methods';
import { useLabels, useT } from '../text/text';
import { Hint } from '../ui/Hint';
import { Term, type TermId } from './Term';

const GROUPS = {
  models: ['distillation', 'teacher', 'student', 'token', 'logits', 'batch', 'step', 'seed', 'adamw', 'sft'],
  sampling: ['skd', 'topK', 'nucleus', 'gamma', 'acceptance', 'temperature', 'topP', 'greedy'],
  losses: ['loss', 'nats', 'forwardKl', 'reverseKl', 'jsd', 'overlap', 'entropy'],
  scores: ['exactMatch', 'chrf', 'rougeL', 'phonemeErrorRate', 'partialResults', 'distinctN', 'cutOff'],
} as const satisfies Readonly<Record<string, readonly TermId[]>>;

const NAMES = Object.keys(GROUPS) as (keyof typeof GROUPS)[];

export function Glossary() {
  const t = useT();
  const { choices, methods } = useLabels();
  return (
    <>
      <h3 className="model-name inspector-terms">{t('inspector.terms')}</h3>
      {NAMES.map((name) => (
        <div key={name}>
          <h4 className="terms-group quiet">{t(`terms.${name}`)}</h4>
          <ul className="terms">
            {GROUPS[name].map((id) => (
              <li key={id}>
                <Term id={id} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      <details className="more">
        <summary>{t('terms.methods')}</summary>
        <ul className="terms">
          {METHOD_NAMES.map((method) => (
            <li key={method}>
              <Hint title={choices.method[method]} target={choices.method[method]}>
                {methods[method]}
              </Hint>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
