/** Saves the curves of the run, as figures, pictures or a report. */
import { messageOf } from '../../errors/user-error';
import { ReportButtons } from '../report/ReportButtons';
import { newestHistory } from '../store/experiment/measurements';
import { presentSubject } from '../store/experiment/subject';
import { toast } from '../store/view';
import { useT } from '../text/all-text';

async function saveCurves(): Promise<void> {
  const [{ runAsCsv }, { ofSubject }, { saveCsv }] = await Promise.all([
    import('../export/run-csv'),
    import('../export/provenance'),
    import('../export/csv-files'),
  ]);
  const subject = presentSubject();
  saveCsv('run', subject, runAsCsv(newestHistory(), ofSubject(subject)));
}

const savePicture = async (): Promise<void> => (await import('../export/run-picture')).saveRunPicture();

export default function SaveCurves() {
  const t = useT();
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
      <button
        type="button"
        className="btn btn-small"
        onClick={() => {
          savePicture().catch((error: unknown) => toast(t('export.png.failed', { why: messageOf(error) })));
        }}
      >
        {t('export.png')}
      </button>
      <ReportButtons of="run" />
    </p>
  );
}
