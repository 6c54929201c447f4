/** The action for each kind of dropped files. */
import { importData } from '../store/data/actions';
import { importModels } from '../store/models/actions';
import { toast, useView } from '../store/view';
import { t } from '../text/text';
import { type FileKind, kindOf } from './kinds';

const ROUTES: Readonly<Record<FileKind, (files: readonly File[]) => void>> = {
  model: importModels,
  data: importData,
};

/** Hands dropped files to the action for their kind; other files get a message. */
export function routeFiles(files: readonly File[]): void {
  // While the data dialog is open, every file goes to the data reader, which names its problem.
  const asked = useView.getState().dialog === 'data' ? 'data' : null;
  const kind = kindOf(files) ?? (files.length > 0 ? asked : null);
  if (kind) ROUTES[kind](files);
  else if (files.length > 0)
    toast(
      t('drop.unknown', {
        names: files
          .map(({ name }) => name)
          .slice(0, 3)
          .join(', '),
      }),
    );
}
