/** What can be taken away from a class, and the way to an empty one. */
import type { MetricFacts } from '../../run/protocol';
import { saveCsv } from '../export/csv-files';
import { ReportButtons } from '../report/ReportButtons';
import { clear } from '../store/class/actions';
import type { Entry } from '../store/class/list';
import { toast } from '../store/view';
import { useT } from '../text/all-text';
import { classAsCsv } from './class-csv';

interface ClassExportsProps {
  readonly entries: readonly Entry[];
  readonly metrics: readonly MetricFacts[];
}

export function ClassExports({ entries, metrics }: ClassExportsProps) {
  const t = useT();
  const [first] = entries;
  return (
    <div className="row-actions">
      <button
        type="button"
        className="btn btn-small"
        onClick={() => {
          if (first) saveCsv('class', first, classAsCsv(entries, metrics));
          toast(t('export.saved'));
        }}
      >
        {t('export.csv')}
      </button>
      <ReportButtons of="class" />
      <button type="button" className="btn btn-small" onClick={clear}>
        {t('class.clear')}
      </button>
    </div>
  );
}
