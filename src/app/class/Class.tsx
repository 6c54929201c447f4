/** The class: hand-ins are brought in, listed, drawn over each other, and taken away as a table or a report. */
import { Suspense, useEffect, useMemo } from 'react';
import { useChartView } from '../charts/chart-view';
import { FIRST_METRIC, metricTitle } from '../charts/scores';
import { loadClass } from '../store/class/actions';
import { type Entry, useClass } from '../store/class/list';
import { useT } from '../text/all-text';
import { useExplain, useLabels } from '../text/text';
import { lazyPart } from '../ui/lazy-part';
import { AddHandIns } from './AddHandIns';
import { ClassExports } from './ClassExports';
import { ClassTable } from './ClassTable';
import styles from './class.module.css';
import { DotStrips } from './DotStrips';
import { groupsOf, metricsOf } from './groups';
import { Outcome } from './Outcome';

const ClassCurves = lazyPart<Parameters<typeof import('./ClassCurves').default>[0]>(
  () => import('./ClassCurves'),
);

export default function Class() {
  const t = useT();
  const explain = useExplain();
  const entries = useClass((state) => state.entries);
  const unkept = useClass((state) => state.unkept);
  useEffect(() => void loadClass(), []);
  return (
    <div className={styles.class}>
      <p className="dialog-text">{t('class.intro')}</p>
      <AddHandIns />
      {unkept && (
        <p className="note note-bad" role="alert">
          {explain(unkept)}
        </p>
      )}
      <Outcome />
      {entries === null && <p className="quiet">{t('class.loading')}</p>}
      {entries?.length === 0 && <p className="quiet">{t('class.empty')}</p>}
      {entries && entries.length > 0 && <Gathered entries={entries} />}
    </div>
  );
}

function Gathered({ entries }: { readonly entries: readonly Entry[] }) {
  const t = useT();
  const labels = useLabels();
  const groups = useMemo(
    () => groupsOf(entries, labels).map((group) => ({ ...group, name: group.name || t('class.allRuns') })),
    [entries, labels, t],
  );
  const metrics = useMemo(() => metricsOf(entries), [entries]);
  const chosen = useChartView((view) => view.metric);
  const headline = metrics[0] ?? FIRST_METRIC;
  const metric = metrics.find(({ id }) => id === chosen) ?? headline;
  return (
    <>
      <section className={styles.section} aria-labelledby="class-dots">
        <h3 className="section-title" id="class-dots">
          {t('class.dots')}: {metricTitle(t, metric)}
        </h3>
        <DotStrips groups={groups} metrics={metrics} metric={metric} />
      </section>
      <section className={styles.section} aria-labelledby="class-curves">
        <h3 className="section-title" id="class-curves">
          {t('class.curves')}
        </h3>
        <Suspense fallback={null}>
          <ClassCurves groups={groups} headline={headline} />
        </Suspense>
      </section>
      <section className={styles.section} aria-labelledby="class-list">
        <h3 className="section-title" id="class-list">
          {t('class.list')}
        </h3>
        <p className="quiet">{t('class.count', { runs: entries.length, groups: groups.length })}</p>
        <ClassTable entries={entries} groups={groups} metrics={metrics} />
      </section>
      <ClassExports entries={entries} metrics={metrics} />
    </>
  );
}
