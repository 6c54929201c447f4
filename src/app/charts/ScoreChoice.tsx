/** The score that charts and verdicts are about. */
import { useId } from 'react';
import { useT } from '../text/all-text';
import { changeView, useChartView } from './chart-view';
import { metricTitle } from './scores';
import type { Metrics } from './useMetrics';

interface ScoreChoiceProps {
  /** The first is shown where none has been chosen. */
  readonly metrics: Metrics;
  /** All scores at once are a choice, too. */
  readonly withAll?: boolean;
  readonly labelClass?: string | undefined;
}

const ALL = 'all';

export function ScoreChoice({ metrics, withAll = false, labelClass = 'choice-label' }: ScoreChoiceProps) {
  const t = useT();
  const id = useId();
  const metric = useChartView((view) => view.metric);
  const chosen = metrics.find((one) => one.id === metric)?.id ?? (withAll ? ALL : metrics[0].id);
  return (
    <div>
      <label className={labelClass} htmlFor={id}>
        {t('menu.score')}
      </label>
      <select
        id={id}
        className="box"
        value={chosen}
        onChange={({ currentTarget: { value } }) =>
          changeView({ metric: metrics.find((one) => one.id === value)?.id ?? null })
        }
      >
        {withAll && <option value={ALL}>{t('menu.score.all')}</option>}
        {metrics.map((one) => (
          <option key={one.id} value={one.id}>
            {metricTitle(t, one)}
          </option>
        ))}
      </select>
    </div>
  );
}
