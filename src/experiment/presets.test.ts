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

test('the first screen’s experiment until version 0.2 is a preset, and the settings that grew from it are the same', () => {
  expect(presetOf(decodeHash('v=2&seed=1').experiment)?.id).toBe('two-hundred-examples');
  const links = {
    'three-regimes-200': 'v=2&seed=1&sftSteps=300&learningRate=0.003',
    'three-regimes-400': 'v=2&seed=1&trainSize=400&sftSteps=300&steps=400&learningRate=0.003',
    'three-regimes-1000': 'v=2&seed=1&trainSize=1000&sftSteps=300&steps=300&learningRate=0.003',
    conversation:
      'v=2&seed=1&task=summary&trainSize=400&sftSteps=300&sftExamples=100&topK=2&steps=200&learningRate=0.003',
    'real-words':
      'v=2&seed=1&task=phonemes&trainSize=1000&sftSteps=400&sftExamples=1000&steps=500&learningRate=0.003',
    'long-run':
      'v=2&seed=1&trainSize=30000&studentWidth=64&steps=4000&batchSize=32&learningRate=0.003&warmUpSteps=100&evaluateEvery=200',
  };
  for (const [id, link] of Object.entries(links)) expect(presetOf(decodeHash(link).experiment)?.id).toBe(id);
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
