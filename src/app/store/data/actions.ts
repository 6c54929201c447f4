/** User actions on user data. */
import type { Experiment } from '../../../experiment/fields';
import { PRESETS, settingsOf } from '../../../experiment/presets';
import {
  type ImportOptions,
  isOwnTask,
  isPictureName,
  READ_AS_DETECTED,
} from '../../../experiment/user-data';
import type { DatasetCard, TaskName, TeacherName } from '../../../run/protocol';
import { pathOf } from '../../browser/file-path';
import { askToPersist } from '../../browser/persist';
import { t } from '../../text/text';
import { setExperiment } from '../experiment/actions';
import { useDraftExperiment } from '../experiment/draft';
import { closeDialog, openDialog, toast } from '../view';
import { post } from '../worker';
import { type DataImport, datasetOf, taskOfKind, useData } from './state';

let nextImport = 1;

/** Has a file, or what was pasted, looked into; the dialog shows what comes of it. */
export function previewImport(source: DataImport['source'], name: string): void {
  openDialog('data');
  read(source, name, READ_AS_DETECTED);
}

/** Files that were chosen or dropped together: pictures become one data set, of others the first does. */
export function importData(files: readonly File[]): void {
  const [file] = files;
  if (!file) return;
  if (!files.some(({ name }) => isPictureName(name))) previewImport(file, file.name);
  else {
    const pictures = files.map((file) => ({ path: pathOf(file), file }));
    previewImport(pictures, pathOf(file).split('/')[0] ?? file.name);
  }
}

/** Reads the same data under other options. */
export function reparse(options: Partial<ImportOptions>): void {
  const present = useData.getState().import;
  if (present) read(present.source, present.name, { ...present.options, ...options });
}

function read(source: DataImport['source'], name: string, options: ImportOptions): void {
  const id = nextImport++;
  const before = useData.getState().import;
  useData.setState({
    refusal: null,
    import: {
      id,
      source,
      name,
      options,
      state: { kind: 'reading', done: 0, total: source instanceof Blob ? 2 * source.size : source.length },
      preview: before?.source === source ? before.preview : null,
    },
  });
  post({ type: 'import-data', id, source, name, options });
}

/** Back to the choice of a file. */
export function discardImport(): void {
  useData.setState({ import: null, refusal: null });
  post({ type: 'forget-import' });
}

/** Keeps what was read and makes it the task. */
export function saveImport(name: string): void {
  const present = useData.getState().import;
  if (present?.state.kind !== 'read') return;
  useData.setState({ import: { ...present, state: { kind: 'keeping' } }, refusal: null });
  askToPersist();
  post({ type: 'save-data', id: present.id, name });
}

/** Makes kept data the task. Everything else stays as it is. */
export function takeDataset({ fingerprint, name, kind }: DatasetCard): void {
  closeDialog();
  const { experiment } = useDraftExperiment.getState();
  setExperiment({ ...experiment, task: taskOfKind(kind), ownData: fingerprint });
  toast(t('data.nowInUse', { name }));
}

// A data set that was just saved is used at once.
useData.subscribe(({ kept }, before) => {
  if (kept && kept !== before.kept) takeDataset(kept);
});

export function deleteDataset({ fingerprint }: DatasetCard): void {
  useData.setState({ refusal: null });
  post({ type: 'delete-data', fingerprint });
}

export function undeleteDataset(): void {
  useData.setState({ deleted: null, refusal: null });
  post({ type: 'undelete-data' });
}

/** Chooses a task; for user data the newest data set, and where there is none, the dialog that makes one. */
export function chooseTask(task: Experiment['task']): void {
  const { experiment } = useDraftExperiment.getState();
  const { datasets } = useData.getState();
  const newest = datasets?.find(({ kind }) => taskOfKind(kind) === task);
  const ownData = datasetOf(datasets, { ...experiment, task })?.fingerprint ?? newest?.fingerprint ?? 0;
  setExperiment({ ...experiment, task, ownData });
  if (isOwnTask(task) && ownData === 0) openDialog('data');
}

/** Asks for facts about a task, unless they are known. */
export const describeTask = (name: TaskName): void => post({ type: 'describe-task', name });

/** Asks for the card of a shipped teacher. */
export const describeTeacher = ({ task, teacher }: TeacherName): void =>
  post({ type: 'describe-teacher', name: { task, teacher } });

/** The preset that makes a teacher of any data: it keeps the task. */
export const setUpTeacherTraining = (): void =>
  setExperiment(teacherTraining(useDraftExperiment.getState().experiment), []);

/** The experiment that trains a teacher for the task of another one. */
export function teacherTraining(experiment: Experiment): Experiment {
  const preset = PRESETS.find(({ id }) => id === 'train-teacher');
  return preset ? { ...settingsOf(preset, experiment), seed: experiment.seed } : experiment;
}
