/** Difference between two rows that the user picks. */
import { useId, useState } from 'react';
import type { MetricFacts } from '../../run/protocol';
import { useLabels, useT } from '../text/text';
import type { ResultRow } from './results';
import { describeDifference } from './sentences';

interface DifferenceProps {
  readonly rows: readonly ResultRow[];
  readonly headline: MetricFacts;
}

export function Difference({ rows, headline }: DifferenceProps) {
  const t = useT();
  const labels = useLabels();
  const id = useId();
  const [chosen, setChosen] = useState<readonly [number, number]>([0, 1]);
  const [first, second] = [rows[chosen[0]], rows[chosen[1]]];
  if (!first || !second) return null;
  const select = (which: 0 | 1) => (
    <div className="compare-choice">
      <label className="compare-label" htmlFor={`${id}-${which}`}>
        {t(which === 0 ? 'compare.difference.first' : 'compare.difference.second')}
      </label>
      <select
        id={`${id}-${which}`}
        className="box"
        value={chosen[which]}
        onChange={(event) => {
          const at = Number(event.currentTarget.value);
          setChosen(which === 0 ? [at, chosen[1]] : [chosen[0], at]);
        }}
      >
        {rows.map(({ group }, at) => (
          <option key={group.name} value={at}>
            {group.name}
          </option>
        ))}
      </select>
    </div>
  );
  const sentences =
    first === second
      ? [t('compare.difference.same')]
      : describeDifference(first, second, { t, labels, metric: headline });
  return (
    <section className="compare-section" aria-labelledby={`${id}-title`}>
      <h2 className="section-title" id={`${id}-title`}>
        {t('compare.difference')}
      </h2>
      <div className="compare-row">
        {select(0)}
        {select(1)}
      </div>
      <div className="compare-sentences" role="status">
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
    </section>
  );
}
