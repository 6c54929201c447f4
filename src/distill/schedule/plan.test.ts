import { describe, expect, test } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import { defaultsOf } from '../../experiment/method-defaults';
import { compositionOf, METHOD_NAMES } from '../../experiment/methods';
import { tinyExperiment } from '../../test-support/tiny';
import { initialState } from './adaptive';
import { acceptanceOf, divergenceOf, planAt, plansAhead } from './plan';

describe('the share of the sampler’s sequences', () => {
  const sharesOf = (changes: Parameters<typeof tinyExperiment>[0]): number[] => {
    const experiment = tinyExperiment({ steps: 5, ...changes });
    return [1, 2, 3, 4, 5].map((step) => planAt(experiment, step).lambda);
  };

  test.each([
    [{ method: 'skd' }, [1, 1, 1, 1, 1]],
    [{ method: 'on-policy-kd', mixture: 0.2 }, [1, 1, 1, 1, 1]],
    [{ method: 'gkd', mixture: 0.2 }, [0.2, 0.2, 0.2, 0.2, 0.2]],
    [{ method: 'imitkd' }, [0.5, 0.5, 0.5, 0.5, 0.5]],
    [
      {
        method: 'custom',
        sampler: 'student-mixture',
        methodSchedule: 'anneal-mixture',
        mixture: 0,
        mixtureFinal: 1,
      },
      [0, 0.25, 0.5, 0.75, 1],
    ],
    [{ method: 'two-stage', stageFraction: 0.4 }, [0, 0, 1, 1, 1]],
    [{ method: 'two-stage', stageFraction: 0 }, [1, 1, 1, 1, 1]],
    [{ method: 'two-stage', stageFraction: 1 }, [0, 0, 0, 0, 0]],
    [{ method: 'phi', stageFraction: 0.4 }, [1, 1, 0, 0, 0]],
    [{ method: 'phi', stageFraction: 0 }, [0, 0, 0, 0, 0]],
    [{ method: 'distillm', mixture: 0.9 }, [0, 0, 0, 0, 0]],
  ] as const)('%j', (changes, shares) => {
    expect(sharesOf(changes)).toEqual(shares);
  });

  test('of ImitKD leaves the data the share that decays exponentially: 200^(−t/T)', () => {
    const imitkd = { ...defaultsOf('imitkd'), steps: 5 };
    const shares = [1, 2, 3, 4, 5].map((step) => planAt(imitkd, step).lambda);
    shares.forEach((lambda, i) => {
      expect(1 - lambda).toBeCloseTo(200 ** (-i / 4), 12);
    });
    // An end without data is one with a thousandth, which an exponential can reach.
    expect(planAt({ ...imitkd, mixtureFinal: 1 }, 5).lambda).toBeCloseTo(0.999, 12);
    expect(planAt({ ...imitkd, mixture: 1, mixtureFinal: 0 }, 5).lambda).toBeCloseTo(0, 12);
  });

  test('of DistiLLM is what reports have made it', () => {
    const experiment = tinyExperiment({ method: 'distillm' });
    expect(planAt(experiment, 9, { ...initialState(experiment), lambda: 0.3 }).lambda).toBe(0.3);
  });
});

test('K and the loss temperature are annealed in equal steps, K to whole numbers', () => {
  const custom = { method: 'custom', sampler: 'interleaved', steps: 5 } as const;
  const k = tinyExperiment({ ...custom, methodSchedule: 'anneal-k', topK: 9, topKFinal: 0 });
  expect([1, 2, 3, 4, 5].map((step) => planAt(k, step).acceptance)).toEqual(
    [9, 7, 5, 2, 0].map((topK) => ({ rule: 'top-k', topK })),
  );
  const heat = tinyExperiment({
    ...custom,
    methodSchedule: 'anneal-temperature',
    lossTemperature: 3,
    lossTemperatureFinal: 1,
  });
  expect([1, 2, 3, 4, 5].map((step) => planAt(heat, step).lossTemperature)).toEqual([3, 2.5, 2, 1.5, 1]);
  expect(planAt(tinyExperiment({ ...custom, topKFinal: 0, lossTemperatureFinal: 9 }), 5)).toMatchObject({
    topK: 3,
    lossTemperature: 1,
    temperatureMoves: false,
  });
});

