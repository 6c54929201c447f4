/** The one chart that a link or a presenter has chosen. */
import type { ShownPart } from '../../experiment/presentation';
import { AcceptanceChart } from '../charts/AcceptanceChart';
import { LossChart } from '../charts/LossChart';
import { PositionChart } from '../charts/PositionChart';
import { ScoreChart } from '../charts/ScoreChart';
import { useT } from '../text/all-text';

export type LargeChartName = Exclude<ShownPart, 'strip'>;

/** The chart, after a heading of the level that it has on the page. */
export function LargeChart({ name }: { readonly name: LargeChartName }) {
  const t = useT();
  return (
    <>
      <h2 className="said">{t(`show.${name}`)}</h2>
      <Chart name={name} />
    </>
  );
}

function Chart({ name }: { readonly name: LargeChartName }) {
  switch (name) {
    case 'loss':
      return <LossChart />;
    case 'acceptance':
      return <AcceptanceChart />;
    case 'score':
      return <ScoreChart />;
    case 'positions':
      return <PositionChart />;
    default:
      return name satisfies never;
  }
}
