/** Whether a model fits a task, and making it fit where that changes nothing it computes. */
import { FIELDS } from '../../experiment/fields';
import type { ModelFile } from '../../model/file';
import { type ModelShape, parameterSpecs } from '../../model/shape';
import type { Task } from '../../tasks/task';
import { FileError, named } from './file-error';

/** Positions that a model of a task attends over: the last token predicts nothing. */
export const contextOf = (task: Pick<Task, 'promptLength' | 'responseLength'>): number =>
  task.promptLength + task.responseLength - 1;

/** @throws FileError when this page's settings have no such model */
export function assertPossible(shape: ModelShape): void {
  for (const [what, value, { min, max }] of [
    ['width', shape.width, FIELDS.studentWidth],
    ['number of layers', shape.layers, FIELDS.studentLayers],
    ['number of heads', shape.heads, FIELDS.studentHeads],
  ] as const) {
    if (value < min || value > max) {
      throw new FileError(`The model’s ${what} is ${value}; this page runs models with ${min} to ${max}.`);
    }
  }
  if (shape.width % shape.heads !== 0) {
    throw new FileError(`The model’s width ${shape.width} does not divide into ${shape.heads} heads.`);
  }
}

/**
 * The model with the task's vocabulary in the task's order and with the task's positions: rows of the token embedding
 * are moved, positions beyond the task's are left out (a causal model never looks at them).
 *
 * @throws FileError that names the characters that differ, or says that there are too few positions
 */
export function fitTo(model: ModelFile, task: Task): ModelFile {
  const { vocabulary } = task.tokenizer;
  const lacking = without(vocabulary, model.vocabulary);
  const strange = without(model.vocabulary, vocabulary);
  if (lacking.length > 0 || strange.length > 0) {
    const parts = [
      lacking.length > 0 ? `it does not know ${named(lacking)}` : '',
      strange.length > 0 ? `it knows ${named(strange)}, which the task does not have` : '',
    ];
    throw new FileError(
      `The model’s characters are not those of the task “${task.title}”: ${parts.filter(Boolean).join('; ')}.`,
    );
  }
  if (model.vocabulary.length !== vocabulary.length) {
    throw new FileError('The model’s vocabulary names a character twice.');
  }
  const context = contextOf(task);
  if (model.shape.context < context) {
    throw new FileError(
      `The model has ${model.shape.context} positions; the task “${task.title}” needs ${context}.`,
    );
  }
  const shape = { ...model.shape, context };
  return { shape, parameters: rearranged(model, shape, vocabulary), task: task.id, vocabulary };
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
