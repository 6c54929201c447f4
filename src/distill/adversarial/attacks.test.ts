import { beforeAll, describe, expect, test } from 'vitest';
import { pixelLogits } from '../../model/input-gradient';
import type { Model } from '../../model/model';
import { scoreResponses } from '../../model/score';
import { pixelsOf } from '../../ops/patches';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { selectBackend } from '../../test-support/backends';
import { at, take } from '../../test-support/numbers';
import { shapeFor, TINY_PICTURES } from '../../test-support/tiny';
import { trainedOnPictures } from '../../test-support/trained';
import { dataBatch, type Sequences } from '../batches';
import { type Attack, attack, fgsm, pgd, trainingAttack } from './attacks';

const { promptLength: PIXELS } = TINY_PICTURES;
const SHAPE = shapeFor(TINY_PICTURES, { width: 16, layers: 1 });
const ADDRESS = { seed: 5, step: 1, first: 0 };
const { test: held } = TINY_PICTURES.split();

const free = ({ sequences, responses, mask }: Sequences): void => tf.dispose([sequences, responses, mask]);

describe('attacks', () => {
  let model: Model;

  beforeAll(async () => {
    await selectBackend('wasm');
    model = trainedOnPictures(SHAPE);
  });

  async function attacked(which: Attack): Promise<{ before: number[]; after: number[]; accuracy: number }> {
    const batch = dataBatch(TINY_PICTURES, held);
    const pixels = tidy(() => pixelsOf(batch.sequences, PIXELS));
    const moved = attack(model, pixels, batch.responses, which, ADDRESS);
    const right = tidy(() => {
      const answers = tf.argMax(pixelLogits(SHAPE, model.weights, moved), -1);
      return tf.mean(tf.cast(tf.equal(answers, batch.responses), 'float32'));
    });
    free(batch);
    return { before: await take(pixels), after: await take(moved), accuracy: at(await take(right), 0) };
  }

  test.each([fgsm(0.1), pgd(0.1), pgd(0.3), trainingAttack(0.1)])(
    'stay within ε and between black and white: %j',
    async (which) => {
      const { before, after } = await attacked(which);
      const most = Math.max(...after.map((value, i) => Math.abs(value - at(before, i))));
      expect(most).toBeLessThanOrEqual(which.epsilon + 1e-6);
      expect(most).toBeGreaterThan(0.9 * which.epsilon);
      expect(Math.min(...after)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...after)).toBeLessThanOrEqual(1);
    },
  );

  test('of size 0 change nothing', async () => {
    const { before, after } = await attacked(pgd(0));
    expect(after).toEqual(before);
  });

  test('PGD lowers the accuracy at least as much as FGSM, and both do', async () => {
    const batch = dataBatch(TINY_PICTURES, held);
    const right = tidy(() => {
      const answers = tf.argMax(scoreResponses(model, batch.sequences, PIXELS), -1);
      return tf.mean(tf.cast(tf.equal(answers, batch.responses), 'float32'));
    });
    const clean = at(await take(right), 0);
    free(batch);
    const [fast, projected] = [(await attacked(fgsm(0.2))).accuracy, (await attacked(pgd(0.2))).accuracy];
    expect(clean).toBeGreaterThan(0.9);
    expect(fast).toBeLessThan(clean);
    expect(projected).toBeLessThanOrEqual(fast);
  });

  test('random starts follow their address', async () => {
    const [one, again] = [await attacked(trainingAttack(0.1)), await attacked(trainingAttack(0.1))];
    expect(again.after).toEqual(one.after);
  });

  test('leave no tensor behind', async () => {
    await attacked(pgd(0.1));
    const before = tf.memory().numTensors;
    await attacked(pgd(0.1));
    expect(tf.memory().numTensors).toBe(before);
  });
});
