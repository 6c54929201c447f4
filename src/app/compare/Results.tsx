/** The table of results, what can be taken away from it, and two of its rows in sentences. */
import { useMemo, useState } from 'react';
import type { ComparisonSnapshot, MetricFacts } from '../../run/protocol';
import { metricTitle } from '../charts/scores';
import { save } from '../evaluation/save';
import { toast } from '../store/view';
import { useLabels, useT } from '../text/text';
import { rowsAsMarkdown, runsAsCsv } from './copies';
import { Difference } from './Difference';
import { bandsOf, type Group, pickAcceptance, pickLoss, pickScore } from './groups';
import { drawPicture } from './picture';
import { pngOf } from './png';
import { ResultsTable } from './ResultsTable';
import { bestFirst, type Order, rowOf, sorted } from './results';
import { strokeOf } from './strokes';

interface ResultsProps {
  readonly snapshot: ComparisonSnapshot;
  readonly groups: readonly Group[];
  /** The first is the headline. */
  readonly metrics: readonly [MetricFacts, ...MetricFacts[]];
}

export function Results({ snapshot: { comparison }, groups, metrics }: ResultsProps) {
  const t = useT();
  const { fields } = useLabels();
  const [headline] = metrics;
  const [order, setOrder] = useState<Order>(() => bestFirst(`test ${headline.id}`, metrics));
  const rows = useMemo(() => groups.map((group) => rowOf(group, metrics)), [groups, metrics]);
  const any = rows.some(({ done }) => done > 0);
  const { vary } = comparison;
  const prompts =
    groups
      .flatMap(({ runs }) => runs)
      .map(({ run }) => run.result?.testPrompts ?? 0)
      .find((count) => count > 0) ?? 0;
  const savePicture = async (): Promise<void> => {
    try {
      save('comparison.png', await pngOf(drawPicture(pictureOf())));
    } catch (error) {
      toast(t('compare.png.failed', { why: error instanceof Error ? error.message : String(error) }));
    }
  };
  const pictureOf = (): Parameters<typeof drawPicture>[0] => {
    // The picture leaves the page, so its colours have to be there.
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const resolved = (at: number) => {
      const { colour: named, dash } = strokeOf(at);
      return { colour: colour(named.slice('var('.length, -1)), dash };
    };
    return {
      title: `${t('app.name')}: ${fields[vary].label}`,
      names: groups.map(({ name }) => name),
      strokes: groups.map((_, at) => resolved(at)),
      panels: [
        { title: t('chart.loss'), bands: bandsOf(groups, pickLoss), rate: false },
        { title: t('chart.acceptance'), bands: bandsOf(groups, pickAcceptance), rate: true },
        {
          title: t('compare.curves.validation', { metric: metricTitle(t, headline) }),
          bands: bandsOf(groups, pickScore(headline.id)),
          rate: true,
        },
      ],
      to: Math.max(...groups.flatMap(({ runs }) => runs.map(({ planned }) => planned.experiment.steps))),
      ink: colour('--ink'),
      quiet: colour('--ink-3'),
      line: colour('--line'),
      paper: colour('--panel'),
    };
  };
  const copy = async (text: string, ending: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      toast(t('compare.copied'));
    } catch {
      save(`comparison.${ending}`, new Blob([text], { type: 'text/plain' }));
      toast(t('compare.saved'));
    }
  };
  return (
    <>
      <section className="compare-section" aria-labelledby="compare-results">
        <h2 className="section-title" id="compare-results">
          {t('compare.results')}
        </h2>
        {any ? (
          <>
            <p className="quiet">{t('compare.results.what', { prompts })}</p>
            <ResultsTable
              rows={rows}
              groups={groups}
              metrics={metrics}
              vary={vary}
              order={order}
              onOrder={setOrder}
            />
          </>
        ) : (
          <p className="quiet">{t('compare.results.empty')}</p>
        )}
        <div className="compare-actions">
          <button
            type="button"
            className="btn btn-small"
            disabled={!any}
            onClick={() => void copy(runsAsCsv(groups, vary, metrics), 'csv')}
          >
            {t('compare.copy.csv')}
          </button>
          <button
            type="button"
            className="btn btn-small"
            disabled={!any}
            onClick={() =>
              void copy(rowsAsMarkdown(t, sorted(rows, order), metrics, fields[vary].label), 'md')
            }
          >
            {t('compare.copy.markdown')}
          </button>
          <button type="button" className="btn btn-small" onClick={() => void savePicture()}>
            {t('compare.png')}
          </button>
        </div>
      </section>
      {any && <Difference rows={rows} headline={headline} />}
    </>
  );
}
