/** Terms of the newest loss where it has several, else its unit. Re-renders without the chart. */
import { LAYER_TERMS, LOSS_TERMS, layerTermOf } from '../../experiment/methods';
import { Term } from '../lessons/Term';
import { useShown } from '../store/experiment/shown';
import { percent, short } from '../text/format';
import { useAllT } from '../text/text';

export function LossTerms() {
  // The words come after the first frame, and terms after the first step.
  const t = useAllT();
  const lossTerms = useShown('report')?.lossTerms;
  if (!lossTerms) return <Term id="nats">{t('chart.loss.unit')}</Term>;
  const others = LOSS_TERMS.flatMap((name) => {
    const value = lossTerms[name];
    if (value === undefined) return [];
    return [t(`lossTerm.${name}`, { value: name === 'meanTokenWeight' ? percent(value) : short(value) })];
  });
  // Layers as their sum: the chart of the terms has each.
  const ofLayers = LAYER_TERMS.flatMap((part) => {
    const values = Object.entries(lossTerms).filter(([name]) => layerTermOf(name)?.part === part);
    if (values.length === 0) return [];
    return [t(`lossTerm.${part}`, { value: short(values.reduce((sum, [, value]) => sum + value, 0)) })];
  });
  // A line may break between parts, not inside of one.
  const words = [...others, ...ofLayers].map((text) => text.replaceAll(' ', '\u00a0'));
  return <span className="num">{words.join(' · ')}</span>;
}
