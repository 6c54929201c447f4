import { expect, test } from 'vitest';
import * as tf from '../../ops/tf';
import { onEachBackend } from '../../test-support/backends';
import { expectClose, randomNumbers, rowsOf, softmax, sum, take } from '../../test-support/numbers';
import { movedCentre, sinkhornKnopp, targetsOf } from './targets';

const [ROWS, PROTOTYPES, TEMPERATURE] = [6, 4, 0.2];
const SCORES = randomNumbers(ROWS * PROTOTYPES, 3, 0.5).map((x) => Math.tanh(x));

/** Three rounds in double precision: first each prototype's mass is 1, then each row's. */
function byDefinition(rows: readonly (readonly number[])[]): number[][] {
  let mass = rows.map((row) => row.map((x) => Math.exp(x / TEMPERATURE)));
  for (let round = 0; round < 3; round++) {
    const totals = Array.from({ length: PROTOTYPES }, (_, k) => sum(mass.map((row) => row[k] ?? 0)));
    mass = mass.map((row) => row.map((x, k) => x / (totals[k] ?? 1)));
    mass = mass.map((row) => row.map((x) => x / sum(row)));
  }
  return mass;
}

await onEachBackend('targets of prototypes', () => {
  test('of Sinkhorn–Knopp follow its definition', async () => {
    const scores = tf.tensor2d(SCORES, [ROWS, PROTOTYPES]);
    expectClose(
      await take(sinkhornKnopp(scores, TEMPERATURE)),
      byDefinition(rowsOf(SCORES, PROTOTYPES)).flat(),
      1e-5,
    );
    scores.dispose();
  });

  test('give nothing to rows that take no part, and do not count them', async () => {
    const scores = tf.tensor2d(SCORES, [ROWS, PROTOTYPES]);
    const counts = tf.tensor2d([1, 0, 1, 1, 0, 1], [ROWS, 1]);
    const kept = [0, 2, 3, 5];
    const rows = rowsOf(SCORES, PROTOTYPES);
    const expected = byDefinition(kept.map((row) => rows[row] ?? []));
    const zeros = new Array<number>(PROTOTYPES).fill(0);
    const all = rows.map((_, row) => expected[kept.indexOf(row)] ?? zeros);
    expectClose(await take(sinkhornKnopp(scores, TEMPERATURE, counts)), all.flat(), 1e-5);
    const centre = tf.zeros([PROTOTYPES]) as tf.Tensor1D;
    const means = zeros.map((_, k) => (0.1 * sum(kept.map((row) => rows[row]?.[k] ?? 0))) / 4);
    expectClose(await take(movedCentre(centre, scores, counts)), means, 1e-5);
    tf.dispose([scores, counts, centre]);
  });

  test('take all prototypes where every row scores the same', async () => {
    const scores = tf.tensor2d(new Array(ROWS).fill([0.9, 0, -0.5, 0.1]).flat(), [ROWS, PROTOTYPES]);
    const centre = tf.tensor1d([0.9, 0, -0.5, 0.1]);
    const even = new Array(ROWS * PROTOTYPES).fill(1 / PROTOTYPES);
    expectClose(await take(targetsOf(scores, 'sinkhorn-knopp', 0.04, centre)), even, 1e-4);
    expectClose(await take(targetsOf(scores, 'centring', 0.04, centre)), even, 1e-4);
    // Without either, one prototype has them all.
    const alone = await take(targetsOf(scores, 'none', 0.04, centre));
    expect(Math.min(...rowsOf(alone, PROTOTYPES).map((row) => row[0] ?? 0))).toBeGreaterThan(0.999);
    tf.dispose([scores, centre]);
  });

  test('of centring are the softmax of what exceeds the centre', async () => {
    const scores = tf.tensor2d(SCORES, [ROWS, PROTOTYPES]);
    const centre = tf.tensor1d([0.3, -0.2, 0.1, 0]);
    const shifted = [0.3, -0.2, 0.1, 0];
    const expected = rowsOf(SCORES, PROTOTYPES).flatMap((row) =>
      softmax(row.map((x, k) => (x - (shifted[k] ?? 0)) / TEMPERATURE)),
    );
    expectClose(await take(targetsOf(scores, 'centring', TEMPERATURE, centre)), expected, 1e-5);
    const mean = shifted.map(
      (c, k) => 0.9 * c + (0.1 * sum(rowsOf(SCORES, PROTOTYPES).map((row) => row[k] ?? 0))) / ROWS,
    );
    expectClose(await take(movedCentre(centre, scores)), mean, 1e-5);
    tf.dispose([scores, centre]);
  });
});
