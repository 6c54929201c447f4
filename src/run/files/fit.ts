/** Whether a model fits a task, and making it fit where that changes nothing it computes. */
import { contextOf, readsPromptsOf } from '../../distill/model-shape';
import type { ProblemValue } from '../../errors/problems';
import { UserError } from '../../errors/user-error';
import { FIELDS } from '../../experiment/fields';
import { isOwnTask } from '../../experiment/user-data';
import type { ModelFile } from '../../model/file';
import { isEncoder, type ModelShape, parameterSpecs } from '../../model/shape';
import type { Task } from '../../tasks/task';

type Bounds = { readonly min: number; readonly max: number };
const isWithin = (value: number, { min, max }: Bounds): boolean => value >= min && value <= max;

/** @throws UserError when this page's settings have no such model */
export function assertPossible({ width, layers, heads }: ModelShape): void {
  const { studentWidth, studentLayers, studentHeads } = FIELDS;
  if (!isWithin(width, studentWidth)) {
    throw new UserError('model-width-range', { width, ...boundsOf(studentWidth) });
  }
  if (!isWithin(layers, studentLayers)) {
    throw new UserError('model-layers-range', { layers, ...boundsOf(studentLayers) });
  }
  if (!isWithin(heads, studentHeads)) {
    throw new UserError('model-heads-range', { heads, ...boundsOf(studentHeads) });
  }
  if (width % heads !== 0) throw new UserError('model-heads-do-not-divide', { width, heads });
}

const boundsOf = ({ min, max }: Bounds): Bounds => ({ min, max });

/** How a sentence names a task: own data by its own name. */
const titleOf = ({ id, title }: Task): ProblemValue => (isOwnTask(id) ? title : { term: `task.${id}` });

/**
 * The model with the task's vocabulary in the task's order and with the task's positions: rows of the token embedding
 * are moved, positions beyond the task's are left out (a causal model never looks at them).
 *
 * @throws UserError that names the characters that differ, or says that there are too few positions
 */
export function fitTo(model: ModelFile, task: Task): ModelFile {
  const { vocabulary } = task.tokenizer;
  const lacking = without(vocabulary, model.vocabulary);
  const strange = without(model.vocabulary, vocabulary);
  const title = titleOf(task);
  if (!isOfKind(model, task)) throw new UserError('model-of-other-kind', { task: title });
  if (lacking.length > 0 && strange.length > 0) {
    throw new UserError('model-differs-in-characters', { task: title, lacking, strange });
  }
  if (lacking.length > 0) throw new UserError('model-lacks-characters', { task: title, lacking });
  if (strange.length > 0) throw new UserError('model-has-other-characters', { task: title, strange });
  if (model.vocabulary.length !== vocabulary.length) throw new UserError('model-character-twice');
  const context = contextOf(task);
  if (model.shape.context < context) {
    throw new UserError('model-too-few-positions', {
      task: title,
      found: model.shape.context,
      expected: context,
    });
  }
  const shape = { ...model.shape, context };
  return { shape, parameters: rearranged(model, shape, vocabulary), task: task.id, vocabulary };
}

/** Whether a model reads what the task has: texts, or sentences or pictures of its size with its classes in its order. */
function isOfKind({ shape, vocabulary }: ModelFile, task: Task): boolean {
  if (!readsPromptsOf(shape, task)) return false;
  return (
    !isEncoder(shape) ||
    (shape.context === contextOf(task) && vocabulary.join('\n') === task.tokenizer.vocabulary.join('\n'))
  );
}

const without = (all: readonly string[], known: readonly string[]): string[] =>
  all.filter((entry) => !known.includes(entry));

function rearranged(
  { shape: before, parameters, vocabulary: from }: ModelFile,
  after: ModelShape,
  vocabulary: readonly string[],
): Float32Array {
  if (before.context === after.context && vocabulary.every((entry, i) => entry === from[i]))
    return parameters;
  const { width } = after;
  const parts = parameterSpecs(before).map(({ name, offset, size }) => {
    const part = parameters.subarray(offset, offset + size);
    if (name === 'wpe.weight') return part.subarray(0, after.context * width);
    if (name !== 'wte.weight') return part;
    const rows = new Float32Array(size);
    const used = new Set<number>();
    vocabulary.forEach((entry, id) => {
      // A space and a ␣ look the same in a vocabulary: each is used once, in their order.
      const row = from.findIndex((other, i) => other === entry && !used.has(i));
      used.add(row);
      rows.set(part.subarray(row * width, (row + 1) * width), id * width);
    });
    return rows;
  });
  const moved = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    moved.set(part, at);
    at += part.length;
  }
  return moved;
}
