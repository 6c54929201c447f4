import { expect, test } from 'vitest';
import type { StripRow } from '../../../run/protocol';
import { firstOfInterest, inCommon, viewScene } from './scene-view';

const logs = (...values: number[]): number[] => values.map(Math.log);
const token = (id: number, weight?: number) => ({
  ...{ id, source: 'data' as const, proposed: -1, rank: -1 },
  ...(weight === undefined ? {} : { weight }),
});
/** Three patches of two classes. */
const row: StripRow = {
  prompt: '0f',
  tokens: [token(0, 0.5), token(1, 0), token(1, 1)],
  teacher: Float32Array.of(...logs(0.9, 0.1), ...logs(0.4, 0.6), ...logs(0.7, 0.3)),
  student: Float32Array.of(...logs(0.6, 0.4), ...logs(0.3, 0.7), ...logs(0.8, 0.2)),
};

test('a scene has labels, both answers and weights, patch by patch', () => {
  expect(viewScene(row)).toEqual({
    pixels: '0f',
    label: [0, 1, 1],
    teacher: [0, 1, 0],
    student: [0, 1, 0],
    weight: [0.5, 0, 1],
  });
});

test('without a teacher or weights there are none, and without tokens no scene', () => {
  const bare = { ...row, teacher: new Float32Array(), tokens: [token(0), token(1), token(1)] };
  expect(viewScene(bare)).toMatchObject({ teacher: null, weight: null });
  expect(viewScene({ ...row, tokens: [] })).toBeNull();
});

test('patches in common are counted, and the first wrong one is looked at first, else the first digit', () => {
  const scene = { pixels: '', teacher: null, weight: null, label: [0, 1, 2] };
  expect(inCommon([0, 1, 2], [0, 2, 2])).toBe(2);
  expect(firstOfInterest({ ...scene, student: [0, 1, 1] })).toBe(2);
  expect(firstOfInterest({ ...scene, student: [0, 1, 2] })).toBe(1);
});
