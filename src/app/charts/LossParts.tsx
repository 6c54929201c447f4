/** What the newest loss is made of, where it has several parts; else its unit. Re-renders alone, without the chart. */
import { LAYER_PARTS, LOSS_PARTS, layerPartOf } from '../../experiment/methods';
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
    return [t(`part.${name}`, { value: name === 'kept' ? percent(value) : short(value) })];
  });
  // Of layers the sum: the chart of the parts has each.
  const ofLayers = LAYER_PARTS.flatMap((part) => {
    const values = Object.entries(terms).filter(([name]) => layerPartOf(name)?.part === part);
    if (values.length === 0) return [];
    return [t(`part.${part}`, { value: short(values.reduce((sum, [, value]) => sum + value, 0)) })];
  });
  // A line may break between parts, not inside of one.
  const words = [...parts, ...ofLayers].map((text) => text.replaceAll(' ', '\u00a0'));
  return <span className="num">{words.join(' · ')}</span>;
}
