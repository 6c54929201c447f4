/** The view of comparisons: set one up, watch it, read its results. */
import { type Ref, useEffect, useMemo, useRef } from 'react';
import { planOf } from '../../experiment/comparison';
import type { ComparisonSnapshot, MetricFacts } from '../../run/protocol';
import { useChartView } from '../charts/chart-view';
import { FIRST_METRIC } from '../charts/scores';
import type { Metrics } from '../charts/useMetrics';
import { ElsewhereNote } from '../messages/Elsewhere';
import { MissingData } from '../messages/MissingData';
import { MissingModels } from '../messages/MissingModels';
import { NewVersion } from '../messages/NewVersion';
import { Notices } from '../messages/Notices';
import TeacherPath from '../messages/TeacherPath';
import { takeOverComparing } from '../store/compare/actions';
import { isComparing, useCompare } from '../store/compare/state';
import { useStartBlocker } from '../store/data/start-blocker';
import { taskKey, useData } from '../store/data/state';
import { showRuns } from '../store/runs/list';
import { useT } from '../text/all-text';
import { useExplain, useLabels } from '../text/text';
import { arriveAt, isFocusLost } from '../ui/focus';
import { Icon } from '../ui/Icon';
import { Curves } from './Curves';
import styles from './compare.module.css';
import { groupsOf } from './groups';
import { Overall } from './Overall';
import { ReadyComparisons } from './ReadyComparisons';
import { Results } from './Results';
import { RunList } from './RunList';
import { SetUp } from './SetUp';

export default function Compare() {
  const t = useT();
  const snapshot = useCompare((state) => state.snapshot);
  const explain = useExplain();
  const interruption = useCompare((state) => state.interruption);
  const elsewhere = useCompare((state) => state.elsewhere);
  const blocker = useStartBlocker();
  const heading = useFocusOnStart();
  return (
    <main
      className="column column-main"
      id="run"
      tabIndex={-1}
      data-part="compare"
      aria-label={t('compare.title')}
    >
      {interruption && (
        <div className="note note-bad" role="alert">
          <div className="note-body">
            <p className="note-title">{t('compare.interrupted')}</p>
            <p>{explain(interruption)}</p>
          </div>
        </div>
      )}
      {elsewhere && <ElsewhereNote text={t('compare.elsewhere')} onTakeOver={takeOverComparing} />}
      <MissingModels />
      <MissingData />
      {blocker === 'noTeacher' && <TeacherPath />}
      <NewVersion />
      <Notices />
      {snapshot ? (
        <>
          <Comparison snapshot={snapshot} heading={heading} />
          <details className={`${styles.section} ${styles.again}`}>
            <summary className="section-title">{t('compare.setUp.new')}</summary>
            <ReadyComparisons />
            <SetUp />
          </details>
          <div className={styles.actions}>
            <KeptButton />
          </div>
        </>
      ) : (
        <>
          <p className={styles.intro}>{t('compare.intro')}</p>
          <div className={styles.actions}>
            <KeptButton />
          </div>
          <ReadyComparisons />
          <section className={styles.section} aria-labelledby="compare-set-up">
            <h2 className="section-title" id="compare-set-up">
              {t('compare.setUp')}
            </h2>
            <SetUp />
          </section>
        </>
      )}
    </main>
  );
}

/** Opens the list of kept runs and comparisons. */
function KeptButton() {
  const t = useT();
  return (
    <button type="button" className="btn" onClick={showRuns}>
      <Icon name="table" />
      {t('action.runs')}
    </button>
  );
}

/**
 * The heading of a comparison that has just been started gets the focus, and comes into sight: the form that started it
 * has gone, or lies a page further down. A focus elsewhere stays there.
 */
function useFocusOnStart(): Ref<HTMLHeadingElement> {
  const heading = useRef<HTMLHeadingElement>(null);
  const running = useCompare(isComparing);
  const comparison = useCompare((state) => state.snapshot?.comparison);
  const known = useRef(comparison);
  useEffect(() => {
    if (known.current === comparison) return;
    known.current = comparison;
    if (running && (isFocusLost() || document.activeElement?.closest(`.${styles.form}`)))
      arriveAt(heading.current);
  }, [comparison, running]);
  return heading;
}

interface ComparisonProps {
  readonly snapshot: ComparisonSnapshot;
  readonly heading: Ref<HTMLHeadingElement>;
}

function Comparison({ snapshot, heading }: ComparisonProps) {
  const labels = useLabels();
  const { comparison } = snapshot;
  const plan = useMemo(() => planOf(comparison), [comparison]);
  const groups = useMemo(() => groupsOf(snapshot, plan, labels), [snapshot, plan, labels]);
  const metrics = useComparedMetrics(snapshot);
  const chosen = useChartView((view) => view.metric);
  const metric = metrics.find(({ id }) => id === chosen) ?? metrics[0];
  return (
    <>
      <Overall snapshot={snapshot} groups={groups} heading={heading} />
      <RunList groups={groups} />
      <Curves groups={groups} metrics={metrics} metric={metric} />
      <Results snapshot={snapshot} groups={groups} metrics={metrics} metric={metric} />
    </>
  );
}

/** The scores of a comparison, the headline first, also in one that was stored when the task had another headline. */
function useComparedMetrics({ comparison, metrics }: ComparisonSnapshot): Metrics {
  const facts = useData((state) => state.tasks[taskKey(comparison.base)]?.facts?.metrics);
  return useMemo(() => {
    const place = ({ id }: MetricFacts): number => facts?.findIndex((one) => one.id === id) ?? 0;
    const [headline = FIRST_METRIC, ...others] = metrics.toSorted((a, b) => place(a) - place(b));
    return [headline, ...others];
  }, [metrics, facts]);
}
