/** What can be taken away from the results: the table as CSV and Markdown, the curves as a picture. */
import { messageOf } from '../../errors/user-error';
import { type Comparison, planOf } from '../../experiment/comparison';
import type { MetricFacts } from '../../run/protocol';
import { save } from '../browser/download';
import { pngOf } from '../browser/png';
import type { Metrics } from '../charts/useMetrics';
import { saveCsv } from '../export/csv-files';
import { drawPicture } from '../export/picture';
import { inWords, ofComparison } from '../export/provenance';
import { ReportButtons } from '../report/ReportButtons';
import { resultsIn, useCompare } from '../store/compare/state';
import { toast } from '../store/view';
import { t, useT } from '../text/all-text';
import { useLabels } from '../text/text';
import styles from './compare.module.css';
import { rowsAsMarkdown, runsAsCsv } from './copies';
import { type Group, groupsOf } from './groups';
import type { ResultRow } from './results';
import { pictureOf } from './results-picture';

interface ResultsExportsProps {
  readonly comparison: Comparison;
  readonly groups: readonly Group[];
  /** The first is the headline. */
  readonly metrics: Metrics;
  /** The one that is drawn. */
  readonly metric: MetricFacts;
  /** As sorted on the screen; empty while there is no result. */
  readonly rows: readonly ResultRow[];
}

async function copy(text: string, ending: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(t('compare.copied'));
  } catch {
    save(`comparison.${ending}`, new Blob([text], { type: 'text/plain' }));
    toast(t('compare.saved'));
  }
}

export function ResultsExports({ comparison, groups, metrics, metric, rows }: ResultsExportsProps) {
  const t = useT();
  const labels = useLabels();
  const { vary } = comparison;
  const title = labels.fields[vary].label;
  const none = rows.length === 0;
  // When it is asked for: the device may not be known earlier.
  const origin = () => ({ ...ofComparison(comparison), vary });
  const account = () => inWords(origin(), t, labels);
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
      const picture = pictureOf(t, now, metric, title, account());
      save(`distillery-${comparison.base.task}-comparison.png`, await pngOf(drawPicture(picture)));
    } catch (error) {
      toast(t('export.png.failed', { why: messageOf(error) }));
    }
  };
  const actions = [
    { name: t('compare.copy.csv'), off: none, act: () => void copy(table(), 'csv') },
    { name: t('export.csv'), off: none, act: saveTable },
    {
      name: t('compare.copy.markdown'),
      off: none,
      act: () => void copy(rowsAsMarkdown(t, rows, metrics, title, account()), 'md'),
    },
    { name: t('export.png'), off: false, act: () => void savePicture() },
  ];
  return (
    <div className={styles.actions}>
      {actions.map(({ name, off, act }) => (
        <button key={name} type="button" className="btn btn-small" disabled={off} onClick={act}>
          {name}
        </button>
      ))}
      {!none && <ReportButtons of="comparison" />}
    </div>
  );
}
