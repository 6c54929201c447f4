/** The curves of a comparison as a picture, in the colours of now. */
import type { MetricFacts } from '../../run/protocol';
import { metricTitle } from '../charts/scores';
import { strokeOf } from '../charts/strokes';
import { literal, paletteNow } from '../export/palette';
import type { Origin, Picture } from '../export/picture';
import type { TranslateAll } from '../text/text';
import { bandsOf, type Group, pickAcceptance, pickLoss, pickScore } from './groups';

export function pictureOf(
  t: TranslateAll,
  groups: readonly Group[],
  headline: MetricFacts,
  title: string,
  origin: Origin,
): Picture {
  const steps = groups.flatMap(({ runs }) => runs.map(({ planned }) => planned.experiment.steps));
  const x = { from: 0, to: Math.max(...steps), unit: t('chart.step') };
  return {
    ...paletteNow(),
    title: `${t('app.name')}: ${title}`,
    names: groups.map(({ name }) => name),
    strokes: groups.map((_, at) => literal(strokeOf(at))),
    origin,
    columns: 3,
    panels: [
      {
        title: `${t('chart.loss')} (${t('chart.loss.unit')})`,
        bands: bandsOf(groups, pickLoss),
        rate: false,
        x,
      },
      { title: t('chart.acceptance'), bands: bandsOf(groups, pickAcceptance), rate: true, x },
      {
        title: t('compare.curves.validation', { metric: metricTitle(t, headline) }),
        bands: bandsOf(groups, pickScore(headline.id)),
        rate: true,
        x,
      },
    ],
  };
}
