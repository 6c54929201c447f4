/** The scores of the run on the page; without a run, those of the task on the controls. */
import { useMemo } from 'react';
import type { MetricFacts } from '../../run/protocol';
import { taskKey, useData } from '../store/data/state';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { useChartView } from './chart-view';
import { FIRST_METRIC } from './scores';

/** At least one; the first is the headline. */
export type Metrics = readonly [MetricFacts, ...MetricFacts[]];

const UNKNOWN: Metrics = [FIRST_METRIC];

export function useMetrics(): Metrics {
  const key = useDraftExperiment((state) => taskKey(state.experiment));
  const drafted = useData((state) => state.tasks[key]?.facts?.metrics);
  const ofRun = useRun((state) => (state.running ? state.loaded?.metrics : undefined));
  const known = ofRun ?? drafted;
  return useMemo(() => {
    const [headline, ...others] = known ?? UNKNOWN;
    return headline ? [headline, ...others] : UNKNOWN;
  }, [known]);
}

/** The score that the visitor has chosen, or all of them. */
export function useChosenMetrics(): Metrics {
  const all = useMetrics();
  const chosen = useChartView(({ metric }) => metric);
  return useMemo(() => {
    const one = all.find(({ id }) => id === chosen);
    return one ? [one] : all;
  }, [all, chosen]);
}
