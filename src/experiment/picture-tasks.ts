/** Tasks whose prompts are pictures, or sentences of few classes, and the methods that can learn them. */
import type { Experiment } from './fields';
import {
  type Composition,
  comparesLayers,
  compositionOf,
  type LossName,
  type MethodName,
  SAMPLERS,
  type WeightName,
} from './methods';

type TaskName = Experiment['task'];

const PICTURE_TASKS: ReadonlySet<TaskName> = new Set<TaskName>([
  'digits',
  'parity',
  'fashion',
  'scenes',
  'own-pictures',
]);

/** True where a prompt is a picture, and its answer is made of classes. */
export const isPictureTask = (task: TaskName): boolean => PICTURE_TASKS.has(task);

/** True where a prompt is a sentence, and its answer a class. */
export const isSentenceTask = (task: TaskName): boolean => task === 'sentences';

/** True where an answer is made of classes, not a text. */
export const answersClasses = (task: TaskName): boolean => isPictureTask(task) || isSentenceTask(task);

const PATCH_TASKS: ReadonlySet<TaskName> = new Set<TaskName>(['scenes']);

/** True where an answer is a class for each patch of a picture. */
export const answersPatches = (task: TaskName): boolean => PATCH_TASKS.has(task);

/**
 * Accuracy without any learning: the majority of the 10 nearest of the 4,000 training pictures, by the cosine of raw pixels, on the
 * 1,000 test pictures. A test computes them anew.
 */
export const PIXEL_NEIGHBOURS: Readonly<Partial<Record<TaskName, number>>> = {
  digits: 0.936,
  parity: 0.964,
  fashion: 0.799,
};

const ROBUST_TEACHERS: ReadonlySet<TaskName> = new Set<TaskName>(['digits']);

/** True where the site ships a teacher that was trained on attacked pictures. */
export const hasRobustTeacher = (task: TaskName): boolean => ROBUST_TEACHERS.has(task);

/** Losses that need text of the student, or several positions of one answer. */
const LOSSES_OF_TEXT: ReadonlySet<LossName> = new Set<LossName>([
  'comparative',
  'policy-gradient',
  'fixed-advantage',
  'contrastive',
]);
/** Weights that compare the positions of one answer. */
const WEIGHTS_OF_TEXT: ReadonlySet<WeightName> = new Set<WeightName>(['early-tokens']);

/** Whether a method can learn answers of one position: it reads them in the data, and compares no two positions. */
export const learnsClasses = ({ sampler, loss, weight }: Composition): boolean =>
  SAMPLERS[sampler].source === 'dataset' && !LOSSES_OF_TEXT.has(loss) && !WEIGHTS_OF_TEXT.has(weight);

/**
 * Losses that need an encoder of one answer: subclasses or a glyph of a picture's class, its gradient with respect to the pixels, or
 * views.
 */
const LOSSES_OF_CLASSES: ReadonlySet<LossName> = new Set<LossName>([
  'subclass',
  'gradient-alignment',
  'boundary',
  'lightweight',
  'dino',
  'dino-distil',
]);

/** Whether a method can learn answers of several positions. */
export const learnsText = ({ loss }: Pick<Composition, 'loss'>): boolean => !LOSSES_OF_CLASSES.has(loss);

/** Whether a method can learn a task. */
export function compositionFits(composition: Composition, task: TaskName): boolean {
  if (answersClasses(task) && !learnsClasses(composition)) return false;
  // A sentence has no pixels, and its padding has states that mean nothing.
  if (isSentenceTask(task)) {
    return composition.loss === 'subclass' || (learnsText(composition) && !comparesLayers(composition.loss));
  }
  return (isPictureTask(task) && !answersPatches(task)) || learnsText(composition);
}

/** Whether the method of an experiment can learn its task. */
export const methodFitsTask = (
  experiment: Pick<Experiment, 'task' | 'method' | 'sampler' | 'loss' | 'tokenWeight' | 'methodSchedule'>,
): boolean => compositionFits(compositionOf(experiment), experiment.task);

/** What learns a task where another method was asked for. */
export const usualMethod = (task: TaskName): MethodName => (answersClasses(task) ? 'hinton-kd' : 'skd');

/** Pixels of a picture of the tasks above. */
export const PICTURE_PIXELS = 784;

/** Whether a prompt is a picture: one hexadecimal digit a pixel. No prompt of text is as long. */
export const isPicturePrompt = (prompt: string): boolean =>
  prompt.length === PICTURE_PIXELS && /^[0-9a-f]+$/.test(prompt);
