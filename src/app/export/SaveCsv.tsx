/** A button that saves numbers as a file, with their origin. */
import type { Subject } from '../store/experiment/subject';
import { toast } from '../store/view';
import { useT } from '../text/all-text';
import { saveCsv } from './csv-files';

export interface SaveCsvProps {
  /** Part of the file's name. */
  readonly what: string;
  readonly of: () => string;
  readonly subject: Pick<Subject, 'experiment'>;
}

export function SaveCsv({ what, of, subject }: SaveCsvProps) {
  const t = useT();
  return (
    <p className="export-line">
      <button
        type="button"
        className="btn btn-small"
        onClick={() => {
          saveCsv(what, subject, of());
          toast(t('export.saved'));
        }}
      >
        {t('export.csv')}
      </button>
    </p>
  );
}
