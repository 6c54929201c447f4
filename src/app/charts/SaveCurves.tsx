/** Saves the curves of the run; the writer comes when it is first needed. */
import { useRun } from '../store/experiment/state';
import { presentSubject } from '../store/experiment/subject';
import { toast } from '../store/view';
import { useT } from '../text/text';

async function saveCurves(): Promise<void> {
  const [{ runAsCsv }, { ofSubject }, { saveCsv }] = await Promise.all([
    import('../export/run-csv'),
    import('../export/provenance'),
    import('../export/csv-files'),
  ]);
  const subject = presentSubject();
  saveCsv('run', subject, runAsCsv(useRun.getState().history, ofSubject(subject)));
}

export function SaveCurves() {
  const t = useT();
  const any = useRun((state) => state.history.loss.length + state.history.warmUp.length > 0);
  if (!any) return null;
  return (
    <p className="export-line">
      <button
        type="button"
        className="btn btn-small"
        onClick={() => {
          saveCurves().then(
            () => toast(t('export.saved')),
            () => toast(t('export.failed')),
          );
        }}
      >
        {t('export.curves')}
      </button>
    </p>
  );
}
