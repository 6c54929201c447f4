/**
 * Divergences between teacher p and student q of one token after the other, with their gradients: the formulas of
 * ops/webgpu/divergence-kernel.ts.
 */

import { FORWARD_KL, JSD, REVERSE_KL, SKEW_FORWARD_KL, SKEW_REVERSE_KL, TVD } from '../layout';
import { exp4, log1p4, madd, max4, pad4, sum4 } from './math';

const HALF: f32 = 0.5;

/** log(share·exp(x) + (1 − share)·exp(y)), given log(share) and log(1 − share). */
function mix(x: v128, y: v128, logShare: v128, logRest: v128): v128 {
  const a = f32x4.add(x, logShare);
  const b = f32x4.add(y, logRest);
  const gap = f32x4.neg(f32x4.abs(f32x4.sub(a, b)));
  return f32x4.add(f32x4.max(a, b), log1p4(exp4(gap)));
}

/** The logarithms of softmax(logits · scale); `out` is filled up to a multiple of 4 with those of almost 0. */
function logSoftmax(logits: usize, out: usize, count: i32, scale: f32): void {
  const bytes = (<usize>count) << 2;
  const padded = (<usize>pad4(count)) << 2;
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(out + i, load<f32>(logits + i) * scale);
  for (let i = bytes; i < padded; i += 4) store<f32>(out + i, -1e30);
  let highs = v128.load(out);
  for (let i: usize = 16; i < padded; i += 16) highs = f32x4.max(highs, v128.load(out + i));
  const high = max4(highs);
  const shift = f32x4.splat(high);
  let sums = f32x4.splat(0);
  for (let i: usize = 0; i < padded; i += 16) {
    const x = f32x4.sub(v128.load(out + i), shift);
    sums = f32x4.add(sums, exp4(x));
    v128.store(out + i, x);
  }
  const low = f32x4.splat(<f32>Mathf.log(sum4(sums)));
  for (let i: usize = 0; i < padded; i += 16) v128.store(out + i, f32x4.sub(v128.load(out + i), low));
}

/** Four terms of the divergence. */
function termOf(kind: i32, lp: v128, lq: v128, beta: f32, logBeta: v128, logRest: v128): v128 {
  const p = exp4(lp);
  const q = exp4(lq);
  if (kind === FORWARD_KL) return f32x4.mul(p, f32x4.sub(lp, lq));
  if (kind === REVERSE_KL) return f32x4.mul(q, f32x4.sub(lq, lp));
  if (kind === TVD) return f32x4.mul(f32x4.splat(HALF), f32x4.abs(f32x4.sub(p, q)));
  if (kind === SKEW_REVERSE_KL) return f32x4.mul(q, f32x4.sub(lq, mix(lq, lp, logBeta, logRest)));
  const mixture = mix(lp, lq, logBeta, logRest);
  const ofTeacher = f32x4.mul(p, f32x4.sub(lp, mixture));
  if (kind === SKEW_FORWARD_KL) return ofTeacher;
  const ofStudent = f32x4.mul(q, f32x4.sub(lq, mixture));
  return f32x4.add(f32x4.mul(f32x4.splat(beta), ofTeacher), f32x4.mul(f32x4.splat(<f32>1 - beta), ofStudent));
}

/** Four gradients for log q, over q and before centring; of the forward KL the whole gradient. */
function slopeOf(kind: i32, lp: v128, lq: v128, beta: f32, logBeta: v128, logRest: v128): v128 {
  if (kind === FORWARD_KL) return f32x4.sub(exp4(lq), exp4(lp));
  if (kind === REVERSE_KL) return f32x4.sub(lq, lp);
  if (kind === TVD) {
    const p = exp4(lp);
    const q = exp4(lq);
    const half = f32x4.splat(HALF);
    return f32x4.sub(v128.and(half, f32x4.gt(q, p)), v128.and(half, f32x4.lt(q, p)));
  }
  const scale = f32x4.splat(<f32>1 - beta);
  if (kind === JSD) return f32x4.mul(scale, f32x4.sub(lq, mix(lp, lq, logBeta, logRest)));
  if (kind === SKEW_FORWARD_KL) {
    return f32x4.mul(f32x4.neg(scale), exp4(f32x4.sub(lp, mix(lp, lq, logBeta, logRest))));
  }
  const gap = f32x4.sub(lq, mix(lq, lp, logBeta, logRest));
  return f32x4.sub(gap, f32x4.mul(f32x4.splat(beta), exp4(gap)));
}

