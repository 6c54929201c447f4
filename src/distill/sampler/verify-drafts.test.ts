import { describe, expect, test } from 'vitest';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { EOS } from '../../tasks/tokenizer';
import { onEachBackend } from '../../test-support/backends';
import { at, rowsOf, take } from '../../test-support/numbers';
import { columnsFrom, verifyDrafts } from './verify-drafts';

const VOCABULARY = 5;
const A = 3;
const B = 4;
const LIMIT = 10;

/** A distribution over PAD, BOS, EOS, A and B. */
const only = (a: number, b: number, eos = 0): number[] => [0, 0, eos, a, b];

interface Row {
  readonly count: number;
  readonly alive: number;
  readonly drafts: readonly [number, number];
  readonly q: readonly [number[], number[]];
  readonly p: readonly [number[], number[], number[]];
  readonly acceptance: readonly [number, number];
  readonly replacement: readonly [number, number, number];
}

const SURE: Row = {
  count: 0,
  alive: 1,
  drafts: [A, B],
  q: [only(1, 0), only(0, 1)],
  p: [only(1, 0), only(0, 1), only(0.5, 0.5)],
  acceptance: [0.999, 0.999],
  replacement: [0, 0, 0.6],
};

interface Outcome {
  readonly count: number;
  readonly alive: number;
  readonly mask: number[];
  readonly tokens: number[];
  readonly accepted: number[];
  readonly proposed: number[];
  readonly previous: number;
}

async function outcomes(rows: readonly Row[]): Promise<Outcome[]> {
  const batch = rows.length;
  const matrix = (values: readonly (readonly number[])[]): tf.Tensor2D =>
    tf.tensor2d(values.flat(), [batch, at(values, 0).length]);
  const oneHotOf = (id: number): number[] => Array.from({ length: VOCABULARY }, (_, v) => (v === id ? 1 : 0));
  const made = tidy(() => {
    const result = verifyDrafts(
      {
        ids: matrix(rows.map(({ drafts }) => drafts)),
        q: tf.tensor3d(
          rows.flatMap(({ q }) => q.flat()),
          [batch, 2, VOCABULARY],
        ),
        // The last token before the drafts is BOS, whose id is 1.
        sequence: tf.tensor3d(
          rows.flatMap(({ drafts }) => [1, ...drafts].flatMap(oneHotOf)),
          [batch, 3, VOCABULARY],
        ),
      },
      tf.tensor3d(
        rows.flatMap(({ p }) => p.flat()),
        [batch, 3, VOCABULARY],
      ),
      { count: matrix(rows.map(({ count }) => [count])), alive: matrix(rows.map(({ alive }) => [alive])) },
      {
        acceptance: matrix(rows.map(({ acceptance }) => acceptance)),
        replacement: matrix(rows.map(({ replacement }) => replacement)),
      },
      LIMIT,
    );
    const { count, alive, mask, tokens, accepted, proposed, previous } = result;
    return tf.concat2d([count, alive, mask, tokens, accepted, proposed, previous], 1);
  });
  // The sum turns −0 into 0.
  return rowsOf(
    (await take(made)).map((x) => x + 0),
    14 + VOCABULARY,
  ).map((row) => ({
    count: at(row, 0),
    alive: at(row, 1),
    mask: row.slice(2, 5),
    tokens: row.slice(5, 8),
    accepted: row.slice(8, 11),
    proposed: row.slice(11, 14),
    previous: row.slice(14).indexOf(1),
  }));
}

await onEachBackend('verifyDrafts', () => {
  test('all drafts are accepted: the teacher adds one', async () => {
    expect(await outcomes([SURE])).toEqual([
      {
        ...{ count: 3, alive: 1, previous: B },
        ...{ mask: [1, 1, 1], tokens: [A, B, B], accepted: [1, 1, 0], proposed: [A, B, -1] },
      },
    ]);
  });

  test('a draft is accepted when its number is below p/q, and is replaced from what p has more than q', async () => {
    const risky: Row = {
      ...SURE,
      q: [only(0.8, 0.2), only(0, 1)],
      p: [only(0.2, 0.8), ...SURE.p.slice(1)] as never,
    };
    const [below, above] = await outcomes([
      { ...risky, acceptance: [0.2499, 0] },
      // p − q is positive at B only, so B it is, whatever the number.
      { ...risky, acceptance: [0.2501, 0], replacement: [0.001, 0, 0] },
    ]);
    expect(below).toMatchObject({ count: 3, accepted: [1, 1, 0] });
    expect(above).toEqual({
      ...{ count: 1, alive: 1, previous: 1 },
      ...{ mask: [1, 0, 0], tokens: [B, 0, 0], accepted: [0, 0, 0], proposed: [A, 0, 0] },
    });
  });

  test('a later refusal keeps the drafts before it', async () => {
    const [row] = await outcomes([{ ...SURE, p: [only(1, 0), only(1, 0), only(1, 0)], acceptance: [0, 0] }]);
    expect(row).toEqual({
      ...{ count: 2, alive: 1, previous: A },
      ...{ mask: [1, 1, 0], tokens: [A, A, 0], accepted: [1, 0, 0], proposed: [A, B, 0] },
    });
  });

  test('an accepted end, an own end, the limit and a row that has ended', async () => {
    const end = only(0, 0, 1);
    const [accepted, own, last, over] = await outcomes([
      { ...SURE, drafts: [EOS, A], q: [end, only(1, 0)], p: [end, only(1, 0), only(1, 0)] },
      { ...SURE, p: [only(1, 0), only(0, 1), end] },
      { ...SURE, count: LIMIT - 2 },
      { ...SURE, count: 4, alive: 0 },
    ]);
    expect(accepted).toMatchObject({ count: 1, alive: 0, mask: [1, 0, 0], tokens: [EOS, 0, 0] });
    expect(own).toMatchObject({ count: 3, alive: 0, tokens: [A, B, EOS], accepted: [1, 1, 0] });
    expect(last).toMatchObject({ count: LIMIT, alive: 0, mask: [1, 1, 0] });
    expect(over).toMatchObject({ count: 4, alive: 0, mask: [0, 0, 0], tokens: [0, 0, 0] });
  });

  test('equal distributions that rounding has parted by a hair still give a token of the teacher', async () => {
    const near = 1 - 2 ** -23;
    const [row] = await outcomes([
      { ...SURE, p: [only(near, 0), only(0, 1), only(1, 0)], acceptance: [1 - 2 ** -24, 0] },
    ]);
    expect(row).toMatchObject({ tokens: [A, 0, 0], accepted: [0, 0, 0] });
  });

  describe('columns', () => {
    test('are successive positions, and empty outside', async () => {
      const columns = tidy(() => columnsFrom(tf.tensor2d([-1, 1], [2, 1]), 3, 3));
      expect(columns.shape).toEqual([2, 3, 3]);
      expect(await take(columns)).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
    });
  });
});
