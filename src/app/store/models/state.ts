/** The user's models as the page knows them, and what came of the last thing done with them. */

import { create } from 'zustand';
import type { Problem } from '../../../errors/problems';
import type { Experiment } from '../../../experiment/fields';
import type { ModelCard, ModelEvent, ModelTask } from '../../../run/protocol';
import { save } from '../../browser/download';
import { t } from '../../text/text';
import { onWorkerLost } from '../experiment/lifecycle';
import { useRun } from '../experiment/state';
import { notify, toast, useView } from '../view';

export interface ModelsState {
  /** The newest first; null until the worker has reported them. */
  readonly models: readonly ModelCard[] | null;
  /** Action under way. */
  readonly busy: ModelTask | null;
  /** Outcome of the last action, in a sentence. */
  readonly done: string | null;
  /** Notes on that outcome. */
  readonly notes: readonly Problem[];
  /** Why something was not done. */
  readonly refusals: readonly Problem[];
  /** Can be brought back. */
  readonly deleted: ModelCard | null;
  /** The dialog was opened to keep a model: its name is asked for first. */
  readonly naming: boolean;
}

export const INITIAL_MODELS: ModelsState = {
  models: null,
  busy: null,
  done: null,
  notes: [],
  refusals: [],
  deleted: null,
  naming: false,
};

export const useModels = create<ModelsState>(() => INITIAL_MODELS);

/** Something is being asked of the worker. What was said about the thing before is over. */
export const awaitModels = (busy: ModelTask): void =>
  useModels.setState({ busy, done: null, notes: [], refusals: [] });

/** Takes in what the worker says. */
export function receiveModels(event: ModelEvent): void {
  switch (event.type) {
    case 'models':
      useModels.setState({ models: event.models });
      return;
    case 'model-added': {
      const { model, how, notes, steps } = event;
      if (steps !== undefined) useRun.setState({ kept: { fingerprint: model.fingerprint, steps } });
      finish(t(`models.${how}`, { name: model.name }));
      useModels.setState((state) => ({
        notes: [...state.notes, ...notes],
        deleted: how === 'restored' ? null : state.deleted,
      }));
      return;
    }
    case 'model-deleted':
      useModels.setState({ busy: null, deleted: event.model });
      return;
    case 'model-file':
      save(event.name, event.file);
      finish(t('models.exported', { name: event.name }));
      return;
    case 'model-refused':
      useModels.setState((state) => ({ busy: null, refusals: [...state.refusals, event.problem] }));
      // A list that cannot be read is reported only where it is shown.
      if (useView.getState().dialog !== 'models' && event.task !== 'list') notify([event.problem]);
      return;
    default:
      event satisfies never;
  }
}

/** Says what was done, in the dialog where it is open. */
export function finish(done: string): void {
  useModels.setState({ busy: null, done });
  if (useView.getState().dialog !== 'models') toast(done);
}

export type ModelRole = 'teacher' | 'student';

/** The user model that an experiment names for a part; 0 for none. */
export const userModelOf = (
  { teacher, ownTeacher, ownStudent }: Pick<Experiment, 'teacher' | 'ownTeacher' | 'ownStudent'>,
  part: ModelRole,
): number => (part === 'student' ? ownStudent : teacher === 'own' ? ownTeacher : 0);

/** The user model of that fingerprint; null while the list is not known, undefined when it is not in it. */
export const modelOf = (
  models: readonly ModelCard[] | null,
  fingerprint: number,
): ModelCard | null | undefined =>
  models === null ? null : models.find((model) => model.fingerprint === fingerprint);

// A deletion cannot be undone with a new worker: the lost one held the model.
onWorkerLost(() => useModels.setState({ busy: null, deleted: null }));
