/** Acceptance by response position, over about the last ten steps. */
import { memo } from 'react';
import { verifies } from '../../experiment/methods';
import { useDraftExperiment } from '../store/experiment/draft';
import { useRun } from '../store/experiment/state';
import { useView } from '../store/view';
import { percent } from '../text/format';
import { useT } from '../text/text';
import { lazyPart } from '../ui/lazy-part';
import { ChartFrame } from './ChartFrame';

const Plot = lazyPart(() => import('./plots/PositionPlot'));

export const PositionChart = memo(function PositionChart() {
  const t = useT();
  const newest = useRun((state) => state.history.positions);
  const positions = useView((state) => state.moment?.positions) ?? newest;
  const edited = useDraftExperiment((state) => verifies(state.experiment));
  const verified = useRun((state) => (state.running ? verifies(state.running) : null)) ?? edited;
  return (
    <ChartFrame
      name={t('chart.positions')}
      part="chart.positions"
      term="position"
      empty={t(verified ? 'chart.positions.empty' : 'chart.acceptance.none')}
      hasData={positions.length > 0}
      keys={[
        { name: t('source.accepted'), colour: 'var(--student-bar)', mark: 'bar' },
        { name: t('source.replaced'), colour: 'var(--replaced-line)', mark: 'bar' },
      ]}
      table={() => ({
        columns: [t('chart.position'), t('chart.value'), t('chart.tokens')],
        rows: positions.map(({ position, rate, weight }) => [
          String(position + 1),
          percent(rate, 1),
          weight.toFixed(1),
        ]),
      })}
    >
      <Plot positions={positions} />
    </ChartFrame>
  );
});
