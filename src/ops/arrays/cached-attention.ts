/**
 * Attention of a few new tokens over a key–value cache, in place.
 *
 * From stock operations each new token costs several passes over the whole cache (masked addition, transposition, a product
 * packed anew for every head), which was three fifths of the time of a sampling round on wasm. Here it costs one.
 */
import type * as tf from '../tf';
import { arrayKernel, NONE } from './kernel';

/** Keys and values of one block, each [batch, heads, context, depth]. */
export interface KeyValueCache {
  keys: tf.Tensor4D;
  values: tf.Tensor4D;
}

interface Arrays {
  readonly qkv: Float32Array;
  readonly keys: Float32Array;
  readonly values: Float32Array;
  readonly oneHot: Float32Array;
  readonly out: Float32Array;
}

interface Sizes {
  readonly batch: number;
  readonly fresh: number;
  readonly heads: number;
  readonly context: number;
  readonly depth: number;
  /** Rows of `oneHot`: `batch`, or 1 when all rows have the same positions. */
  readonly rows: number;
}

/** Products of a query with `count` keys; four keys at a time, because an addition waits for the one before. */
function compare(
  query: Float64Array,
  keys: Float32Array,
  from: number,
  count: number,
  scores: Float64Array,
): void {
  const depth = query.length;
  let j = 0;
  for (; j + 3 < count; j += 4) {
    const a = from + j * depth;
    const b = a + depth;
    const c = b + depth;
    const d = c + depth;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let i = 0; i < depth; i++) {
      const q = query[i] as number;
      s0 += q * (keys[a + i] as number);
      s1 += q * (keys[b + i] as number);
      s2 += q * (keys[c + i] as number);
      s3 += q * (keys[d + i] as number);
    }
    scores[j] = s0;
    scores[j + 1] = s1;
    scores[j + 2] = s2;
    scores[j + 3] = s3;
  }
  for (; j < count; j++) {
    let sum = 0;
    for (let i = 0; i < depth; i++) sum += (query[i] as number) * (keys[from + j * depth + i] as number);
    scores[j] = sum;
  }
}

/** The first `count` scores as weights of a softmax, but for the division by their sum, which is returned. */
function exponentiate(scores: Float64Array, count: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < count; j++) highest = Math.max(highest, scores[j] as number);
  let mass = 0;
  for (let j = 0; j < count; j++) {
    const weight = Math.exp((scores[j] as number) - highest);
    scores[j] = weight;
    mass += weight;
  }
  return mass;
}

/** The mean of `count` rows of `values`, weighted; written to `out`. */
function mix(
  weights: Float64Array,
  mass: number,
  count: number,
  values: Float32Array,
  from: number,
  depth: number,
  out: Float32Array,
  to: number,
): void {
  let i = 0;
  for (; i + 3 < depth; i += 4) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let j = 0, at = from + i; j < count; j++, at += depth) {
      const weight = weights[j] as number;
      s0 += weight * (values[at] as number);
      s1 += weight * (values[at + 1] as number);
      s2 += weight * (values[at + 2] as number);
      s3 += weight * (values[at + 3] as number);
    }
    out[to + i] = s0 / mass;
    out[to + i + 1] = s1 / mass;
    out[to + i + 2] = s2 / mass;
    out[to + i + 3] = s3 / mass;
  }
  for (; i < depth; i++) {
    let sum = 0;
    for (let j = 0, at = from + i; j < count; j++, at += depth) {
      sum += (weights[j] as number) * (values[at] as number);
    }
    out[to + i] = sum / mass;
  }
}

/** Stores the new keys and values, then attends from each new token to all positions up to its own. */
function attendInArrays({ qkv, keys, values, oneHot, out }: Arrays, sizes: Sizes): void {
  const { batch, fresh, heads, context, depth, rows } = sizes;
  const width = heads * depth;
  const scale = 1 / Math.sqrt(depth);
  const scores = new Float64Array(context);
  const query = new Float64Array(depth);
  const places = Array.from({ length: rows * fresh }, (_, token) =>
    oneHot.subarray(token * context, (token + 1) * context).indexOf(1),
  );
  for (let row = 0; row < batch; row++) {
    const firstPlace = rows === 1 ? 0 : row * fresh;
    for (let head = 0; head < heads; head++) {
      const cache = (row * heads + head) * context * depth;
      const ofHead = row * fresh * 3 * width + head * depth;
      for (let token = 0; token < fresh; token++) {
        const place = places[firstPlace + token] as number;
        if (place < 0) continue;
        const key = ofHead + token * 3 * width + width;
        const at = cache + place * depth;
        for (let i = 0; i < depth; i++) {
          keys[at + i] = qkv[key + i] as number;
          values[at + i] = qkv[key + width + i] as number;
        }
      }
      for (let token = 0; token < fresh; token++) {
        const place = places[firstPlace + token] as number;
        // A token that is not stored attends to everything, as in the composition; its result is unused.
        const seen = place < 0 ? context : place + 1;
        const asking = ofHead + token * 3 * width;
        for (let i = 0; i < depth; i++) query[i] = scale * (qkv[asking + i] as number);
        compare(query, keys, cache, seen, scores);
        const mass = exponentiate(scores, seen);
        const to = (row * fresh + token) * width + head * depth;
        mix(scores, mass, seen, values, cache, depth, out, to);
      }
    }
  }
}

const kernel = arrayKernel({
  name: 'CachedAttention',
  results: ([qkv = [], keys = []]) => [[...qkv.slice(0, 2), (keys[1] ?? 0) * (keys[3] ?? 0)]],
  compute: ([qkv = NONE, keys = NONE, values = NONE, oneHot = NONE], [out = NONE], shapes) => {
    const [[batch = 0, fresh = 0] = [], [, heads = 0, context = 0, depth = 0] = [], , [rows = 0] = []] =
      shapes;
    attendInArrays({ qkv, keys, values, oneHot, out }, { batch, fresh, heads, context, depth, rows });
  },
});

/**
 * Writes the keys and values of new tokens into the cache and attends causally from each of them.
 *
 * @param qkv [batch, new, 3·width], queries, keys and values side by side
 * @param cache changed in place: the caller must own its tensors
 * @param oneHot [batch or 1, new, context], 1 at each token's position; all 0 for a token that is not to be stored
 * @returns [batch, new, width], heads concatenated
 */
export function attendInPlace(qkv: tf.Tensor3D, cache: KeyValueCache, oneHot: tf.Tensor3D): tf.Tensor3D {
  return kernel(qkv, cache.keys, cache.values, oneHot)[0] as tf.Tensor3D;
}
