/** Legend of the chips' shapes and colours; only those that the method can produce. */
import { tokenSources } from '../../experiment/methods';
import type { TokenSource } from '../../run/protocol';
import { BOS, EOS, PAD } from '../../run/protocol';
import { Term } from '../lessons/Term';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { useT } from '../text/text';
import styles from './strip.module.css';
import { glyph, spoken } from './tokens';

const SAMPLE: Readonly<Record<TokenSource, readonly [string, string]>> = {
  accepted: ['a', ''],
  replaced: ['e', 'o'],
  student: ['a', ''],
  teacher: ['a', ''],
  data: ['a', ''],
};

/** Tokens shown by a sign: space, end, start and padding. A vocabulary begins with the last three of them. */
const VOCABULARY = ['', '', '', ' '];
const MARKS = [3, EOS, BOS, PAD];

export function Legend() {
  const t = useT();
  const edited = useDraftExperiment((state) => state.experiment);
  const experiment = useRun((state) => state.running) ?? edited;
  return (
    <ul className={styles.legend} aria-label={t('strip.legend')}>
      {tokenSources(experiment).map((source) => (
        <li key={source}>
          <span className={`tok tok-${source} tok-sample`} aria-hidden="true">
            <span className="tok-was">{SAMPLE[source][1]}</span>
            <span className="tok-is">{SAMPLE[source][0]}</span>
          </span>
          {t(`source.${source}`)}
        </li>
      ))}
      {MARKS.map((id) => (
        <li key={id}>
          <span className="mono" aria-hidden="true">
            {glyph(id, VOCABULARY)}
          </span>
          {id === BOS || id === PAD ? (
            <Term id="specialTokens">{spoken(id, VOCABULARY, t)}</Term>
          ) : (
            spoken(id, VOCABULARY, t)
          )}
        </li>
      ))}
    </ul>
  );
}
