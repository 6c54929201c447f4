/** Drawing a token from logits, and the teacher's verdict on one: the arithmetic of distill/sampler/draw.ts. */

import { exp4, pad8 } from './math';

/** Scales u ∈ [0, 1) so that u·total stays below total after rounding: a token of probability 0 is never drawn. */
const BELOW_ONE: f32 = 0.99999976;

/** e^((logit − high)·scale) of `count` logits; room for them filled up to 8. */
function masses(logits: usize, out: usize, count: i32, high: f32, scale: f32): void {
  const shift = f32x4.splat(high);
  const scales = f32x4.splat(scale);
  const bytes = (<usize>pad8(count)) << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(out + i, exp4(f32x4.mul(f32x4.sub(v128.load(logits + i), shift), scales)));
  }
}

function highest(logits: usize, count: i32): i32 {
  let best = 0;
  for (let i = 1; i < count; i++) {
    if (load<f32>(logits + ((<usize>i) << 2)) > load<f32>(logits + ((<usize>best) << 2))) best = i;
  }
  return best;
}

/**
 * The distribution that a token is drawn from, unnormalised: 0 outside the nucleus, 1 for one token where decoding is greedy.
 * @param logits [vocabulary], room filled up to a multiple of 8
 * @param out as large as the logits
 * @param temperature 0 is greedy
 * @param topP the nucleus (Holtzman et al. 2019, arXiv 1904.09751) holds the tokens with less than topP of the mass above them
 * @returns its sum
 */
export function warp(logits: usize, out: usize, vocabulary: i32, temperature: f32, topP: f32): f32 {
  const best = highest(logits, vocabulary);
  const bytes = (<usize>vocabulary) << 2;
  if (temperature === 0) {
    memory.fill(out, 0, bytes);
    store<f32>(out + ((<usize>best) << 2), 1);
    return 1;
  }
  masses(logits, out, vocabulary, load<f32>(logits + ((<usize>best) << 2)), <f32>1 / temperature);
  let total: f32 = 0;
  for (let i: usize = 0; i < bytes; i += 4) total += load<f32>(out + i);
  if (topP >= 1) return total;
  const limit = topP * total;
  let inside: f32 = 0;
  let floor: f32 = f32.MAX_VALUE;
  for (let i: usize = 0; i < bytes; i += 4) {
    const own = load<f32>(out + i);
    let above: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) {
      const other = load<f32>(out + j);
      if (other > own) above += other;
    }
    if (above < limit) {
      inside += own;
      floor = min(floor, own);
    }
  }
  for (let i: usize = 0; i < bytes; i += 4) if (load<f32>(out + i) < floor) store<f32>(out + i, 0);
  return inside;
}

/**
 * One token by inversion of the distribution function.
 * @param weights unnormalised [vocabulary]
 * @param total their sum
 */
export function pick(weights: usize, vocabulary: i32, total: f32, uniform: f32): i32 {
  const threshold = uniform * BELOW_ONE * total;
  let cumulative: f32 = 0;
  let last = 0;
  for (let i = 0; i < vocabulary; i++) {
    const mass = load<f32>(weights + ((<usize>i) << 2));
    cumulative += mass;
    if (cumulative > threshold) return i;
    if (mass > 0) last = i;
  }
  return last;
}

/**
 * One token of a model; see `warp`.
 * @param room as large as the logits
 */
export function draw(
  logits: usize,
  room: usize,
  vocabulary: i32,
  temperature: f32,
  topP: f32,
  uniform: f32,
): i32 {
  if (temperature === 0) return highest(logits, vocabulary);
  const total = warp(logits, room, vocabulary, temperature, topP);
  return pick(room, vocabulary, total, uniform);
}

/** Tokens that are more probable to the teacher than `token`: rank_p of arXiv 2410.11325, Algorithm 1. */
export function rankOf(logits: usize, vocabulary: i32, token: i32): i32 {
  const own = load<f32>(logits + ((<usize>token) << 2));
  let rank = 0;
  for (let i: usize = 0; i < (<usize>vocabulary) << 2; i += 4) if (load<f32>(logits + i) > own) rank++;
  return rank;
}

/** The teacher's mass, at temperature 1, on the tokens that are more probable to it than `token`. */
export function massAbove(logits: usize, room: usize, vocabulary: i32, token: i32): f32 {
  masses(logits, room, vocabulary, load<f32>(logits + ((<usize>highest(logits, vocabulary)) << 2)), 1);
  const own = load<f32>(room + ((<usize>token) << 2));
  let total: f32 = 0;
  let above: f32 = 0;
  for (let i: usize = 0; i < (<usize>vocabulary) << 2; i += 4) {
    const mass = load<f32>(room + i);
    total += mass;
    if (mass > own) above += mass;
  }
  return above / total;
}
