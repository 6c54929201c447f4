import { describe, expect, test } from 'vitest';
import type { Acceptance } from '../../experiment/methods';
import { uniformArray } from '../../experiment/random';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { onEachBackend } from '../../test-support/backends';
import { at, expectClose, randomNumbers, rowsOf, softmax, sum, take } from '../../test-support/numbers';
import { choose, draw, judge, tokenOneHot, warp } from './draw';
import type { SamplingParams } from './rollout';

const column = (values: readonly number[]): tf.Tensor2D => tf.tensor2d([...values], [values.length, 1]);
const matrix = (rows: readonly (readonly number[])[]): tf.Tensor2D =>
  tf.tensor2d(rows.flat(), [rows.length, at(rows, 0).length]);

const drawn = (weights: readonly (readonly number[])[], uniforms: readonly number[]): Promise<number[]> =>
  take(tidy(() => draw(matrix(weights), column(uniforms))));

const warped = async (logits: readonly number[], how: SamplingParams): Promise<number[]> => {
  const weights = await take(tidy(() => warp(matrix([logits]), how)));
  const total = sum(weights);
  return weights.map((w) => w / total);
};

/** The warped distribution by its definition: tokens whose more probable ones hold less than `topP`. */
function exact(logits: readonly number[], { temperature, topP }: SamplingParams): number[] {
  if (temperature === 0) {
    const best = logits.indexOf(Math.max(...logits));
    return logits.map((_, v) => (v === best ? 1 : 0));
  }
  const p = softmax(logits.map((x) => x / temperature));
  const kept = p.map((own) => (sum(p.filter((other) => other > own)) < topP ? own : 0));
  const total = sum(kept);
  return kept.map((w) => w / total);
}

const WARPS: readonly SamplingParams[] = [
  { temperature: 1, topP: 1 },
  { temperature: 0.5, topP: 1 },
  { temperature: 2.5, topP: 1 },
  { temperature: 1, topP: 0.8 },
  { temperature: 0.5, topP: 0.5 },
  { temperature: 1, topP: 0.01 },
  { temperature: 0, topP: 1 },
];
const LOGITS = [0.3, -1.2, 1.7, 0.9, -0.4, 1.1, -3];
const NEAR_ONE = 1 - 2 ** -24;

await onEachBackend('draw', () => {
  describe.each(WARPS)('temperature $temperature, top-p $topP', (how) => {
    test('the warped distribution is that of its definition', async () => {
      expectClose(await warped(LOGITS, how), exact(LOGITS, how), 1e-5);
    });

    test('frequencies follow it (chi-square), and nothing outside it is ever drawn', async () => {
      const count = 6000;
      const uniforms = uniformArray(11, 2, 1, count, 1);
      const tokens = await take(
        tidy(() => {
          const weights = tf.tile(warp(matrix([LOGITS]), how), [count, 1]) as tf.Tensor2D;
          return draw(weights, tf.tensor2d(uniforms, [count, 1]));
        }),
      );
      const expected = exact(LOGITS, how).map((p) => p * count);
      const seen = expected.map((_, v) => tokens.filter((token) => token === v).length);
      expect(sum(seen)).toBe(count);
      let statistic = 0;
      expected.forEach((wanted, v) => {
        if (wanted === 0) expect(at(seen, v)).toBe(0);
        else statistic += (at(seen, v) - wanted) ** 2 / wanted;
      });
      // The 99.9 % point of six degrees of freedom; fewer have a lower one.
      expect(statistic).toBeLessThan(22.5);
    });
  });

  test('greedy takes the best token whatever the number', async () => {
    const logits = [
      [1, 5, 2],
      [7, 5, 2],
      [1, 5, 9],
    ];
    for (const u of [0, 0.5, NEAR_ONE]) {
      const tokens = tidy(() => draw(warp(matrix(logits), { temperature: 0, topP: 1 }), column([u, u, u])));
      expect(await take(tokens)).toEqual([1, 0, 2]);
    }
  });

  test('a temperature next to 0 is greedy, not NaN', async () => {
    for (const temperature of [1e-3, 1e-6, 1e-30, 1e-300]) {
      expectClose(await warped([1, 5, 2], { temperature, topP: 1 }), [0, 1, 0], 1e-6);
      expectClose(await warped([1, 5, 2], { temperature, topP: 0.5 }), [0, 1, 0], 1e-6);
    }
  });

  test('a token of probability 0 is never drawn', async () => {
    const weights: number[][] = [];
    const uniforms: number[] = [];
    const random = uniformArray(3, 2, 1, 60, 1);
    for (let row = 0; row < 60; row++) {
      const p = softmax(randomNumbers(9, 100 + row, 6)).map((w, v) => ((v * 5 + row) % 4 < 2 ? 0 : w));
      for (const u of [0, 2 ** -24, at(random, row), 1 - 2 ** -20, NEAR_ONE]) {
        weights.push(p.map((w) => w * (row % 3 === 0 ? 1e-6 : 1)));
        uniforms.push(u);
      }
    }
    const tokens = await drawn(weights, uniforms);
    tokens.forEach((token, row) => {
      expect(at(at(weights, row), token), `row ${row}, u ${at(uniforms, row)}`).toBeGreaterThan(0);
    });
  });

  test('the number picks the token by inversion: the same as a running sum in double precision', async () => {
    const weights = Array.from({ length: 200 }, (_, row) => softmax(randomNumbers(9, 500 + row, 2)));
    const uniforms = Array.from(uniformArray(5, 2, 1, 200, 1));
    const expected = weights.map((p, row) => {
      let below = 0;
      return p.findIndex((w) => {
        below += w;
        return below > at(uniforms, row);
      });
    });
    expect(await drawn(weights, uniforms)).toEqual(expected);
  });

  test('ranks and verdicts are those of counting, ties included', async () => {
    const size = 6;
    // Rounded logits: many ties.
    const rows = Array.from({ length: 40 }, (_, i) => randomNumbers(size, 900 + i, 1.2).map(Math.round));
    const proposals = rows.map((_, i) => (i * 5) % size);
    const rules: Acceptance[] = [
      ...[0, 1, 2, 3, size, 512].map((topK): Acceptance => ({ rule: 'top-k', topK })),
      ...[0, 0.3, 0.75, 1].map((topP): Acceptance => ({ rule: 'nucleus', topP })),
    ];
    for (const rule of rules) {
      const { accepted, rank } = tidy(() => judge(matrix(rows), tokenOneHot(column(proposals), size), rule));
      const ranks = rows.map((logits, i) => logits.filter((x) => x > at(logits, at(proposals, i))).length);
      expect(await take(rank)).toEqual(ranks);
      const verdicts = rows.map((logits, i) => {
        if (rule.rule === 'top-k') return at(ranks, i) < rule.topK ? 1 : 0;
        const p = softmax(logits);
        return sum(p.filter((x) => x > at(p, at(proposals, i)))) < rule.topP ? 1 : 0;
      });
      expect(await take(accepted)).toEqual(verdicts);
    }
  });

  test('choose and tokenOneHot', async () => {
    expect(await take(choose(column([1, 0, 1]), column([5, 6, 29]), column([2, 3, 4])))).toEqual([5, 3, 29]);
    const hot = tokenOneHot(column([2, 0]), 3);
    expect(rowsOf(await take(hot), 3)).toEqual([
      [0, 0, 1],
      [1, 0, 0],
    ]);
  });
});
