import type { ModelShape } from '../model/shape';
import type { Task } from '../tasks/task';

/** Positions that a model of a task attends over: tokens but the last, which predicts nothing, words, or patches and a class token. */
export const contextOf = ({
  promptLength,
  responseLength,
  picture,
}: Pick<Task, 'promptLength' | 'responseLength' | 'picture'>): number =>
  picture ? (picture.side / picture.patch) ** 2 + 1 : promptLength + responseLength - 1;

/** Whether each patch of the task's pictures is answered. */
const isPerPatch = ({ picture, responseLength }: Pick<Task, 'responseLength' | 'picture'>): boolean =>
  picture !== undefined && responseLength > 1;

/** Whether a model cuts pictures into the task's patches, knows as many words, or reads text as the task has it, and answers as many positions. */
export const readsPromptsOf = (
  { patch, words, perPatch }: ModelShape,
  task: Pick<Task, 'responseLength' | 'picture' | 'words'>,
): boolean =>
  patch === task.picture?.patch && words === task.words?.size && (perPatch ?? false) === isPerPatch(task);

/** The shape of a model for a task: a decoder, or an encoder for classes, which may tell subclasses of them apart. */
export const shapeFor = (
  task: Pick<Task, 'tokenizer' | 'promptLength' | 'responseLength' | 'picture' | 'words'>,
  { width, layers, heads, subclasses = 1 }: Pick<ModelShape, 'width' | 'layers' | 'heads' | 'subclasses'>,
): ModelShape => ({
  vocabulary: task.tokenizer.size,
  context: contextOf(task),
  width,
  layers,
  heads,
  ...(task.picture ? { patch: task.picture.patch } : {}),
  ...(task.words ? { words: task.words.size } : {}),
  ...(isPerPatch(task) ? { perPatch: true as const } : {}),
  ...(subclasses > 1 ? { subclasses } : {}),
});
