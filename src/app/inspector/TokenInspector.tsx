/** Both models' ten likeliest next tokens at the selected place, and the decision in words. */
import { useMemo } from 'react';
import { type AcceptanceRule, EOS } from '../../run/protocol';
import { Glossary } from '../lessons/Glossary';
import { openAttention } from '../store/attention/actions';
import { useRun } from '../store/experiment/state';
import { useView } from '../store/view';
import { readable } from '../strip/characters';
import { glyph, quoted } from '../strip/tokens';
import { type Translate, useT } from '../text/text';
import { Distribution } from './Distribution';
import { type TokenView, viewToken } from './ranking';

const NO_VOCABULARY: readonly string[] = [];

export function TokenInspector() {
  const t = useT();
  const vocabulary = useRun((state) => state.loaded?.vocabulary ?? NO_VOCABULARY);
  const preview = useView((state) => state.preview);
  const pinned = useView((state) => state.pinned);
  const selection = useView((state) => state.selection);
  const strip = preview?.strip ?? pinned;
  const at = preview?.selection ?? selection;
  const row = strip && at ? strip.rows[at.row] : undefined;
  const view = useMemo(
    () => (strip && at && row ? viewToken(row, at.column, strip.rule) : null),
    [strip, at, row],
  );
  return (
    <section className="section token-inspector" aria-labelledby="inspector-title">
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
          <p className="context mono">
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
              <b className="context-cursor">{glyph(view.token.id, vocabulary)}</b>
            </bdi>
          </p>
          <p className="decision">{decision(t, view, strip.rule, vocabulary)}</p>
          <div className="distributions">
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
      <button type="button" className="btn btn-small inspector-attention" onClick={openAttention}>
        {t('attention.open')}
      </button>
    </section>
  );
}

/** "The student proposed “a” …": the whole decision as a sentence. */
function decision(
  t: Translate,
  { token }: TokenView,
  rule: AcceptanceRule,
  vocabulary: readonly string[],
): string {
  const values = {
    token: quoted(token.id, vocabulary, t),
    proposed: token.proposed >= 0 ? quoted(token.proposed, vocabulary, t) : '',
    rank: token.rank,
    k: rule.topK,
    p: rule.acceptanceTopP,
  };
  switch (token.source) {
    case 'accepted':
    case 'replaced':
      return t(`inspector.said.${token.source}.${rule.acceptance}`, values);
    case 'student':
    case 'teacher':
    case 'data':
      return t(`inspector.said.${token.source}`, values);
    default:
      return token.source satisfies never;
  }
}
