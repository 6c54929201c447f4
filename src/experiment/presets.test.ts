import { expect, test } from 'vitest';
import { DEFAULT_EXPERIMENT } from './fields';
import { PRESETS, presetOf, settingsOf } from './presets';
import { repairExperiment } from './repair';
import { decodeHash, encodeHash } from './url';

test('every preset is valid, unique, and survives a link', () => {
  expect(new Set(PRESETS.map(({ id }) => id)).size).toBe(PRESETS.length);
  for (const { experiment } of PRESETS) {
    expect(repairExperiment(experiment)).toEqual({ experiment, notices: [] });
    expect(decodeHash(encodeHash(experiment))).toEqual({ experiment, notices: [] });
  }
});

test('the first preset is the default, and an edited experiment is none', () => {
  expect(presetOf(DEFAULT_EXPERIMENT)?.id).toBe('first-steps');
  expect(presetOf({ ...DEFAULT_EXPERIMENT, seed: 9 })?.id).toBe('first-steps');
  expect(presetOf({ ...DEFAULT_EXPERIMENT, topK: 9 })).toBeUndefined();
  for (const preset of PRESETS) expect(presetOf({ ...preset.experiment })).toBe(preset);
});

test('a teacher can be trained on every task', () => {
  const preset = PRESETS.find(({ id }) => id === 'train-teacher');
  if (!preset) throw new Error('no such preset');
  const settings = settingsOf(preset, { task: 'arithmetic', ownData: 0 });
  expect(settings).toMatchObject({ task: 'arithmetic', method: 'sft', studentWidth: 128 });
  expect(repairExperiment(settings)).toEqual({ experiment: settings, notices: [] });
  expect(presetOf(settings)).toBe(preset);
  expect(presetOf({ ...DEFAULT_EXPERIMENT, task: 'arithmetic' })).toBeUndefined();
});

test('the three regimes are one group, in order of data', () => {
  const regimes = PRESETS.filter(({ group }) => group?.id === 'three-regimes');
  expect(regimes.map(({ id }) => id)).toEqual([
    'three-regimes-200',
    'three-regimes-400',
    'three-regimes-1000',
  ]);
  expect(regimes.map(({ experiment }) => [experiment.trainSize, experiment.steps])).toEqual([
    [200, 450],
    [400, 400],
    [1000, 300],
  ]);
});

test('every preset has Japanese words', () => {
  for (const { ja, group } of PRESETS) {
    for (const text of [ja.title, ja.description, ...(group ? [group.ja.title, group.ja.description] : [])]) {
      expect(text).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
    }
  }
});
