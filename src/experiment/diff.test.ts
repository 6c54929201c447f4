import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validExperiment } from './arbitrary';
import { diffExperiments, needsRestart } from './diff';
import { DEFAULT_EXPERIMENT, LIVE_FIELDS } from './fields';
import { LABELS_JA } from './labels.ja';

test('differences carry name, label and both values, in the order of the fields', () => {
  const edited = { ...DEFAULT_EXPERIMENT, learningRate: 1e-3, topK: 5 };
  expect(diffExperiments(DEFAULT_EXPERIMENT, edited)).toEqual([
    { name: 'topK', label: 'K (accepted ranks)', from: 3, to: 5 },
    { name: 'learningRate', label: 'Learning rate', from: 4e-3, to: 1e-3 },
  ]);
  expect(diffExperiments(DEFAULT_EXPERIMENT, edited, LABELS_JA)[1]?.label).toBe('学習率');
});

test('only settings that are not live need a restart', () => {
  expect(needsRestart(DEFAULT_EXPERIMENT, { ...DEFAULT_EXPERIMENT, learningRate: 1e-3, topK: 5 })).toEqual(
    [],
  );
  expect(needsRestart(DEFAULT_EXPERIMENT, { ...DEFAULT_EXPERIMENT, topK: 5, seed: 2 })).toEqual(['seed']);
});

test('every difference is live or needs a restart; an experiment does not differ from itself', () => {
  fc.assert(
    fc.property(validExperiment, validExperiment, (a, b) => {
      expect(diffExperiments(a, { ...a })).toEqual([]);
      const restart = needsRestart(a, b);
      const live = LIVE_FIELDS.filter((name) => a[name] !== b[name]);
      const names = diffExperiments(a, b).map(({ name }) => name);
      expect(new Set(names)).toEqual(new Set([...restart, ...live]));
      expect(names).toHaveLength(restart.length + live.length);
    }),
  );
});
