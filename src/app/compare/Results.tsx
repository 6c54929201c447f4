/** The table of results, what can be taken away from it, and two of its rows in sentences. */
import { memo, useMemo, useState } from 'react';
import { messageOf } from '../../errors/user-error';
import { planOf } from '../../experiment/comparison';
import type { ComparisonSnapshot, MetricFacts } from '../../run/protocol';
import { save } from '../browser/download';
import { metricTitle } from '../charts/scores';
import { strokeOf } from '../charts/strokes';
import { saveCsv } from '../export/csv-files';
import { inWords, ofComparison } from '../export/provenance';
import { resultsIn, useCompare } from '../store/compare/state';
import { toast } from '../store/view';
import { type Translate, useLabels, useT } from '../text/text';
import { rowsAsMarkdown, runsAsCsv } from './copies';
import { Difference } from './Difference';
import { bandsOf, type Group, groupsOf, pickAcceptance, pickLoss, pickScore } from './groups';
import { drawPicture, type Origin, type Picture } from './picture';
import { pngOf } from './png';
import { ResultsTable } from './ResultsTable';
import { bestFirst, type Order, rowOf, sorted } from './results';
import { SameRuns } from './SameRuns';

interface ResultsProps {
  readonly snapshot: ComparisonSnapshot;
  readonly groups: readonly Group[];
  /** The first is the headline. */
  readonly metrics: readonly [MetricFacts, ...MetricFacts[]];
}

function ResultsOf({ snapshot: { comparison }, groups, metrics }: ResultsProps) {
  const t = useT();
  const labels = useLabels();
  const { fields } = labels;
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
  // When it is asked for: the device may not be known earlier.
  const origin = () => ({ ...ofComparison(comparison), vary });
  const table = (): string => runsAsCsv(groups, metrics, origin());
  const saveTable = (): void => {
    saveCsv('comparison', { experiment: comparison.base }, table());
    useCompare.setState({ savedResults: resultsIn(useCompare.getState().snapshot) });
    toast(t('export.saved'));
  };
  const savePicture = async (): Promise<void> => {
    // Curves change more often than results.
    const newest = useCompare.getState().snapshot;
    const now = newest ? groupsOf(newest, planOf(newest.comparison), labels) : groups;
    try {
      const picture = pictureOf(t, now, headline, fields[vary].label, inWords(origin(), t, labels));
      save(`distillery-${comparison.base.task}-comparison.png`, await pngOf(drawPicture(picture)));
    } catch (error) {
      toast(t('compare.png.failed', { why: messageOf(error) }));
    }
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
        <SameRuns comparison={comparison} />
        <div className="compare-actions">
          <button
            type="button"
            className="btn btn-small"
            disabled={!any}
            onClick={() => void copy(table(), 'csv')}
          >
            {t('compare.copy.csv')}
          </button>
          <button type="button" className="btn btn-small" disabled={!any} onClick={saveTable}>
            {t('export.csv')}
          </button>
          <button
            type="button"
            className="btn btn-small"
            disabled={!any}
            onClick={() =>
              void copy(
                rowsAsMarkdown(
                  t,
                  sorted(rows, order),
                  metrics,
                  fields[vary].label,
                  inWords(origin(), t, labels),
                ),
                'md',
              )
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

/** The curves of now in the colours of now: a picture leaves the page, and takes nothing with it. */
function pictureOf(
  t: Translate,
  groups: readonly Group[],
  headline: MetricFacts,
  title: string,
  origin: Origin,
): Picture {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const strokes = groups.map((_, at) => {
    const stroke = strokeOf(at);
    return { ...stroke, colour: colour(stroke.colour.slice('var('.length, -1)) };
  });
  return {
    title: `${t('app.name')}: ${title}`,
    names: groups.map(({ name }) => name),
    strokes,
    origin,
    steps: t('chart.step'),
    panels: [
      {
        title: `${t('chart.loss')} (${t('chart.loss.unit')})`,
        bands: bandsOf(groups, pickLoss),
        rate: false,
      },
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
}

const namesOf = (groups: readonly Group[]): string => groups.map(({ name }) => name).join();

/** Most messages are about the current run; results change only when a run ends. */
const sameResults = (before: ResultsProps, after: ResultsProps): boolean =>
  before.metrics === after.metrics &&
  before.snapshot.comparison === after.snapshot.comparison &&
  before.snapshot.runs.every(({ state }, at) => state === after.snapshot.runs[at]?.state) &&
  namesOf(before.groups) === namesOf(after.groups);

export const Results = memo(ResultsOf, sameResults);
