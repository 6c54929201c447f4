/** The action for each kind of dropped files. */

import { problem } from '../../errors/problems';
import { importData } from '../store/data/import';
import { importModels } from '../store/models/actions';
import { toast, useView } from '../store/view';
import { explain, t } from '../text/text';
import { type FileKind, holdsPictures, isArchive, kindOf } from './kinds';

const ROUTES: Readonly<Record<FileKind, (files: readonly File[]) => void>> = {
  model: importModelsOrPictures,
  data: importData,
  recording: (files) => {
    import('../store/runs/actions')
      .then(({ importRecording }) => importRecording(files))
      .catch(() => toast(t('drop.unreadable')));
  },
  lesson: openLessons,
  'hand-in': addToClass,
};

/** An archive may hold either; while the data dialog is open, it is data. */
function importModelsOrPictures(files: readonly File[]): void {
  const [file] = files;
  if (!file || files.length > 1 || !isArchive(file.name)) {
    importModels(files);
    return;
  }
  const asked = useView.getState().dialog === 'data';
  (asked ? Promise.resolve(true) : holdsPictures(file)).then(
    (pictures) => (pictures ? importData : importModels)(files),
    () => toast(t('drop.unreadable')),
  );
}

/** What reads lessons comes with the first one. */
function openLessons([file]: readonly File[]): void {
  if (!file) return;
  import('../store/lesson/actions').then(
    ({ openLessonFile }) => openLessonFile(file),
    () => toast(explain(problem('part-not-loaded'))),
  );
}

/** What reads hand-ins comes with the first one. */
function addToClass(files: readonly File[]): void {
  import('../store/class/actions').then(
    ({ addFiles }) => addFiles(files),
    () => toast(explain(problem('part-not-loaded'))),
  );
}

/** Hands dropped files to the action for their kind; other files get a message. */
export function routeFiles(files: readonly File[]): void {
  // While the data dialog is open, every file goes to the data reader, which names its problem.
  const { dialog } = useView.getState();
  const asked = dialog === 'data' ? 'data' : null;
  // While the class is open, every file is brought to it, recordings and texts too.
  if (dialog === 'class' && files.length > 0) {
    addToClass(files);
    return;
  }
  // While lessons are chosen, a JSON file is one.
  const isLesson = dialog === 'lessons' && files.length === 1 && kindOf(files) === 'data';
  const kind = isLesson ? 'lesson' : (kindOf(files) ?? (files.length > 0 ? asked : null));
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
