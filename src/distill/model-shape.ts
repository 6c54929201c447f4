import type { ModelShape } from '../model/shape';
import type { Task } from '../tasks/task';

/** Positions that a model of a task attends over: tokens but the last, which predicts nothing, or patches and a class token. */
export const contextOf = ({
  promptLength,
  responseLength,
  picture,
}: Pick<Task, 'promptLength' | 'responseLength' | 'picture'>): number =>
  picture ? (picture.side / picture.patch) ** 2 + responseLength : promptLength + responseLength - 1;

/** The shape of a model for a task: a decoder, or an encoder for pictures, which may tell subclasses of its classes apart. */
export const shapeFor = (
  task: Pick<Task, 'tokenizer' | 'promptLength' | 'responseLength' | 'picture'>,
  { width, layers, heads, subclasses = 1 }: Pick<ModelShape, 'width' | 'layers' | 'heads' | 'subclasses'>,
): ModelShape => ({
  vocabulary: task.tokenizer.size,
  context: contextOf(task),
  width,
  layers,
  heads,
  ...(task.picture ? { patch: task.picture.patch } : {}),
  ...(subclasses > 1 ? { subclasses } : {}),
});
