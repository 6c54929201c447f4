/** How long teachers stay on the device. */
import { beforeEach, expect, test, vi } from 'vitest';
import { fingerprintOf } from '../../model/fingerprint';
import * as tf from '../../ops/tf';
import { selectBackend } from '../../test-support/backends';
import { forget } from '../../test-support/database';
import { shapeFor, sharpParameters, TINY_TASK as TASK } from '../../test-support/tiny';
import { deleteModel, storeModel, toSavedModel } from '../storage/models';
import { DeviceAccess } from './device-access';
import { type TeacherLease, Teachers } from './teachers';

vi.mock('idb', () => import('../../test-support/database'));

const shape = shapeFor(TASK, { layers: 1 });
const modelOf = (seed: number) => ({
  ...{ shape, parameters: sharpParameters(shape, seed) },
  ...{ task: TASK.id, vocabulary: TASK.tokenizer.vocabulary },
});
const FINGERPRINTS = [1, 2, 3, 4, 5].map((seed) => fingerprintOf(modelOf(seed)));
const [FIRST = 0] = FINGERPRINTS;

let teachers: Teachers;

async function keep(seed: number): Promise<void> {
  const facts = { name: `${seed}`, ownData: 0, created: seed, scores: {}, recipe: '' };
  await storeModel(toSavedModel(modelOf(seed), TASK, { ...facts, origin: 'imported' }));
}

const take = (ownTeacher: number): Promise<TeacherLease> =>
  teachers.take(TASK, { teacher: 'own', ownTeacher }, '', new AbortController().signal);
const isFreed = ({ model }: TeacherLease): boolean => model.flat.isDisposed;

beforeEach(async () => {
  forget();
  await selectBackend('cpu');
  for (const seed of [1, 2, 3, 4, 5]) await keep(seed);
  teachers = new Teachers(new DeviceAccess(), () => {});
});

test('one that is taken again is the same, and is held until each who took it has released it', async () => {
  const [a, b] = await Promise.all([take(FIRST), take(FIRST)]);
  expect(b.model).toBe(a.model);
  teachers.forget(FIRST);
  a.release();
  a.release();
  expect(isFreed(b)).toBe(false);
  b.release();
  expect(isFreed(b)).toBe(true);
});

test('the oldest that nobody uses are freed beyond three; one that is used never, however old', async () => {
  const before = tf.memory().numTensors;
  const leases: TeacherLease[] = [];
  for (const fingerprint of FINGERPRINTS) leases.push(await take(fingerprint));
  const perTeacher = (tf.memory().numTensors - before) / leases.length;
  const [used, ...others] = leases;
  for (const lease of others) lease.release();
  expect(leases.map(isFreed)).toEqual([false, true, false, false, false]);
  expect(tf.memory().numTensors - before).toBe(4 * perTeacher);
  used?.release();
  expect(leases.map(isFreed)).toEqual([true, true, false, false, false]);
  // Those that stay serve the next who asks.
  const [, , third] = leases;
  expect((await take(FINGERPRINTS[2] ?? 0)).model).toBe(third?.model);
});

test('a deleted one teaches whoever holds it to the end, and nobody else', async () => {
  const held = await take(FIRST);
  await deleteModel(FIRST);
  teachers.forget(FIRST);
  expect(isFreed(held)).toBe(false);
  await expect(take(FIRST)).rejects.toMatchObject({ code: 'own-teacher-absent' });
  // Brought back while it is still held: it is loaded anew, and either is freed by itself.
  await keep(1);
  const again = await take(FIRST);
  expect(again.model).not.toBe(held.model);
  held.release();
  expect([isFreed(held), isFreed(again)]).toEqual([true, false]);
  again.release();
  expect(isFreed(again)).toBe(false);
});

test('a deleted one that nobody holds is freed at once', async () => {
  const lease = await take(FIRST);
  lease.release();
  expect(isFreed(lease)).toBe(false);
  teachers.forget(FIRST);
  expect(isFreed(lease)).toBe(true);
});
