/** Ten bars: a model's likeliest next tokens. The teacher's also carry the line of the acceptance rule. */
import { Fragment } from 'react';
import type { AcceptanceRule } from '../../run/protocol';
import { EOS } from '../../run/protocol';
import { glyph, spoken, titleOf } from '../strip/tokens';
import { useT } from '../text/text';
import styles from './inspector.module.css';
import type { TokenView } from './ranking';

export interface DistributionProps {
  readonly model: 'teacher' | 'student';
  readonly view: TokenView;
  readonly rule: AcceptanceRule;
  readonly vocabulary: readonly string[];
}

export function Distribution({ model, view, rule, vocabulary }: DistributionProps) {
  const t = useT();
  const name = t(`inspector.${model}`);
  const { token } = view;
  const checked = token.source === 'accepted' || token.source === 'replaced';
  const line = model === 'teacher' && checked ? view.line : -1;
  const lineText =
    rule.acceptance === 'top-k'
      ? t('inspector.line.top-k', { k: rule.topK })
      : t('inspector.line.nucleus', { p: rule.acceptanceTopP });
  return (
    <div>
      <h3 className={`model-name ${model}`}>{name}</h3>
      <ol className={styles.bars} aria-label={t('inspector.probabilities', { model: name })}>
        {line === 0 && <Line text={lineText} />}
        {view[model].map(({ id, probability }, index) => (
          <Fragment key={id}>
            <li
              className={
                id === token.proposed && checked ? `${styles.row} ${styles[token.source]}` : styles.row
              }
            >
              <span className={`${styles.token} mono ${id === token.id ? styles.kept : ''}`}>
                {id === EOS ? t('token.end') : <TokenSign id={id} vocabulary={vocabulary} />}
              </span>
              <span className="bar-space">
                <span className={`bar-fill bar-${model}`} style={{ width: `${probability * 100}%` }} />
              </span>
              <span className="bar-value num">{percentOf(probability)}</span>
            </li>
            {index + 1 === line && <Line text={lineText} />}
          </Fragment>
        ))}
      </ol>
    </div>
  );
}

/** A token as its sign, which a screen reader says by its name. */
function TokenSign({ id, vocabulary }: { readonly id: number; readonly vocabulary: readonly string[] }) {
  const t = useT();
  return (
    <>
      <span className="said">{spoken(id, vocabulary, t)}</span>
      <bdi aria-hidden="true" title={titleOf(id, vocabulary, t)}>
        {glyph(id, vocabulary)}
      </bdi>
    </>
  );
}

function Line({ text }: { readonly text: string }) {
  return (
    <li className={styles.line}>
      <span>{text}</span>
    </li>
  );
}

function percentOf(probability: number): string {
  const value = probability * 100;
  if (value >= 10) return `${value.toFixed(0)}%`;
  return value >= 0.1 ? `${value.toFixed(1)}%` : '<0.1%';
}
