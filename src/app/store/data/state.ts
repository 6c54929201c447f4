/** The user's own data as the page knows it, the file that is being looked into, and facts about tasks. */
import { create } from 'zustand';
import type { Problem } from '../../../errors/problems';
import { type ImportOptions, isOwnTask, type OwnTask } from '../../../experiment/user-data';
import type {
  DataEvent,
  DatasetCard,
  ImportPreview,
  PictureFile,
  PicturePreview,
  TaskFacts,
  TaskName,
} from '../../../run/protocol';
import { onWorkerLost } from '../experiment/lifecycle';
import { notify, useView } from '../view';

/** A file, the files of a folder with pictures, or what was pasted, on its way to a data set. */
export interface DataImport {
  readonly id: number;
  readonly source: Blob | readonly PictureFile[];
  readonly name: string;
  readonly options: ImportOptions;
  readonly state:
    | { readonly kind: 'reading'; readonly done: number; readonly total: number }
    | { readonly kind: 'keeping' }
    | { readonly kind: 'read' }
    | { readonly kind: 'unreadable'; readonly problem: Problem };
  /** Preview of this import; while it is read anew under other options, the one before. */
  readonly preview: ImportPreview | PicturePreview | null;
}

export interface TaskDescription {
  readonly facts: TaskFacts | null;
  /** Why there are none. */
  readonly problem: Problem | null;
}

export interface DataState {
  /** The newest first; null until the worker has reported them. */
  readonly datasets: readonly DatasetCard[] | null;
  readonly import: DataImport | null;
  /** Text in the box for pasting. */
  readonly pasted: string;
  /** The newest one that the user wanted to use. */
  readonly kept: DatasetCard | null;
  /** Can be brought back. */
  readonly deleted: DatasetCard | null;
  /** Why something was not done. */
  readonly refusal: Problem | null;
  /** By `taskKey`. */
  readonly tasks: Readonly<Record<string, TaskDescription>>;
}

export const INITIAL_DATA: DataState = {
  datasets: null,
  import: null,
  pasted: '',
  kept: null,
  deleted: null,
  refusal: null,
  tasks: {},
};

export const useData = create<DataState>(() => INITIAL_DATA);

export const taskKey = ({ task, ownData }: TaskName): string =>
  isOwnTask(task) ? `${task} ${ownData}` : task;

/** The task that a kind of data makes. */
export const taskOfKind = (kind: DatasetCard['kind']): OwnTask =>
  kind === 'pictures' ? 'own-pictures' : 'own';

/** The data set of an experiment; null while the list is not known, undefined when it is not in it. */
export const datasetOf = (
  datasets: readonly DatasetCard[] | null,
  { task, ownData }: TaskName,
): DatasetCard | null | undefined =>
  datasets === null
    ? null
    : datasets.find(({ fingerprint, kind }) => fingerprint === ownData && taskOfKind(kind) === task);

/** Takes in what the worker says. */
export function receiveData(event: DataEvent): void {
  switch (event.type) {
    case 'data-progress':
      changeImport(event.id, { state: { kind: 'reading', done: event.done, total: event.total } });
      return;
    case 'data-preview':
      changeImport(event.id, { state: { kind: 'read' }, preview: event.preview });
      return;
    case 'data-unreadable':
      changeImport(event.id, { state: { kind: 'unreadable', problem: event.problem }, preview: null });
      return;
    case 'datasets':
      useData.setState({ datasets: event.datasets });
      return;
    case 'data-saved':
      useData.setState(({ tasks }) => ({
        import: null,
        pasted: '',
        kept: event.dataset,
        refusal: null,
        tasks: without(tasks, event.dataset),
      }));
      return;
    case 'data-deleted':
      useData.setState(({ tasks }) => ({ deleted: event.dataset, tasks: without(tasks, event.dataset) }));
      return;
    case 'data-refused':
      useData.setState((state) => ({
        refusal: event.problem,
        import: state.import && refused(state.import),
      }));
      if (useView.getState().dialog !== 'data') notify([event.problem]);
      return;
    case 'task-described': {
      const { name, facts, problem } = event;
      useData.setState(({ tasks }) => ({ tasks: { ...tasks, [taskKey(name)]: { facts, problem } } }));
      return;
    }
    default:
      event satisfies never;
  }
}

/** State after a refusal: a preview can be saved again, a file that was being read must be read again. */
function refused(present: DataImport): DataImport | null {
  if (present.state.kind === 'keeping') return { ...present, state: { kind: 'read' } };
  return present.state.kind === 'reading' ? null : present;
}

function changeImport(id: number, change: Partial<DataImport>): void {
  useData.setState((state) =>
    // A newer import supersedes this one.
    state.import?.id === id ? { import: { ...state.import, ...change } } : {},
  );
}

function without(tasks: DataState['tasks'], { fingerprint, kind }: DatasetCard): DataState['tasks'] {
  const { [taskKey({ task: taskOfKind(kind), ownData: fingerprint })]: _, ...others } = tasks;
  return others;
}

// A deletion cannot be undone with a new worker: the lost one held the data.
onWorkerLost(() => useData.setState({ import: null, deleted: null }));