test('TAID’s target and Veto’s β move at least linearly to the teacher', () => {
  const moving = (changes: Partial<Experiment>, step: number, lambda = 0) => {
    const experiment = tinyExperiment({ steps: 5, ...changes });
    return planAt(experiment, step, { ...initialState(experiment), lambda }).divergence;
  };
  const shares = [1, 3, 5].map((step) => moving({ method: 'taid', targetStart: 0.4 }, step));
  expect(shares).toEqual([0.4, 0.7, 1].map((share) => ({ kind: 'taid', share })));
  expect(moving({ method: 'taid', targetStart: 0.4 }, 1, 0.5)).toEqual({ kind: 'taid', share: 0.7 });
  const strengths = [1, 3, 5].map((step) => moving({ method: 'veto', vetoStrength: 0.5 }, step));
  expect(strengths).toEqual([0.5, 0.25, 0].map((strength) => ({ kind: 'veto', strength })));
  expect(moving({ divergence: 'veto', vetoStrength: 0.5 }, 5)).toEqual({ kind: 'veto', strength: 0.5 });
});

test('of BSS soft targets fall to a third, and what is added to 0 at three quarters of the run', () => {
  const bss = { ...defaultsOf('bss'), steps: 5, softTargetWeight: 0.3, auxiliaryWeight: 0.6 };
  const plans = [1, 2, 3, 4, 5].map((step) => planAt(bss, step));
  [0.3, 0.25, 0.2, 0.15, 0.1].forEach((weight, i) => {
    expect(plans[i]?.softTargetWeight).toBeCloseTo(weight, 12);
  });
  [0.6, 0.4, 0.2, 0, 0].forEach((weight, i) => {
    expect(plans[i]?.auxiliaryWeight).toBeCloseTo(weight, 12);
  });
  expect(planAt({ ...bss, method: 'kdiga' }, 5)).toMatchObject({
    softTargetWeight: 0.3,
    auxiliaryWeight: 0.6,
  });
});

test('its weights at the start are as those of the authors: labels 1, soft targets 4, boundary 2', () => {
  const start = planAt(defaultsOf('bss'), 1);
  const labels = 1 - start.softTargetWeight;
  const square = start.lossTemperature ** 2;
  expect((square * start.softTargetWeight) / labels).toBeCloseTo(4, 1);
  expect((square * start.auxiliaryWeight) / labels).toBeCloseTo(2, 1);
  const end = planAt(defaultsOf('bss'), defaultsOf('bss').steps);
  expect((square * end.softTargetWeight) / (1 - end.softTargetWeight)).toBeCloseTo(1, 1);
});

test('a run of one step has both ends of every schedule in it', () => {
  for (const method of METHOD_NAMES) {
    const plan = planAt(tinyExperiment({ method, steps: 1 }), 1);
    expect(Object.values(plan).some(Number.isNaN)).toBe(false);
  }
});

test('the acceptance rule follows the experiment', () => {
  expect(acceptanceOf(tinyExperiment({ topK: 5 }))).toEqual({ rule: 'top-k', topK: 5 });
  expect(acceptanceOf(tinyExperiment({ acceptance: 'nucleus', acceptanceTopP: 0.4 }))).toEqual({
    rule: 'nucleus',
    topP: 0.4,
  });
});

test('a prescribed divergence goes before the chosen one', () => {
  const divergenceFor = (changes: Partial<Experiment>) => {
    const experiment = tinyExperiment(changes);
    return divergenceOf(compositionOf(experiment), experiment);
  };
  const chosen = { divergence: 'jsd', jsdBeta: 0.3, skewAlpha: 0.2 } as const;
  expect(divergenceFor(chosen)).toEqual({ kind: 'jsd', beta: 0.3 });
  expect(divergenceFor({ ...chosen, method: 'distillm' })).toEqual({
    kind: 'skew-forward-kl',
    alpha: 0.2,
  });
  expect(divergenceFor({ method: 'abkd' })).toEqual({ kind: 'alpha-beta', alpha: 0.2, beta: 0.7 });
  expect(divergenceFor({ method: 'amid' })).toEqual({ kind: 'alpha-mixture', power: 0, share: 0.1 });
  expect(divergenceFor({ divergence: 'tvd' })).toEqual({ kind: 'tvd' });
});

test('plans for compiling ahead cover both stages and both kinds of rows', () => {
  const ahead = (changes: Parameters<typeof tinyExperiment>[0]): unknown[] =>
    plansAhead(tinyExperiment(changes)).map(({ source, lambda, stage }) => [source, lambda, stage]);
  expect(ahead({})).toEqual([['interleaved', 1, 2]]);
  expect(ahead({ method: 'two-stage' })).toEqual([
    ['student', 0, 1],
    ['student', 1, 2],
  ]);
  expect(ahead({ method: 'distillm' })).toEqual([['replay', 0.5, 2]]);
  expect(ahead({ method: 'seqkd' })).toEqual([['dataset', 1, 2]]);
  expect(ahead({ method: 'phi' })).toEqual([
    ['dataset', 1, 1],
    ['dataset', 0, 2],
  ]);
});
