/** About how long a comparison takes on this device; nothing while its speed is not known. */
import { type Comparison, estimateComparison } from '../../experiment/comparison';
import { useShapes, useTimeFor } from '../store/experiment/run-time';
import { useT } from '../text/all-text';
import { duration } from '../text/format';

export function ComparisonTime({ comparison }: { readonly comparison: Comparison }) {
  const t = useT();
  const { task, teacher } = useShapes(comparison.base);
  const time = useTimeFor(estimateComparison(comparison, task, teacher).totalFlops);
  return time === null ? null : t('time.sentence', { time: duration(time) });
}