/**
 * KL(p ‖ q) of one token.
 * @param room 2 · vocabulary floats, each half filled up to a multiple of 4
 */
export function forwardKl(teacher: usize, student: usize, vocabulary: i32, room: usize): f32 {
  const logP = room;
  const logQ = logP + ((<usize>pad4(vocabulary)) << 2);
  logSoftmax(teacher, logP, vocabulary, 1);
  logSoftmax(student, logQ, vocabulary, 1);
  let sums = f32x4.splat(0);
  for (let i: usize = 0; i < (<usize>pad4(vocabulary)) << 2; i += 16) {
    const lp = v128.load(logP + i);
    const gap = f32x4.sub(lp, v128.load(logQ + i));
    // Behind the last token both are −1e30: nothing is added.
    sums = madd(exp4(lp), gap, sums);
  }
  return sum4(sums);
}

/**
 * @param teacher logits [rows, vocabulary]
 * @param student logits, like them
 * @param values nats [rows]
 * @param slopes the gradient for the student's logits, like them
 * @param beta the share of the first distribution in a mixture
 * @param room 3 · vocabulary floats, each third filled up to a multiple of 4
 */
export function diverge(
  teacher: usize,
  student: usize,
  values: usize,
  slopes: usize,
  rows: i32,
  vocabulary: i32,
  kind: i32,
  beta: f64,
  temperature: f64,
  room: usize,
): void {
  const bytes = (<usize>vocabulary) << 2;
  const padded = (<usize>pad4(vocabulary)) << 2;
  const whole = (<usize>(vocabulary & ~3)) << 2;
  const logP = room;
  const logQ = logP + padded;
  const slope = logQ + padded;
  const scale = <f32>(1 / temperature);
  const logBeta = f32x4.splat(<f32>Math.log(beta));
  const logRest = f32x4.splat(<f32>Math.log1p(-beta));
  // Lanes of the last vector that are tokens.
  const tail = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(vocabulary & 3));
  for (let row = 0; row < rows; row++) {
    logSoftmax(teacher, logP, vocabulary, scale);
    logSoftmax(student, logQ, vocabulary, scale);
    let totals = f32x4.splat(0);
    let centres = f32x4.splat(0);
    for (let i: usize = 0; i < padded; i += 16) {
      const lp = v128.load(logP + i);
      const lq = v128.load(logQ + i);
      let term = termOf(kind, lp, lq, <f32>beta, logBeta, logRest);
      const d = slopeOf(kind, lp, lq, <f32>beta, logBeta, logRest);
      let weighted = f32x4.mul(exp4(lq), d);
      v128.store(slope + i, d);
      if (i === whole) {
        term = v128.and(term, tail);
        weighted = v128.and(weighted, tail);
      }
      totals = f32x4.add(totals, term);
      centres = f32x4.add(centres, weighted);
    }
    store<f32>(values + ((<usize>row) << 2), sum4(totals));
    const centre = f32x4.splat(sum4(centres));
    const factor = f32x4.splat(scale);
    for (let i: usize = 0; i < padded; i += 16) {
      let d = v128.load(slope + i);
      if (kind !== FORWARD_KL) d = f32x4.mul(exp4(v128.load(logQ + i)), f32x4.sub(d, centre));
      v128.store(slope + i, f32x4.mul(d, factor));
    }
    memory.copy(slopes, slope, bytes);
    teacher += bytes;
    student += bytes;
    slopes += bytes;
  }
}
