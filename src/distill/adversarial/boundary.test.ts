import { beforeAll, describe, expect, test } from 'vitest';
import { BOUNDARY_STEPS } from '../../experiment/cost';
import { Model } from '../../model/model';
import { scoreResponses } from '../../model/score';
import { oneHot } from '../../ops/embedding';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { onEachBackend, selectBackend } from '../../test-support/backends';
import { classLogitsByDefinition } from '../../test-support/definition';
import { at, expectClose, finiteDifferences, rowsOf, softmax, sum, take } from '../../test-support/numbers';
import { shapeFor, sharpParameters, TINY_PICTURES } from '../../test-support/tiny';
import { trainedOnPictures } from '../../test-support/trained';
import { dataBatch } from '../batches';
import { boundaryPictures, disposeBoundary, drawTargets, targetNoise } from './boundary';

const { promptLength: PIXELS, tokenizer } = TINY_PICTURES;
const CLASSES = tokenizer.size;
const SHAPE = shapeFor(TINY_PICTURES, { layers: 1 });
const PARAMETERS = Array.from(sharpParameters(SHAPE, 2, 2));
const EXAMPLES = TINY_PICTURES.split().train.slice(0, 24);

const bestOf = (values: readonly number[]): number => values.indexOf(Math.max(...values));
const logitsAt = (pixels: readonly number[]): number[] => classLogitsByDefinition(SHAPE, PARAMETERS, pixels);
const labelOf = (response: string): number => at(tokenizer.encode(response), 0);
const pixelsOf = (prompt: string): number[] => Array.from(prompt, (digit) => Number.parseInt(digit, 16) / 15);

/** The search in double precision, towards the target that the noise draws. */
function moved(prompt: string, label: number, noise: readonly number[]): number[] {
  const start = pixelsOf(prompt);
  const target = bestOf(logitsAt(start).map((z, i) => (i === label ? -Infinity : z + at(noise, i))));
  const lead = (pixels: readonly number[]): number => {
    const z = logitsAt(pixels);
    return at(z, label) - at(z, target);
  };
  let pixels = start;
  for (let i = 0; i < BOUNDARY_STEPS; i++) {
    const answer = bestOf(logitsAt(pixels));
    if (answer !== label && answer !== target) break;
    const slope = finiteDifferences(lead, pixels, 1e-4);
    const fall = (answer === label ? 1.5 : 1) * lead(pixels) + 0.1;
    const length = fall / sum(slope.map((x) => x ** 2));
    pixels = pixels.map((x, j) => Math.min(1, Math.max(0, x - length * at(slope, j))));
  }
  return pixels;
}

async function search(seed = 1) {
  const teacher = new Model(SHAPE, Float32Array.from(PARAMETERS));
  const batch = dataBatch(TINY_PICTURES, EXAMPLES);
  const teacherLogits = tf.tensor3d(
    EXAMPLES.flatMap(({ prompt }) => logitsAt(pixelsOf(prompt))),
    [EXAMPLES.length, 1, CLASSES],
  );
  const noise = targetNoise(seed, 1, EXAMPLES.length, CLASSES);
  const drawn = rowsOf(Array.from(await noise.data()), CLASSES);
  const found = boundaryPictures(teacher, teacherLogits, batch.sequences, PIXELS, batch.responses, noise);
  const [pixels, known, logits] = await Promise.all(
    [found.pixels, found.known, found.teacherLogits].map(async (one) => Array.from(await one.data())),
  );
  disposeBoundary(found);
  tf.dispose([teacherLogits, batch.sequences, batch.responses, batch.mask]);
  teacher.dispose();
  return {
    drawn,
    pixels: rowsOf(pixels ?? [], PIXELS),
    logits: rowsOf(logits ?? [], CLASSES),
    known: known ?? [],
  };
}

await onEachBackend('pictures just over the teacher’s boundary', () => {
  test('are those of the search in double precision, and have the teacher’s logits', async () => {
    const { drawn, pixels, logits, known } = await search();
    EXAMPLES.forEach(({ prompt, response }, row) => {
      const label = labelOf(response);
      expect(at(known, row)).toBe(Number(bestOf(logitsAt(pixelsOf(prompt))) === label));
      expectClose(at(pixels, row), moved(prompt, label, at(drawn, row)), 2e-3);
      expectClose(at(logits, row), logitsAt(at(pixels, row)), 1e-3);
    });
    // Some are known and some are not, so that both are tested.
    expect(new Set(known).size).toBe(2);
  });
});

describe('pictures just over the boundary', () => {
  beforeAll(() => selectBackend('wasm'));

  test('of a trained teacher are no longer their class, and not far beyond it', async () => {
    const teacher = trainedOnPictures(shapeFor(TINY_PICTURES, { width: 16, layers: 1 }), 25);
    const batch = dataBatch(TINY_PICTURES, EXAMPLES);
    const before = scoreResponses(teacher, batch.sequences, PIXELS);
    const noise = targetNoise(1, 1, EXAMPLES.length, CLASSES);
    const found = boundaryPictures(teacher, before, batch.sequences, PIXELS, batch.responses, noise);
    const leads = async (logits: tf.Tensor): Promise<number[]> =>
      rowsOf(Array.from(await logits.data()), CLASSES).map((row, i) => {
        const p = softmax(row);
        const label = labelOf(at(EXAMPLES, i).response);
        return at(p, label) - Math.max(...p.filter((_, other) => other !== label));
      });
    const [from, to] = [await leads(before), await leads(found.teacherLogits)];
    const knows = from.filter((lead) => lead > 0).length;
    expect(knows).toBeGreaterThan(20);
    expect(sum(Array.from(await found.known.data()))).toBe(knows);
    const size = (of: readonly number[]): number => sum(of.map(Math.abs)) / of.length;
    expect(size(from)).toBeGreaterThan(0.6);
    expect(size(to)).toBeLessThan(0.3);
    expect(to.filter((lead) => lead <= 0).length).toBeGreaterThan(0.7 * EXAMPLES.length);
    const pixels = Array.from(await found.pixels.data());
    expect([Math.min(...pixels) >= 0, Math.max(...pixels) <= 1]).toEqual([true, true]);
    disposeBoundary(found);
    tf.dispose([before, batch.sequences, batch.responses, batch.mask]);
    teacher.dispose();
  });

  test('follow their seed', async () => {
    const [one, again, other] = [await search(3), await search(3), await search(4)];
    expect(again.pixels).toEqual(one.pixels);
    expect(other.pixels).not.toEqual(one.pixels);
  });
});

test('targets are drawn among the other classes by the teacher’s probabilities', async () => {
  const rows = 20_000;
  const logits = [2, 0.5, -0.5, 1];
  const label = 0;
  const counts = await take(
    tidy(() => {
      const all = tf.tile(tf.tensor3d(logits, [1, 1, 4]), [rows, 1, 1]);
      const base = oneHot(tf.fill([rows, 1], label, 'int32'), 4) as tf.Tensor3D;
      return tf.sum(oneHot(drawTargets(all, base, targetNoise(7, 1, rows, 4)), 4), [0, 1]);
    }),
  );
  const expected = softmax(logits.slice(1));
  expect(at(counts, label)).toBe(0);
  counts.slice(1).forEach((count, i) => {
    const p = at(expected, i);
    expect(Math.abs(count / rows - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / rows));
  });
});

test('a search leaves no tensor behind', async () => {
  await search();
  const before = tf.memory().numTensors;
  await search();
  expect(tf.memory().numTensors).toBe(before);
});
