import { expect, test } from 'vitest';
import { at, expectClose, randomNumbers, rowsOf, sum } from '../../test-support/numbers';
import { type SubclassProjection, subclassProjection } from './projection';

const [COUNT, WIDTH, CLASSES, S] = [60, 7, 2, 3];
const head = Float32Array.from(randomNumbers(WIDTH * CLASSES, 1));
const classes = Array.from({ length: COUNT }, (_, i) => i % CLASSES);
/** The seven directions vary unequally, and each class has a place of its own. */
const states = Float32Array.from(randomNumbers(COUNT * WIDTH, 2), (x, i) => {
  const [row, column] = [Math.floor(i / WIDTH), i % WIDTH];
  return x * (column + 1) + (row % CLASSES) * column;
});

const found = (seed: number, of = states): SubclassProjection =>
  subclassProjection({ states: of, classes, width: WIDTH }, head, CLASSES, S, seed);

/** Scores of the subclasses of class c for each of its states. */
function scoresOf({ directions, offsets }: SubclassProjection, c: number): number[][] {
  const own = rowsOf(Array.from(states), WIDTH).filter((_, row) => at(classes, row) === c);
  return own.map((state) =>
    Array.from({ length: S }, (_, s) => {
      const column = c * S + s;
      return sum(state.map((x, i) => x * at(directions, i * CLASSES * S + column))) + at(offsets, column);
    }),
  );
}

test('the logits do not depend on any direction of a subclass', () => {
  const { directions } = found(1);
  for (let column = 0; column < CLASSES * S; column++) {
    for (let c = 0; c < CLASSES; c++) {
      const products = Array.from({ length: WIDTH }, (_, i) => {
        return at(directions, i * CLASSES * S + column) * at(head, i * CLASSES + c);
      });
      expect(Math.abs(sum(products))).toBeLessThan(1e-5);
    }
  }
});

test('within a class the scores have mean 0 and a mean square of 1 over its subclasses', () => {
  const projection = found(1);
  for (let c = 0; c < CLASSES; c++) {
    const scores = scoresOf(projection, c);
    for (let s = 0; s < S; s++) expect(sum(scores.map((row) => at(row, s)))).toBeCloseTo(0, 3);
    expect(sum(scores.flat().map((x) => x * x)) / scores.flat().length).toBeCloseTo(1, 4);
  }
});

test('the directions of a class are as many as the leading principal ones span, whatever turns them', () => {
  // Of three directions between which the rotation chooses, the sum of outer products does not depend on it.
  const spanned = ({ directions }: SubclassProjection): number[] =>
    Array.from({ length: WIDTH * WIDTH }, (_, i) =>
      sum(
        Array.from({ length: S }, (_s, s) => {
          const entry = (row: number): number => at(directions, row * CLASSES * S + s);
          return entry(Math.floor(i / WIDTH)) * entry(i % WIDTH);
        }),
      ),
    );
  const [first, again, other] = [found(1), found(1), found(2)];
  expect(again).toEqual(first);
  expect(other.directions).not.toEqual(first.directions);
  expectClose(spanned(other), spanned(first), 1e-5);
});

test('a class whose states are all the same has equal subclasses', () => {
  const same = Float32Array.from({ length: COUNT * WIDTH }, (_, i) => (i % WIDTH) + 1);
  const { directions, offsets } = found(1, same);
  expect(directions.every((x) => x === 0)).toBe(true);
  expect(offsets.every((x) => Math.abs(x) === 0)).toBe(true);
});
