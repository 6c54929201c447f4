/** Difference between two rows that the user picks. */
import { useId, useState } from 'react';
import type { MetricFacts } from '../../run/protocol';
import { ScoreChoice } from '../charts/ScoreChoice';
import type { Metrics } from '../charts/useMetrics';
import { useT } from '../text/all-text';
import { useLabels } from '../text/text';
import compareStyles from './compare.module.css';
import type { ResultRow } from './results';
import resultsStyles from './results.module.css';
import { describeDifference } from './sentences';

interface DifferenceProps {
  readonly rows: readonly ResultRow[];
  readonly metrics: Metrics;
  /** The one that is told about. */
  readonly metric: MetricFacts;
}

export function Difference({ rows, metrics, metric }: DifferenceProps) {
  const t = useT();
  const labels = useLabels();
  const id = useId();
  const [chosen, setChosen] = useState<readonly [number, number]>([0, 1]);
  const [first, second] = [rows[chosen[0]], rows[chosen[1]]];
  if (!first || !second) return null;
  const select = (which: 0 | 1) => (
    <div className={compareStyles.choice}>
      <label className={compareStyles.label} htmlFor={`${id}-${which}`}>
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
      : describeDifference(first, second, { t, labels, metric });
  return (
    <section className={compareStyles.section} aria-labelledby={`${id}-title`}>
      <h2 className="section-title" id={`${id}-title`}>
        {t('compare.difference')}
      </h2>
      <div className={compareStyles.row}>
        {select(0)}
        {select(1)}
        {metrics.length > 1 && <ScoreChoice metrics={metrics} labelClass={compareStyles.label} />}
      </div>
      <div className={resultsStyles.sentences} role="status">
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
    </section>
  );
}
