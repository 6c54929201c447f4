import { describe, expect, test } from 'vitest';
import { onEachBackend } from '../test-support/backends';
import { at, expectClose, logSoftmax, randomNumbers, rowsOf, take } from '../test-support/numbers';
import { tidy } from './scope';
import { summarise } from './summary';
import * as tf from './tf';

await onEachBackend('summary', () => {
  describe.each([
    ['the smallest', 1, 1, 2],
    ['odd sizes', 3, 5, 7],
    ['more tokens than a workgroup has invocations', 9, 31, 30],
  ] as const)('%s', (_name, batch, length, vocabulary) => {
    test.each([
      ['with a teacher and verified tokens', true, true],
      ['with a teacher', true, false],
      ['alone', false, false],
    ])('%s', async (_case, taught, verified) => {
      const tokens = batch * length;
      // Large logits: the probabilities must be computed in log space.
      const student = randomNumbers(tokens * vocabulary, 1).map((z) => 20 * z);
      const teacher = randomNumbers(tokens * vocabulary, 2).map((z) => 20 * z);
      const mask = randomNumbers(tokens, 3).map((x, t) => (t === 0 || x > -0.3 ? 1 : 0));
      const accepted = randomNumbers(tokens, 4).map((x, t) => (x > 0 ? at(mask, t) : 0));

      let [overlap, entropy, count] = [0, 0, 0];
      for (let t = 0; t < tokens; t++) {
        if (at(mask, t) === 0) continue;
        const logQ = logSoftmax(at(rowsOf(student, vocabulary), t));
        const logP = logSoftmax(at(rowsOf(teacher, vocabulary), t));
        entropy -= logQ.reduce((sum, l) => sum + Math.exp(l) * l, 0);
        overlap += logQ.reduce((sum, l, v) => sum + Math.min(Math.exp(l), Math.exp(at(logP, v))), 0);
        count += 1;
      }
      const column = (values: readonly number[], i: number): number =>
        values.reduce((sum, x, t) => sum + (t % length === i ? x : 0), 0);
      const positions = Array.from({ length }, (_, i) => i);
      const kept = positions.map((i) => column(accepted, i));
      const expected = [
        1.5,
        0.25,
        taught ? overlap / count : -1,
        entropy / count,
        count,
        ...(verified ? [...kept, ...positions.map((i) => column(mask, i) - at(kept, i))] : []),
      ];

      const shape: [number, number, number] = [batch, length, vocabulary];
      const summary = tidy(() =>
        summarise({
          loss: tf.scalar(1.5),
          gradientNorm: tf.tensor1d([0.25]),
          studentLogits: tf.tensor3d(student, shape),
          mask: tf.tensor2d(mask, [batch, length]),
          teacherLogits: taught ? tf.tensor3d(teacher, shape) : null,
          accepted: verified ? tf.tensor2d(accepted, [batch, length]) : null,
        }),
      );
      const told = await take(summary);
      expectClose(told.slice(0, 4), expected.slice(0, 4), 1e-5);
      // Counts are whole numbers, and exact.
      expect(told.slice(4)).toEqual(expected.slice(4));
    });
  });
});
