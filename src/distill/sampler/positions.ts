import { type Positions, uniformPosition } from '../../model/decode';
import * as tf from '../../ops/tf';

const positionCache = new Map<string, Positions>();

/** Constant tensors, kept for the life of the backend. */
export function positionAt(context: number, at: number): Positions {
  const key = `${tf.getBackend()} ${context} ${at}`;
  let positions = positionCache.get(key);
  if (!positions || positions.oneHot.isDisposed) {
    positions = uniformPosition(context, at);
    tf.keep(positions.oneHot);
    if (positions.bias) tf.keep(positions.bias);
    positionCache.set(key, positions);
  }
  return positions;
}
