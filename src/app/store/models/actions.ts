/** User actions on user models. */
import { shippedTeacherShape } from '../../../experiment/cost';
import { DEFAULT_EXPERIMENT, type Experiment, FIELDS } from '../../../experiment/fields';
import { answersClasses } from '../../../experiment/picture-tasks';
import { PRESETS } from '../../../experiment/presets';
import { isOwnTask } from '../../../experiment/user-data';
import type { ExportFormat, ModelCard } from '../../../run/protocol';
import { askToPersist } from '../../browser/persist';
import { t } from '../../text/text';
import { setExperiment } from '../experiment/actions';
import { useDraftExperiment } from '../experiment/draft';
import { openDialog, toast } from '../view';
import { post } from '../worker';
import { awaitModels, finish, modelOf, useModels } from './state';

/** Shows the user models; with `keep`, ready to name the present student. */
export function openModels(why?: 'keep'): void {
  useModels.setState({ naming: why === 'keep', done: null, notes: [], refusals: [] });
  openDialog('models');
}

/** Keeps the student of the present run as it is now. */
export function saveModel(name: string): void {
  awaitModels('save');
  askToPersist();
  post({ type: 'save-model', name });
}

/** Takes in files that were chosen or dropped together. */
export function importModels(files: readonly File[]): void {
  if (files.length === 0) return;
  awaitModels('import');
  askToPersist();
  openDialog('models');
  post({ type: 'import-models', files, experiment: useDraftExperiment.getState().experiment });
}

export function exportModel({ fingerprint }: ModelCard, format: ExportFormat): void {
  awaitModels('export');
  post({ type: 'export-model', fingerprint, format });
}

export function deleteModel({ fingerprint }: ModelCard): void {
  awaitModels('delete');
  post({ type: 'delete-model', fingerprint });
}

export function undeleteModel(): void {
  awaitModels('delete');
  post({ type: 'undelete-model' });
}

/** A task of the settings; undefined when a model is for one that this page does not have. */
const taskOf = ({ task }: ModelCard): Experiment['task'] | undefined =>
  FIELDS.task.choices.find((id) => id === task);

/** The experiment on the task of a model, without user models that are for another task. */
function onTaskOf(model: ModelCard, experiment: Experiment): Experiment | null {
  const task = taskOf(model);
  if (!task) return null;
  const { models } = useModels.getState();
  const isOther = (fingerprint: number): boolean => modelOf(models, fingerprint)?.task !== task;
  return {
    ...experiment,
    task,
    // Data that is chosen already stays: it may well have the same characters.
    ...(isOwnTask(task) && experiment.task !== task ? { ownData: model.ownData } : {}),
    ...(experiment.teacher === 'own' && isOther(experiment.ownTeacher) ? SHIPPED : {}),
    ...(experiment.ownStudent !== 0 && isOther(experiment.ownStudent) ? RANDOM : {}),
  };
}

const SHIPPED = { teacher: 'shipped', ownTeacher: 0 } as const;
const RANDOM = { start: 'random', ownStudent: 0 } as const;

function put(experiment: Experiment | null): void {
  if (experiment) setExperiment(experiment);
  else toast(t('models.noTask'));
}

/** Settings of a student where those before trained its teacher: of the first preset, or of that of classes. */
function studentSettings(model: ModelCard): Experiment {
  const task = taskOf(model);
  const preset = PRESETS.find(({ id }) => id === 'labels');
  return preset && task && answersClasses(task)
    ? { ...preset.experiment, labels: FIELDS.labels.default }
    : DEFAULT_EXPERIMENT;
}

/** The model teaches at the next start. Settings that trained it without a teacher give way to those of a preset. */
export function teachWith(model: ModelCard): void {
  const { experiment } = useDraftExperiment.getState();
  const alone = experiment.method === 'sft';
  const fitting = onTaskOf(model, alone ? { ...studentSettings(model), seed: experiment.seed } : experiment);
  put(fitting && { ...fitting, teacher: 'own', ownTeacher: model.fingerprint });
  if (!fitting) return;
  finish(t(alone ? 'models.teachesAnew' : 'models.teaches', { name: model.name }));
}

/** The student begins as the model at the next start, in its shape. */
export function beginAs(model: ModelCard): void {
  const fitting = onTaskOf(model, useDraftExperiment.getState().experiment);
  put(fitting && { ...fitting, ...startOf(model) });
}

/** Another teacher than an own one. */
export function chooseTeacher(teacher: Exclude<Experiment['teacher'], 'own'>): void {
  setExperiment({ ...useDraftExperiment.getState().experiment, teacher, ownTeacher: 0 });
}

export function beginAtRandom(): void {
  setExperiment({ ...useDraftExperiment.getState().experiment, ...RANDOM });
}

/** The shape of the teacher on the controls, as far as it is known; the run takes that of the teacher itself. */
function teacherShape({ task, teacher, ownTeacher }: Experiment): Partial<Experiment> {
  const own = teacher === 'own' ? modelOf(useModels.getState().models, ownTeacher)?.shape : undefined;
  const { width, layers, heads } = own ?? shippedTeacherShape({ task, teacher });
  return { studentWidth: width, studentLayers: layers, studentHeads: heads };
}

/** The student begins with the teacher's weights at the next start, in its shape. */
export function beginAsTeacher(): void {
  const { experiment } = useDraftExperiment.getState();
  setExperiment({ ...experiment, ...teacherShape(experiment), start: 'teacher', ownStudent: 0 });
}

/**
 * Sets up the self-test “teacher = student”: the student is the teacher when distillation begins, and drafts greedily. The
 * rest of the settings stays.
 */
export function testIdentity(): void {
  const { experiment } = useDraftExperiment.getState();
  const { topK } = experiment;
  const greedy = { studentTemperature: 0, topK: Math.max(1, topK) } as const;
  setExperiment({
    ...{ ...experiment, ...teacherShape(experiment), ...greedy },
    ...{ start: 'teacher', ownStudent: 0, sftSteps: 0 },
  });
}

const startOf = ({ fingerprint, shape }: ModelCard): Partial<Experiment> => ({
  start: 'random',
  ownStudent: fingerprint,
  studentWidth: shape.width,
  studentLayers: shape.layers,
  studentHeads: shape.heads,
});
