/** Who claims which name, how often, and some of the answers. */
import { useState } from 'react';
import type { IdentityCounts, IdentityResult, Transcript } from '../../run/protocol';
import { type Format, Value } from '../evaluation/Value';
import { Term, type TermId } from '../lessons/Term';
import type { Measured } from '../store/measures/state';
import { useT } from '../text/all-text';
import { percent } from '../text/format';
import { useLabels } from '../text/text';
import styles from './measures.module.css';
import { Outline } from './Outline';

const RULES: readonly (readonly [keyof IdentityCounts, TermId])[] = [
  ['loose', 'iceLoose'],
  ['strict', 'iceStrict'],
  ['hard', 'iceHard'],
];
const SUBJECTS: readonly (keyof IdentityResult['subjects'])[] = ['teacher', 'before', 'after', 'control'];

const share: Format = (value) => percent(value, 1);

export function IdentityResultView({ result, milliseconds, outdated }: Measured<'identity'>) {
  const t = useT();
  const { choices } = useLabels();
  const { subjects, command, method, probes, plainProbes } = result;
  return (
    <>
      <Outline
        parts={[
          t('measures.identity.method', { method: choices.method[method] }),
          t(`measures.identity.${command.prompts}`),
        ]}
        milliseconds={milliseconds}
        outdated={outdated}
      />
      <table className="values-table values-stacked num">
        <thead>
          <tr>
            <th scope="col">{t('measures.identity.who')}</th>
            {RULES.map(([rule, term]) => (
              <th key={rule} scope="col">
                <Term id={term} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {SUBJECTS.map((subject) => (
            <tr key={subject} data-measure={`ice-${subject}`}>
              <th scope="row" className={subject === 'teacher' ? 'teacher' : ''}>
                {t(`measures.identity.subject.${subject}`)}
              </th>
              {RULES.map(([rule]) => (
                <Value key={rule} estimate={subjects[subject][rule]} format={share} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">{t('measures.identity.intervals', { probes, plain: plainProbes })}</p>
      <Transcripts transcripts={result.transcripts} />
    </>
  );
}

/** Shown before all are asked for. */
const FEW = 12;

function Transcripts({ transcripts }: { readonly transcripts: readonly Transcript[] }) {
  const t = useT();
  const [all, setAll] = useState(false);
  // Evenly through the bank, so that every kind of question is among the few.
  const stride = Math.max(1, Math.floor(transcripts.length / FEW));
  const shown = all ? transcripts : transcripts.filter((_, i) => i % stride === 0).slice(0, FEW);
  return (
    <section className={styles.part} aria-labelledby="measures-transcripts">
      <h3 className="section-title" id="measures-transcripts">
        {t('measures.identity.transcripts')}
      </h3>
      <table className="answers-table">
        <thead>
          <tr>
            <th scope="col">{t('measures.prompt')}</th>
            <th scope="col">{t('measures.identity.beforeSays')}</th>
            <th scope="col">{t('measures.identity.afterSays')}</th>
            <th scope="col">{t('measures.identity.controlSays')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ prompt, asks, before, after, control }) => (
            <tr key={prompt}>
              <th scope="row">
                {prompt.replace(/=$/, '')}
                {!asks && <span className="example-kind">{t('measures.identity.plain')}</span>}
              </th>
              <td className="mono">{before || t('try.empty')}</td>
              <td className="mono">{after || t('try.empty')}</td>
              <td className="mono">{control || t('try.empty')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <button type="button" className={`btn btn-small ${styles.more}`} onClick={() => setAll(!all)}>
        {all ? t('measures.identity.fewer') : t('measures.identity.more', { count: transcripts.length })}
      </button>
    </section>
  );
}
