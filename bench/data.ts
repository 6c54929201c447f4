/** Inputs that every peer gets alike: drawn from a seed, so all compute on the same numbers. */
import type { Sequences, Size } from './cases';

/** Mulberry32: a small generator of uniform numbers in [0, 1). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function normals(count: number, seed: number, deviation = 1): Float32Array<ArrayBuffer> {
  const next = generator(seed);
  return Float32Array.from(
    { length: count },
    () => deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  );
}

export const uniforms = (count: number, seed: number): Float32Array => {
  const next = generator(seed);
  return Float32Array.from({ length: count }, next);
};

/** Ids from 3 on: 0 to 2 are the padding and the ends of a sequence. */
export function tokenIds(count: number, vocabulary: number, seed: number): Int32Array {
  const next = generator(seed);
  return Int32Array.from({ length: count }, () => 3 + Math.floor(next() * (vocabulary - 3)));
}

const GREY_LEVELS = 16;

/** Whole sequences [batch, prompt + response]; for an encoder grey levels, and a class behind those of each picture. */
export function sequenceIds({ batch, prompt, response }: Sequences, { vocabulary, patch }: Size): Int32Array {
  const length = prompt + response;
  if (patch === undefined) return tokenIds(batch * length, vocabulary, 11);
  const next = generator(11);
  return Int32Array.from({ length: batch * length }, (_, i) =>
    Math.floor(next() * (i % length < prompt ? GREY_LEVELS : vocabulary)),
  );
}

/** The teacher's logits on the responses [batch, response, vocabulary]. */
export const targetLogits = ({ batch, response }: Sequences, vocabulary: number): Float32Array =>
  normals(batch * response * vocabulary, 12);

/** Softmax over rows of `size`. */
export function softmaxRows(logits: Float32Array, size: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += size) {
    let sum = 0;
    for (let i = start; i < start + size; i++) sum += Math.exp(logits[i] ?? 0);
    for (let i = start; i < start + size; i++) out[i] = Math.exp(logits[i] ?? 0) / sum;
  }
  return out;
}

/** Standard deviations at which all peers start. */
export const deviations = ({ width, layers, patch }: Size) => {
  const residual = 1 / Math.sqrt(2 * layers);
  return {
    embedding: patch === undefined ? 0.05 : 1 / patch,
    positions: 0.05,
    attention: width ** -0.5,
    attentionOut: width ** -0.5 * residual,
    expand: width ** -0.5,
    contract: (4 * width) ** -0.5 * residual,
    classToken: 0.05,
    head: 0.5 * width ** -0.5,
  };
};
