import { expect, test } from 'vitest';
import { levelsOf, pixelsOf } from '../ops/patches';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import { onEachBackend } from '../test-support/backends';
import { classLogitsByDefinition } from '../test-support/definition';
import { at, expectClose, finiteDifferences, logSoftmax, rowsOf, take } from '../test-support/numbers';
import { shapeFor, sharpModel, sharpParameters, TINY_PICTURES } from '../test-support/tiny';
import { inputGradient } from './input-gradient';

const SHAPE = shapeFor(TINY_PICTURES, { layers: 1 });
const PIXELS = TINY_PICTURES.promptLength;
const levels = [3, 15, 0, 7, 12, 1, 8, 8, 5, 14, 2, 9, 11, 6, 4, 10];
/** Two pictures, and their classes behind them. */
const sequences = (): tf.Tensor2D =>
  tf.tensor2d([...levels, 2, ...levels.toReversed(), 0], [2, PIXELS + 1], 'int32');
const CLASSES = [2, 0];

const lossOf = (logits: tf.Tensor3D): tf.Tensor2D =>
  tf.neg(tf.sum(tf.mul(tf.oneHot(tf.tensor2d(CLASSES, [2, 1], 'int32'), 4), tf.logSoftmax(logits)), -1));

/** Of an entry. */
const TOLERANCE = 5e-4;

await onEachBackend('the gradient with respect to the pixels', () => {
  test('is that of the definition, a row for each picture', async () => {
    const model = sharpModel(SHAPE, 3);
    const found = await take(tidy(() => inputGradient(model, pixelsOf(sequences(), PIXELS), lossOf)));
    model.dispose();
    const flat = Array.from(sharpParameters(SHAPE, 3));
    const expected = [levels, levels.toReversed()].map((row, i) =>
      finiteDifferences(
        (pixels) => -at(logSoftmax(classLogitsByDefinition(SHAPE, flat, pixels)), at(CLASSES, i)),
        row.map((level) => level / 15),
      ),
    );
    rowsOf(found, PIXELS).forEach((row, i) => {
      expectClose(row, at(expected, i), TOLERANCE);
      expect(Math.hypot(...row)).toBeGreaterThan(100 * TOLERANCE);
    });
  });
});

test('pixels are levels from 0 to 1, and back', async () => {
  const back = await take(tidy(() => levelsOf(pixelsOf(sequences(), PIXELS))));
  expectClose(back, [...levels, ...levels.toReversed()], 1e-6);
});
