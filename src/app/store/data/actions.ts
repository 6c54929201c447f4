/** User actions on tasks and their teachers. */
import type { Experiment } from '../../../experiment/fields';
import { PRESETS, settingsOf } from '../../../experiment/presets';
import { isOwnTask } from '../../../experiment/user-data';
import type { TaskName, TeacherName } from '../../../run/protocol';
import { setExperiment } from '../experiment/actions';
import { useDraftExperiment } from '../experiment/draft';
import { openDialog } from '../view';
import { post } from '../worker';
import { datasetOf, taskOfKind, useData } from './state';

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
