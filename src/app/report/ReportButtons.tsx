/** Prints the report of the run, the comparison or the class, or saves it as a file. */
import { toast } from '../store/view';
import { t, useT } from '../text/all-text';

const withReport = (act: (report: typeof import('./report')) => void): void => {
  import('./report').then(act).catch(() => toast(t('export.failed')));
};

export function ReportButtons() {
  const t = useT();
  return (
    <>
      <button type="button" className="btn btn-small" onClick={() => withReport(() => print())}>
        {t('report.print')}
      </button>
      <button
        type="button"
        className="btn btn-small"
        onClick={() => withReport(({ saveReport }) => saveReport())}
      >
        {t('report.save')}
      </button>
    </>
  );
}
