/** User actions on their own data, for parts that are loaded later: read files, keep, take, delete. */
import { type ImportOptions, isPictureName, READ_AS_DETECTED } from '../../../experiment/user-data';
import type { DatasetCard } from '../../../run/protocol';
import { pathOf } from '../../browser/file-path';
import { askToPersist } from '../../browser/persist';
import { t } from '../../text/text';
import { setExperiment } from '../experiment/actions';
import { useDraftExperiment } from '../experiment/draft';
import { closeDialog, openDialog, toast } from '../view';
import { post } from '../worker';
import { type DataImport, taskOfKind, useData } from './state';

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
