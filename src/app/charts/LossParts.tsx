/** What the newest loss is made of, where it has several parts; else its unit. Re-renders alone, without the chart. */
import { LOSS_PARTS } from '../../experiment/methods';
import { useRun } from '../store/run';
import { percent, short } from '../text/format';
import { useT } from '../text/text';

export function LossParts() {
  const t = useT();
  const terms = useRun((state) => state.report?.terms);
  if (!terms) return t('chart.loss.unit');
  const parts = LOSS_PARTS.flatMap((name) => {
    const value = terms[name];
    if (value === undefined) return [];
    const text = t(`part.${name}`, { value: name === 'kept' ? percent(value) : short(value) });
    // A line may break between parts, not inside of one.
    return [text.replaceAll(' ', '\u00a0')];
  });
  return <span className="num">{parts.join(' · ')}</span>;
}
