import { describe, expect, test } from 'vitest';
import { planAt } from '../distill/schedule/plan';
import { decodeLink, encodeComparison } from './comparison-link';
import type { Experiment } from './fields';
import { repairExperiment } from './repair';
import { decodeHash, encodeHash } from './url';
import { upgradeExperiment } from './versions';

/** The default experiment as version 1 stored it. */
const STORED = {
  ...{
    seed: 1,
    task: 'translation',
    ownData: 0,
    trainSize: 200,
    teacher: 'shipped',
    ownTeacher: 0,
    ownStudent: 0,
  },
  ...{ studentWidth: 48, studentLayers: 2, studentHeads: 4 },
  ...{ sftSteps: 0, sftExamples: 200, sftBatchSize: 32, sftLearningRate: 0.004 },
  ...{
    method: 'skd',
    sampler: 'dataset',
    loss: 'divergence',
    tokenWeight: 'none',
    methodSchedule: 'constant',
  },
  ...{ topK: 3, acceptance: 'top-k', acceptanceTopP: 0.9, blockSize: 1, responseLimit: 64 },
  ...{ studentTemperature: 1, studentTopP: 1, teacherTemperature: 1, teacherTopP: 1, teacherText: 'greedy' },
  ...{ mixture: 0.5, mixtureFinal: 0.5, topKFinal: 1, stageFraction: 0.5, switchFactor: 2 },
  ...{ divergence: 'forward-kl', jsdBeta: 0.5, skewAlpha: 0.1, lossTemperature: 1, lossTemperatureFinal: 1 },
  ...{ softTargetWeight: 0.5, auxiliaryWeight: 1, correlationTop: 16, attentionWeight: 1, hiddenWeight: 1 },
  ...{ layerMap: '', stepsPerLayer: 0, rejectedWeight: 0, keepFraction: 1 },
  ...{ steps: 450, batchSize: 16, learningRate: 0.004, warmUpSteps: 30, schedule: 'cosine' },
  ...{ finalRateFraction: 0.1, weightDecay: 0.01, clipNorm: 1 },
  ...{ evaluateEvery: 50, evaluatePrompts: 64, patience: 0 },
} as const;

/** What version 1 gave each sequence's share at a step. */
const linear = ({ mixture, mixtureFinal, steps }: Experiment, step: number): number =>
  mixture + (mixtureFinal - mixture) * ((step - 1) / (steps - 1));

const SAMPLED_STEPS = [1, 2, 100, 225, 449, 450];

describe('links of version 1', () => {
  test('mean what they meant, whatever defaults methods have today', () => {
    for (const method of ['skd', 'gkd', 'imitkd', 'selectkd', 'distillm', 'adakd'] as const) {
      const { experiment, notices } = decodeHash(`#v=1&seed=1&method=${method}`);
      expect(notices).toEqual([]);
      expect(experiment).toEqual({ ...STORED, start: 'random', method });
    }
    expect(decodeHash('v=1&seed=4&method=selectkd&topK=5').experiment).toMatchObject({
      ...{ seed: 4, topK: 5, rejectedWeight: 0 },
    });
    for (const step of SAMPLED_STEPS) {
      const gkd = planAt(decodeHash('v=1&method=gkd').experiment, step);
      expect(gkd).toEqual(planAt(decodeHash('v=1&method=imitkd').experiment, step));
      expect(gkd).toMatchObject({ source: 'student', lambda: 0.5, divergence: { kind: 'forward-kl' } });
    }
  });

  test('keep that meaning as links of today', () => {
    for (const method of ['gkd', 'imitkd', 'selectkd'] as const) {
      const { experiment } = decodeHash(`#v=1&seed=1&method=${method}`);
      const today = encodeHash(experiment);
      expect(today).toMatch(/^v=2&seed=1&method=/);
      expect(decodeHash(today)).toEqual({ experiment, notices: [] });
    }
  });

  test('of the first screen are the first screen', () => {
    expect(encodeHash(decodeHash('v=1&seed=1').experiment)).toBe('v=2&seed=1');
  });

  test('an ImitKD whose share moved linearly is that composition', () => {
    const { experiment, notices } = decodeHash('v=1&seed=1&method=imitkd&mixture=0&mixtureFinal=1');
    expect(notices).toEqual([]);
    expect(experiment.method).toBe('custom');
    for (const step of SAMPLED_STEPS) {
      const plan = planAt(experiment, step);
      expect(plan.lambda).toBeCloseTo(linear(experiment, step), 12);
      expect(plan).toMatchObject({ source: 'student', loss: 'divergence', weight: 'none' });
    }
  });

  test.each([
    ['compare=method:gkd,imitkd,selectkd', ['gkd', 'imitkd', 'selectkd'], [0.5, 0.5]],
    ['mixture=0&compare=method:gkd,imitkd', ['gkd', 'custom'], [0, 0.25]],
    ['method=imitkd&compare=mixture:0,0.5', [0, 0.5], [0.25, 0.5]],
  ] as const)('comparisons give every run what it had: %s', (text, values, halfway) => {
    const { comparison, experiment, notices } = decodeLink(
      `v=1&seed=1&steps=451&${text}&seeds=1&budget=updates`,
    );
    expect(notices).toEqual([]);
    expect(comparison?.values).toEqual(values);
    expect(comparison?.base).toEqual(experiment);
    if (!comparison) return;
    expect(decodeLink(encodeComparison(comparison)).comparison).toEqual(comparison);
    const { base, vary } = comparison;
    const runs = values.map((value) => ({ ...base, [vary]: value }) as Experiment);
    runs.slice(0, halfway.length).forEach((run, i) => {
      expect(planAt(run, 226).lambda).toBeCloseTo(halfway[i] ?? Number.NaN, 12);
    });
    if (vary === 'method') expect(comparison.methodSettings).toBe('same');
  });
});

describe('what version 1 stored', () => {
  test('an experiment is that experiment', () => {
    for (const method of ['skd', 'gkd', 'imitkd', 'selectkd'] as const) {
      const { experiment, notices } = repairExperiment(upgradeExperiment({ ...STORED, method }));
      expect(notices).toEqual([]);
      expect(experiment).toEqual({ ...STORED, method, start: 'random' });
    }
    const moved = upgradeExperiment({ ...STORED, method: 'imitkd', mixture: 0.2 });
    expect(moved).toMatchObject({ method: 'custom', methodSchedule: 'anneal-mixture', mixture: 0.2 });
  });

  test('what is of today, or nothing of ours, stays as it is', () => {
    const today = { ...STORED, method: 'imitkd', mixture: 0, start: 'random' };
    expect(upgradeExperiment(today)).toBe(today);
    for (const other of [null, 7, 'text']) expect(upgradeExperiment(other)).toBe(other);
  });
});
