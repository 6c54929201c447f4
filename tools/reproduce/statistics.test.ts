import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviation, judge, mean, paired, type Seeded, tTestPValue, welch } from './statistics';

test('mean and sample standard deviation', () => {
  expect(mean([1, 2, 3, 4])).toBe(2.5);
  expect(deviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12);
  expect(deviation([1])).toBeNaN();
});

describe('the tail of Student’s t', () => {
  test.each([
    [12.7062, 1],
    [4.30265, 2],
    [3.18245, 3],
    [2.77645, 4],
    [2.22814, 10],
    [1.98397, 100],
  ])('is 0.05 at t = %f with %i degrees of freedom (tables)', (t, freedom) => {
    expect(tTestPValue(t, freedom)).toBeCloseTo(0.05, 6);
    expect(tTestPValue(-t, freedom)).toBeCloseTo(0.05, 6);
  });

  test('equals its closed forms for 1 and 2 degrees of freedom', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 50, noNaN: true }), (t) => {
        expect(tTestPValue(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 6);
        expect(tTestPValue(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 6);
      }),
    );
  });

  test('falls with t and with the degrees of freedom', () => {
    const t = fc.double({ min: 0.1, max: 20, noNaN: true });
    const freedom = fc.double({ min: 1, max: 30, noNaN: true });
    fc.assert(
      fc.property(t, freedom, (t, freedom) => {
        expect(tTestPValue(t + 0.5, freedom)).toBeLessThan(tTestPValue(t, freedom));
        expect(tTestPValue(t, freedom + 1)).toBeLessThan(tTestPValue(t, freedom) + 1e-9);
      }),
    );
  });
});

const seeded = (...values: number[]): Seeded[] => values.map((value, i) => ({ seed: i + 1, value }));

describe('tests of a difference', () => {
  // Student's sleep data: R's t.test(extra ~ group, data = sleep) gives t = −1.8608, df = 17.776, p = 0.07939, and with
  // paired = TRUE t = −4.0621, df = 9, p = 0.002833.
  const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

  test('gives what R gives', () => {
    const found = welch(first, second);
    expect(found?.difference).toBeCloseTo(-1.58, 10);
    expect(found?.p).toBeCloseTo(0.07939, 5);
  });

  test('gives what R gives of pairs, in whatever order they come', () => {
    const found = paired({ better: seeded(...first), worse: seeded(...second).reverse() });
    expect(found?.difference).toBeCloseTo(-1.58, 10);
    expect(found?.p).toBeCloseTo(0.002833, 6);
  });

  test('pairs only the seeds of both sides', () => {
    const worse = [...seeded(...second), { seed: 11, value: 99 }];
    expect(paired({ better: seeded(...first), worse })?.difference).toBeCloseTo(-1.58, 10);
    expect(paired({ better: seeded(1, 2), worse: [{ seed: 2, value: 1 }] })).toBeNull();
  });

  test('says nothing of one seed', () => {
    expect(welch([1], [2, 3])).toBeNull();
    expect(welch([1, 2], [])).toBeNull();
  });

  test('says nothing of sides that do not vary, whatever rounding does to them', () => {
    expect(welch([0, 0], [0, 0])).toBeNull();
    expect(welch([1, 1], [0, 0])).toBeNull();
    expect(welch([0.1 + 0.2, 0.3, 0.3], [0.3, 0.3, 0.3])).toBeNull();
    // One unit of the fifth digit is how results are stored.
    expect(welch([0.5, 0.50001, 0.5], [0.4, 0.4, 0.40001])).toBeNull();
    expect(welch([1, 1], [0, 0.5])).not.toBeNull();
    expect(paired({ better: seeded(0, 1), worse: seeded(0, 1) })).toBeNull();
    expect(paired({ better: seeded(1, 2), worse: seeded(0, 1) })).toBeNull();
  });

  test('a share of prompts is known no better than the binomial distribution says', () => {
    const [two, one] = [
      [0.002, 0.002, 0.002],
      [0.001, 0.001, 0.001],
    ] as const;
    const found = welch(two, one, 1000);
    // √(0.0015·0.9985/1000·2/3) = 0.000999: one standard error apart, with 4 degrees of freedom.
    expect(found?.p).toBeCloseTo(tTestPValue(0.001 / 9.9925e-4, 4), 4);
    expect(judge([{ better: seeded(...two), worse: seeded(...one), prompts: 1000 }])).toBe(
      'not distinguishable',
    );
    const [tenth, none] = [seeded(0.1, 0.1, 0.1), seeded(0, 0, 0)];
    expect(judge([{ better: tenth, worse: none, prompts: 1000 }])).toBe('holds');
    expect(paired({ better: seeded(...two), worse: seeded(...one), prompts: 1000 })?.p).toBeGreaterThan(0.05);
    // Where seeds vary more than prompts, the floor changes nothing.
    const [a, b] = [
      [0.2, 0.5, 0.8],
      [0.1, 0.3, 0.6],
    ] as const;
    expect(welch(a, b, 1000)).toEqual(welch(a, b));
  });
});

describe('a verdict', () => {
  const high = seeded(0.9, 0.91, 0.92);
  const low = seeded(0.1, 0.11, 0.12);
  const vague = seeded(0.1, 0.5, 0.95);

  test('holds when every part does', () => {
    expect(judge([{ better: high, worse: low }])).toBe('holds');
    expect(
      judge([
        { better: high, worse: low },
        { better: high, worse: vague },
      ]),
    ).toBe('not distinguishable');
  });

  test('does not hold when one part is reversed', () => {
    expect(judge([{ better: low, worse: high }])).toBe('does not hold');
    expect(
      judge([
        { better: high, worse: low },
        { better: low, worse: high },
      ]),
    ).toBe('does not hold');
  });

  test('corrects a reversal for the number of parts', () => {
    const [behind, ahead] = [
      [1, 2, 3, 4],
      [3.5, 4.5, 5.5, 5],
    ] as const;
    const slightly = { better: seeded(...behind), worse: seeded(...ahead) };
    const { p } = welch(behind, ahead) ?? { p: 1 };
    expect(p).toBeGreaterThan(0.01);
    expect(p).toBeLessThan(0.05);
    expect(judge([slightly])).toBe('does not hold');
    const even = { better: vague, worse: vague };
    expect(judge([slightly, even, even, even, even])).toBe('not distinguishable');
  });

  test('is none without variation on either side', () => {
    expect(judge([{ better: seeded(0.1 + 0.2, 0.3, 0.3), worse: seeded(0.3, 0.3, 0.3) }])).toBe(
      'not distinguishable',
    );
    expect(judge([{ better: seeded(0, 0, 0), worse: seeded(1, 1, 1) }])).toBe('not distinguishable');
  });

  test('waits for three seeds on every side', () => {
    expect(judge([])).toBe('not run');
    expect(judge([{ better: high, worse: seeded(0.1, 0.11) }])).toBe('not run');
    expect(
      judge([
        { better: high, worse: low },
        { better: high, worse: [] },
      ]),
    ).toBe('not run');
  });
});
