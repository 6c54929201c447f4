import { describe, expect, test } from 'vitest';
import { planAt } from '../distill/schedule/plan';
import { SETTINGS_OF_VERSION_1 } from '../test-support/settings-of-version-1';
import { decodeLink, encodeComparison } from './comparison-link';
import { DEFAULT_EXPERIMENT, type Experiment } from './fields';
import { presetOf } from './presets';
import { repairExperiment } from './repair';
import { decodeHash, encodeHash } from './url';
import { upgradeExperiment } from './versions';

/** All settings of versions 1 and 2; those that came later are at their defaults. */
const WHOLE = { ...DEFAULT_EXPERIMENT, ...SETTINGS_OF_VERSION_1 } as const;

/** What version 1 gave each sequence's share at a step. */
const linear = ({ mixture, mixtureFinal, steps }: Experiment, step: number): number =>
  mixture + (mixtureFinal - mixture) * ((step - 1) / (steps - 1));

const SAMPLED_STEPS = [1, 2, 100, 225, 449, 450];

describe('links of version 1', () => {
  test('mean what they meant, whatever defaults methods have today', () => {
    for (const method of ['skd', 'gkd', 'imitkd', 'selectkd', 'distillm', 'adakd'] as const) {
      const { experiment, notices } = decodeHash(`#v=1&seed=1&method=${method}`);
      expect(notices).toEqual([]);
      expect(experiment).toEqual({ ...WHOLE, method });
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
      expect(today).toMatch(/^v=3&seed=1&trainSize=200&method=/);
      expect(decodeHash(today)).toEqual({ experiment, notices: [] });
    }
  });

  test('of the first screen are the preset that it became', () => {
    expect(presetOf(decodeHash('v=1&seed=1').experiment)?.id).toBe('two-hundred-examples');
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

describe('links of version 2', () => {
  /** The default experiment of version 2. */
  const DEFAULTS = WHOLE;

  test.each([
    ['v=2&seed=1', {}],
    ['v=2&seed=3&topK=5&steps=300', { seed: 3, topK: 5, steps: 300 }],
    ['v=2&seed=1&trainSize=20000', { trainSize: 20_000 }],
    ['v=2&seed=1&method=gkd', { method: 'gkd', divergence: 'jsd' }],
    ['v=2&seed=1&method=imitkd', { method: 'imitkd', mixture: 0, mixtureFinal: 0.995 }],
    ['v=2&seed=1&method=selectkd', { method: 'selectkd', topK: 5, rejectedWeight: 0.01 }],
    ['v=2&seed=1&start=teacher&teacher=weak', { start: 'teacher', teacher: 'weak' }],
  ] as const)('%s means what it meant, also as a link of today', (hash, changes) => {
    const read = decodeHash(hash);
    expect(read).toEqual({ experiment: { ...DEFAULTS, ...changes }, notices: [] });
    const today = encodeHash(read.experiment);
    expect(today).toMatch(/^v=3&/);
    expect(decodeHash(today)).toEqual(read);
  });

  test('a damaged setting gets the default of its method', () => {
    expect(decodeHash('v=2&seed=1&method=selectkd&topK=x').experiment).toMatchObject({
      ...{ method: 'selectkd', topK: 5, trainSize: 200, steps: 450 },
    });
  });

  test('a comparison gives every run what it had', () => {
    const { comparison, experiment, notices } = decodeLink(
      'v=2&seed=1&sftSteps=300&compare=method:skd,gkd&seeds=3&budget=updates&methodSettings=same',
    );
    expect(notices).toEqual([]);
    expect(experiment).toEqual({ ...DEFAULTS, sftSteps: 300 });
    expect(comparison).toEqual({
      ...{ base: experiment, vary: 'method', values: ['skd', 'gkd'], seeds: 3 },
      ...{ budget: 'updates', methodSettings: 'same' },
    });
    if (comparison) expect(decodeLink(encodeComparison(comparison)).comparison).toEqual(comparison);
  });

  test('are not needed for what version 2 stored: it is whole', () => {
    const stored = { ...SETTINGS_OF_VERSION_1, start: 'random' };
    expect(repairExperiment(upgradeExperiment(stored))).toEqual({ experiment: DEFAULTS, notices: [] });
    expect(repairExperiment(upgradeExperiment(DEFAULTS))).toEqual({ experiment: DEFAULTS, notices: [] });
  });
});

describe('what version 1 stored', () => {
  test('an experiment is that experiment', () => {
    for (const method of ['skd', 'gkd', 'imitkd', 'selectkd'] as const) {
      const { experiment, notices } = repairExperiment(
        upgradeExperiment({ ...SETTINGS_OF_VERSION_1, method }),
      );
      expect(notices).toEqual([]);
      expect(experiment).toEqual({ ...WHOLE, method });
    }
    const moved = upgradeExperiment({ ...SETTINGS_OF_VERSION_1, method: 'imitkd', mixture: 0.2 });
    expect(moved).toMatchObject({ method: 'custom', methodSchedule: 'anneal-mixture', mixture: 0.2 });
  });

  test('what is of today, or nothing of ours, stays as it is', () => {
    const today = { ...SETTINGS_OF_VERSION_1, method: 'imitkd', mixture: 0, start: 'random' };
    expect(upgradeExperiment(today)).toBe(today);
    for (const other of [null, 7, 'text']) expect(upgradeExperiment(other)).toBe(other);
  });
});
