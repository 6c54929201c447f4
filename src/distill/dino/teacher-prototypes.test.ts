import { beforeAll, expect, test } from 'vitest';
import { viewStates } from '../../model/forward';
import type { Model } from '../../model/model';
import * as tf from '../../ops/tf';
import { selectBackend } from '../../test-support/backends';
import { at, expectClose, rowsOf, sum, take } from '../../test-support/numbers';
import { shapeFor, sharpModel, TINY_PICTURES } from '../../test-support/tiny';
import { promptTensor } from '../batches';
import { classRows } from './device-views';
import { disposeHeads, type FrozenHeads, findPrototypes, frozenScores } from './teacher-prototypes';

const WIDTH = 12;
const COUNT = 5;
const EXAMPLES = TINY_PICTURES.split().train.slice(0, 20);

const found = async (teacher: Model, mayContinue = async () => true): Promise<FrozenHeads | null> =>
  findPrototypes(TINY_PICTURES, teacher, { prototypes: COUNT, seed: 1 }, EXAMPLES, () => {}, mayContinue);

const unit = (row: readonly number[]): number[] => row.map((x) => x / Math.sqrt(sum(row.map((y) => y * y))));

beforeAll(() => selectBackend('cpu'));

test('the teacher’s scores are cosines with its prototypes, about its mean state', async () => {
  const teacher = sharpModel(shapeFor(TINY_PICTURES, { width: WIDTH }), 5);
  const heads = await found(teacher);
  if (!heads) throw new Error('given up');
  const states = tf.tidy(() =>
    classRows(viewStates(teacher.shape, teacher.weights, promptTensor(TINY_PICTURES, EXAMPLES))),
  );
  const rows = rowsOf(await take(states.clone()), WIDTH);
  const prototypes = rowsOf(await take(heads.classes.prototypes.clone()), WIDTH);
  const mean = rows[0]?.map((_, i) => sum(rows.map((row) => at(row, i))) / rows.length) ?? [];
  for (const row of prototypes) expect(sum(row.map((x) => x * x))).toBeCloseTo(1, 5);
  const expected = rows.flatMap((row) => {
    const direction = unit(row.map((x, i) => x - at(mean, i)));
    return prototypes.map((prototype) => sum(prototype.map((x, i) => x * at(direction, i))));
  });
  const scores = await take(frozenScores(heads.classes, states));
  expectClose(scores, expected, 1e-4);
  // Each picture has a prototype nearby.
  for (const row of rowsOf(scores, COUNT)) expect(Math.max(...row)).toBeGreaterThan(0.2);
  states.dispose();
  disposeHeads(heads);
  teacher.dispose();
});

test('prototypes are the same each time they are found', async () => {
  const teacher = sharpModel(shapeFor(TINY_PICTURES, { width: WIDTH }), 5);
  const [one, other] = [await found(teacher), await found(teacher)];
  if (!one || !other) throw new Error('given up');
  expect(await take(other.patches.prototypes.clone())).toEqual(await take(one.patches.prototypes.clone()));
  for (const heads of [one, other]) disposeHeads(heads);
  teacher.dispose();
});
