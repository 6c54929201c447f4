import { expect, test } from 'vitest';
import { STREAM } from '../../experiment/random';
import { at, randomNumbers, rowsOf, sum } from '../../test-support/numbers';
import { meanVector, sphericalClusters } from './clusters';

const WIDTH = 3;
const CORNERS = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const noise = randomNumbers(60 * WIDTH, 4, 0.05);
/** Vectors near three corners, far from 0 in one direction that all share. */
const VECTORS = {
  values: Float32Array.from(noise, (x, i) => x + 5 + at(at(CORNERS, Math.floor(i / WIDTH) % 3), i % WIDTH)),
  width: WIDTH,
};

const clustersOf = (seed: number): number[][] =>
  rowsOf(Array.from(sphericalClusters(VECTORS, meanVector(VECTORS), 3, seed, STREAM.prototypeHead)), WIDTH);

test('directions of groups are found behind what all vectors share', () => {
  // The corners about their mean.
  const expected = CORNERS.map((corner) => corner.map((x) => (x - 1 / 3) / Math.sqrt(2 / 3)));
  const found = [1, 2, 3]
    .map(clustersOf)
    .find((clusters) =>
      expected.every((corner) => clusters.some((one) => sum(one.map((x, i) => x * at(corner, i))) > 0.99)),
    );
  expect(found).toBeDefined();
});

test('every direction has length 1, and the same seed gives the same ones', () => {
  const clusters = clustersOf(5);
  for (const row of clusters) expect(sum(row.map((x) => x * x))).toBeCloseTo(1, 5);
  expect(clustersOf(5)).toEqual(clusters);
});
