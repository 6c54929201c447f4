import type { ModelFile } from './file';
import { isEncoder, parameterSpecs } from './shape';

type Start = Pick<ModelFile, 'shape' | 'parameters'>;

/**
 * An encoder whose classes have subclasses: each column of the head becomes as many equal ones, so its probabilities of the classes
 * stay what they were. One that has subclasses keeps its own.
 * @param subclasses S, of each class; 1 leaves the model as it is
 */
export function withSubclasses({ shape, parameters }: Start, subclasses: number): Start {
  if (subclasses === 1 || !isEncoder(shape) || shape.subclasses !== undefined) {
    return { shape, parameters };
  }
  const head = parameterSpecs(shape).find(({ name }) => name === 'head.weight');
  if (!head) throw new Error('an encoder has a head');
  const columns = Float32Array.from(
    { length: head.size * subclasses },
    (_, i) => parameters[head.offset + Math.floor(i / subclasses)] ?? 0,
  );
  const widened = new Float32Array(head.offset + columns.length);
  widened.set(parameters.subarray(0, head.offset));
  widened.set(columns, head.offset);
  return { shape: { ...shape, subclasses }, parameters: widened };
}
