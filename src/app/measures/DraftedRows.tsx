/** A few sequences, before beside now: each group of tokens came with one call of the teacher. */
import type { DraftedRow, DraftedToken, DraftingResult } from '../../run/protocol';
import { glyph, spoken } from '../strip/tokens';
import { useT } from '../text/all-text';
import type { TranslateAll } from '../text/text';
import { type Call, callsOf } from './calls';
import styles from './measures.module.css';

export interface DraftedRowsProps {
  readonly result: DraftingResult;
  readonly names: { readonly before: string; readonly after: string };
}

export function DraftedRows({ result, names }: DraftedRowsProps) {
  const t = useT();
  return (
    <section className={styles.part} aria-labelledby="measures-runs">
      <h3 className="section-title" id="measures-runs">
        {t('measures.drafting.runs')}
      </h3>
      <p className="quiet">{t('measures.drafting.runs.about')}</p>
      <div className={styles.drafted}>
        {(['before', 'after'] as const).map((side) => (
          <section key={side} aria-label={names[side]}>
            <h4 className={`model-name ${side === 'after' ? 'student' : ''}`}>{names[side]}</h4>
            {result[side].rows.map((row) => (
              <Row key={row.prompt} row={row} vocabulary={result.vocabulary} />
            ))}
          </section>
        ))}
      </div>
    </section>
  );
}

interface RowProps {
  readonly row: DraftedRow;
  readonly vocabulary: readonly string[];
}

function Row({ row, vocabulary }: RowProps) {
  const t = useT();
  const calls = callsOf(row);
  const prompt = row.prompt.replace(/=$/, '');
  const counts = { tokens: row.tokens.length, calls: calls.length };
  return (
    <div className={styles.draftedRow}>
      <p className="row-prompt">
        {prompt} <span aria-hidden="true">→</span>{' '}
        <span className={`num ${styles.draftedCount}`}>{t('measures.drafting.calls', counts)}</span>
      </p>
      <ol className={styles.draftedCalls} aria-label={t('measures.drafting.row', { prompt, ...counts })}>
        {calls.map((call) => (
          <li key={call.call} className={styles.draftedCall}>
            <span className="said">{callInWords(t, call, vocabulary)}</span>
            {call.tokens.map((token, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a token is its position
              <Chip key={i} token={token} vocabulary={vocabulary} />
            ))}
          </li>
        ))}
      </ol>
    </div>
  );
}

function callInWords(t: TranslateAll, { call, tokens }: Call, vocabulary: readonly string[]): string {
  const say = (list: readonly DraftedToken[]): string =>
    list.map(({ id }) => spoken(id, vocabulary, t)).join(' ');
  const accepted = say(tokens.filter(({ source }) => source === 'accepted'));
  const own = tokens.find(({ source }) => source !== 'accepted');
  if (!own) return t('measures.drafting.groupEnd', { call, accepted });
  const key = accepted === '' ? 'measures.drafting.groupNone' : 'measures.drafting.group';
  return t(key, { call, accepted, own: say([own]) });
}

const STYLES = { accepted: 'tok-accepted', replaced: 'tok-replaced', added: 'tok-teacher' } as const;

function Chip({
  token,
  vocabulary,
}: {
  readonly token: DraftedToken;
  readonly vocabulary: readonly string[];
}) {
  return (
    <span className={`tok ${STYLES[token.source]}`} aria-hidden="true">
      <span className="tok-was">{token.source === 'replaced' ? glyph(token.proposed, vocabulary) : ''}</span>
      <span className="tok-is">{glyph(token.id, vocabulary)}</span>
    </span>
  );
}
