/** The loss's divergence with its gradient, and the update of parameters: what a training step does between two passes. */
import * as tf from '../tf';
import type { AdamWNumbers, adamwKernel } from '../webgpu/adamw-kernel';
import type { DivergenceKind } from '../webgpu/divergence-kernel';
import type { Engine } from './engine';
import * as at from './layout';
import { tensorOf, viewOf } from './tensors';

const KINDS: Readonly<Record<DivergenceKind, number>> = {
  'forward-kl': at.FORWARD_KL,
  'reverse-kl': at.REVERSE_KL,
  jsd: at.JSD,
  tvd: at.TVD,
  'skew-forward-kl': at.SKEW_FORWARD_KL,
  'skew-reverse-kl': at.SKEW_REVERSE_KL,
};

const pad4 = (count: number): number => Math.ceil(count / 4) * 4;

export interface EngineDivergence {
  /** Logits [batch, length, vocabulary]. */
  readonly teacher: tf.Tensor3D;
  /** Like them. */
  readonly student: tf.Tensor3D;
  readonly kind: DivergenceKind;
  /** Share of the first distribution in a mixture. */
  readonly beta: number;
  /** Divides both logits. */
  readonly temperature: number;
}

/**
 * Nats per token [batch, length], and their gradients for the student's logits.
 * @throws UserError `memory-full`
 */
export function divergenceInEngine(
  engine: Engine,
  { teacher, student, kind, beta, temperature }: EngineDivergence,
): [tf.Tensor2D, tf.Tensor3D] {
  const [batch, length, vocabulary] = student.shape;
  const { size } = student;
  const rows = batch * length;
  return engine.within((allocate) => {
    const given = allocate(size);
    const own = allocate(size);
    const values = allocate(rows);
    const slopes = allocate(size);
    const room = allocate(3 * pad4(vocabulary));
    engine.floats(given, size).set(viewOf(teacher));
    engine.floats(own, size).set(viewOf(student));
    const which = KINDS[kind];
    engine.kernels.diverge(given, own, values, slopes, rows, vocabulary, which, beta, temperature, room);
    return [
      tensorOf(engine.floats(values, rows), [batch, length]),
      tensorOf(engine.floats(slopes, size), student.shape),
    ];
  });
}

/** Flat vectors of the same length. */
export interface EngineUpdate {
  readonly parameters: tf.Tensor1D;
  readonly first: tf.Tensor1D;
  readonly second: tf.Tensor1D;
  readonly gradient: tf.Tensor1D;
  /** 1 where weight decay applies. */
  readonly decayMask: tf.Tensor1D;
}

/**
 * One AdamW update with clipping.
 * @returns the new parameters and moments, and the norm of the gradient before clipping, [1]
 * @throws UserError `memory-full`
 */
export function updateInEngine(
  engine: Engine,
  { parameters, first, second, gradient, decayMask }: EngineUpdate,
  { meanRate, varianceRate, decay, clipNorm, beta1, beta2, epsilon }: AdamWNumbers,
): ReturnType<typeof adamwKernel> {
  const { size } = parameters;
  return engine.within((allocate) => {
    const vectors = [parameters, first, second, gradient, decayMask];
    const rooms = vectors.map(() => allocate(pad4(size)));
    vectors.forEach((vector, i) => {
      engine.floats(rooms[i] ?? 0, size).set(viewOf(vector));
    });
    const [p = 0, m = 0, v = 0, g = 0, d = 0] = rooms;
    const { kernels } = engine;
    const norm = kernels.norm(g, size);
    const clip = clipNorm > 0 ? Math.min(1, clipNorm / (norm + 1e-6)) : 1;
    kernels.adamw(p, m, v, g, d, size, clip, meanRate, varianceRate, decay, beta1, beta2, epsilon);
    const updated = (room: number): tf.Tensor1D => tensorOf(engine.floats(room, size), [size]);
    return { parameters: updated(p), first: updated(m), second: updated(v), norm: tf.tensor1d([norm]) };
  });
}
