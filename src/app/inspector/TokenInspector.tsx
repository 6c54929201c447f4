/** Both models' ten likeliest next tokens at the selected place, and the decision in words. */

import { useMemo } from 'react';
import { EOS } from '../../run/protocol';
import { Glossary } from '../lessons/Glossary';
import { Part } from '../presentation/Part';
import { openAttention } from '../store/attention/actions';
import { useRun } from '../store/experiment/state';
import { openTrace } from '../store/trace/state';
import { readable } from '../strip/characters';
import { glyph } from '../strip/tokens';
import { useT } from '../text/text';
import { Distribution } from './Distribution';
import { decisionOf } from './decision';
import styles from './inspector.module.css';
import { viewToken } from './ranking';
import { useInspected } from './useInspected';

const NO_VOCABULARY: readonly string[] = [];

export interface TokenInspectorProps {
  /** Called before a panel opens elsewhere on the page. */
  readonly onPanel: () => void;
}

export function TokenInspector({ onPanel }: TokenInspectorProps) {
  const t = useT();
  const vocabulary = useRun((state) => state.loaded?.vocabulary ?? NO_VOCABULARY);
  const { strip, at, row } = useInspected();
  const view = useMemo(
    () => (strip && at && row ? viewToken(row, at.column, strip.rule) : null),
    [strip, at, row],
  );
  const opening = (open: () => void) => () => {
    onPanel();
    open();
  };
  return (
    <section
      className={`section ${styles.tokenInspector}`}
      data-part="token"
      aria-labelledby="inspector-title"
    >
      <div className="section-head">
        <h2 className="section-title" id="inspector-title">
          {t('inspector.title')}
        </h2>
        {strip && at && view && (
          <span className="quiet num push">
            {t('inspector.at', { step: strip.step, row: at.row + 1, token: at.column + 1 })}
          </span>
        )}
      </div>
      {strip && at && row && view ? (
        <>
          <p className={`${styles.context} mono`}>
            {/* What came before, so that the guess can be judged. */}
            <span className="quiet">{t('inspector.context')}: </span>
            <bdi>
              {row.tokens
                .slice(0, at.column)
                .map(({ id }) => (id <= EOS ? glyph(id, vocabulary) : readable(vocabulary[id] ?? '?')))
                .join('') || t('inspector.nothing')}
            </bdi>{' '}
            <span className="quiet">{t('inspector.next')}: </span>
            <bdi>
              <b className={styles.contextCursor}>{glyph(view.token.id, vocabulary)}</b>
            </bdi>
          </p>
          <p className={styles.decision}>{decisionOf(t, view, strip.rule, vocabulary)}</p>
          <div className={styles.distributions}>
            {view.teacher.length > 0 && (
              <Distribution model="teacher" view={view} rule={strip.rule} vocabulary={vocabulary} />
            )}
            <Distribution model="student" view={view} rule={strip.rule} vocabulary={vocabulary} />
          </div>
        </>
      ) : (
        <>
          <p className="quiet">{t('inspector.empty')}</p>
          <Glossary />
        </>
      )}
      <div className={styles.doors}>
        <button type="button" className="btn btn-small" onClick={opening(openTrace)}>
          {t('trace.open')}
        </button>
        <Part name="attention">
          <button type="button" className="btn btn-small" onClick={opening(openAttention)}>
            {t('attention.open')}
          </button>
        </Part>
      </div>
    </section>
  );
}
