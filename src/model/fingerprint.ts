import type { ModelFile } from './file';

const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** 32-bit FNV-1a (Fowler, Noll, Vo) of `bytes`, continued from `hash`. */
function fnv1a(bytes: Uint8Array, hash: number): number {
  let h = hash;
  for (let i = 0; i < bytes.length; i++) h = Math.imul(h ^ (bytes[i] ?? 0), PRIME);
  return h >>> 0;
}

/**
 * A number that identifies a model: of the parameters as float32, the shape and the vocabulary. The same model has the
 * same number whichever file format it came in. Not collision-resistant against intent.
 *
 * @returns from 1 to 2³² − 1; 0 means “no model” in an experiment
 */
export function fingerprintOf({ shape, parameters, vocabulary }: Omit<ModelFile, 'task'>): number {
  const { vocabulary: size, context, width, layers, heads, patch, words, subclasses } = shape;
  const ofEncoder = [patch, words, subclasses].filter((size) => size !== undefined);
  const facts = JSON.stringify([size, context, width, layers, heads, ...ofEncoder, vocabulary]);
  const numbers = new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength);
  return fnv1a(numbers, fnv1a(new TextEncoder().encode(facts), OFFSET_BASIS)) || 1;
}
