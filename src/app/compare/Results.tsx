/** The table of results, what can be taken away from it, and two of its rows in sentences. */
import { memo, useMemo, useState } from 'react';
import type { ComparisonSnapshot, MetricFacts } from '../../run/protocol';
import type { Metrics } from '../charts/useMetrics';
import { useT } from '../text/all-text';
import styles from './compare.module.css';
import { Difference } from './Difference';
import type { Group } from './groups';
import { ResultsExports } from './ResultsExports';
import { ResultsTable } from './ResultsTable';
import { bestFirst, type Order, rowOf, sorted } from './results';
import { SameRuns } from './SameRuns';

interface ResultsProps {
  readonly snapshot: ComparisonSnapshot;
  readonly groups: readonly Group[];
  /** The first is the headline. */
  readonly metrics: Metrics;
  /** The one that rows are sorted by, and verdicts are about. */
  readonly metric: MetricFacts;
}

function ResultsOf({ snapshot: { comparison }, groups, metrics, metric }: ResultsProps) {
  const t = useT();
  const [chosen, setOrder] = useState<Order | null>(null);
  const order = chosen ?? bestFirst(`test ${metric.id}`, metrics);
  const rows = useMemo(() => groups.map((group) => rowOf(group, metrics)), [groups, metrics]);
  const any = rows.some(({ done }) => done > 0);
  const prompts =
    groups
      .flatMap(({ runs }) => runs)
      .map(({ run }) => run.result?.testPrompts ?? 0)
      .find((count) => count > 0) ?? 0;
  return (
    <>
      <section className={styles.section} aria-labelledby="compare-results">
        <h2 className="section-title" id="compare-results">
          {t('compare.results')}
        </h2>
        {any ? (
          <>
            <p className="quiet">{t('compare.results.what', { prompts })}</p>
            <ResultsTable
              rows={rows}
              groups={groups}
              metrics={metrics}
              vary={comparison.vary}
              order={order}
              onOrder={setOrder}
            />
          </>
        ) : (
          <p className="quiet">{t('compare.results.empty')}</p>
        )}
        <SameRuns comparison={comparison} />
        <ResultsExports
          comparison={comparison}
          groups={groups}
          metrics={metrics}
          metric={metric}
          rows={any ? sorted(rows, order) : []}
        />
      </section>
      {any && <Difference rows={rows} metrics={metrics} metric={metric} />}
    </>
  );
}

const namesOf = (groups: readonly Group[]): string => groups.map(({ name }) => name).join();

/** Most messages are about the current run; results change only when a run ends. */
const sameResults = (before: ResultsProps, after: ResultsProps): boolean =>
  before.metrics === after.metrics &&
  before.metric === after.metric &&
  before.snapshot.comparison === after.snapshot.comparison &&
  before.snapshot.runs.every(({ state }, at) => state === after.snapshot.runs[at]?.state) &&
  namesOf(before.groups) === namesOf(after.groups);

export const Results = memo(ResultsOf, sameResults);
