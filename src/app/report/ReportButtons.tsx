/** Prints the report of a run, a comparison, a class or a lesson, or saves it as a file. */
import { toast } from '../store/view';
import { t, useT } from '../text/all-text';
import type { ReportOf } from './report';

const withReport = (act: (report: typeof import('./report')) => void): void => {
  import('./report').then(act).catch(() => toast(t('export.failed')));
};

export function ReportButtons({ of }: { readonly of: ReportOf }) {
  const t = useT();
  return (
    <>
      <button
        type="button"
        className="btn btn-small"
        onClick={() => withReport(({ printReport }) => printReport(of))}
      >
        {t('report.print')}
      </button>
      <button
        type="button"
        className="btn btn-small"
        onClick={() => withReport(({ saveReport }) => saveReport(of))}
      >
        {t('report.save')}
      </button>
    </>
  );
}
