/** The selected token: what happened to it in a sentence, and both models' likeliest tokens. */
import { Fragment, useMemo } from 'react';
import { decisionOf } from '../inspector/decision';
import { type TokenView, viewToken } from '../inspector/ranking';
import { useRun } from '../store/experiment/state';
import { type Selection, useView } from '../store/view';
import { glyph, spoken } from '../strip/tokens';
import { useT } from '../text/all-text';
import { percent } from '../text/format';
import styles from './present.module.css';

const NO_VOCABULARY: readonly string[] = [];
/** Rows that can be read from the back of a room. */
const MOST_BARS = 5;

export function LargeToken({ selection }: { readonly selection: Selection }) {
  const t = useT();
  const vocabulary = useRun((state) => state.loaded?.vocabulary ?? NO_VOCABULARY);
  const strip = useView((state) => state.pinned);
  const row = strip?.rows[selection.row];
  const view = useMemo(
    () => (strip && row ? viewToken(row, selection.column, strip.rule) : null),
    [strip, row, selection],
  );
  if (!strip || !view) return null;
  const place = { step: strip.step, row: selection.row + 1, token: selection.column + 1 };
  return (
    <section className={styles.token} aria-label={t('inspector.title')}>
      <div>
        <p className="quiet">{t('inspector.at', place)}</p>
        <p role="status">{decisionOf(t, view, strip.rule, vocabulary)}</p>
      </div>
      {view.teacher.length > 0 && <Bars model="teacher" view={view} vocabulary={vocabulary} />}
      <Bars model="student" view={view} vocabulary={vocabulary} />
    </section>
  );
}

interface BarsProps {
  readonly model: 'teacher' | 'student';
  readonly view: TokenView;
  readonly vocabulary: readonly string[];
}

function Bars({ model, view, vocabulary }: BarsProps) {
  const t = useT();
  const name = t(`inspector.${model}`);
  const { token } = view;
  const checked = token.source === 'accepted' || token.source === 'replaced';
  return (
    <div>
      <h2 className={model}>{name}</h2>
      <ol className={styles.bars} aria-label={t('inspector.probabilities', { model: name })}>
        {view[model].slice(0, MOST_BARS).map(({ id, probability }, at) => (
          <Fragment key={id}>
            <li className={id === token.proposed && checked ? styles[token.source] : ''}>
              <span className="mono">
                <span className="said">{spoken(id, vocabulary, t)}</span>
                <bdi aria-hidden="true">{glyph(id, vocabulary)}</bdi>
              </span>
              <span className="bar-space">
                <span className={`bar-fill bar-${model}`} style={{ width: `${probability * 100}%` }} />
              </span>
              <span className="num">{percent(probability)}</span>
            </li>
            {model === 'teacher' && checked && at + 1 === view.line && (
              <li className={styles.line} aria-label={t('present.line')} />
            )}
          </Fragment>
        ))}
      </ol>
    </div>
  );
}
