import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validExperiment } from './arbitrary';
import { diffExperiments, needsRestart } from './diff';
import { DEFAULT_EXPERIMENT, LIVE_FIELDS } from './fields';

test('differences carry name and both values, in the order of the fields', () => {
  const before = { ...DEFAULT_EXPERIMENT, learningRate: 4e-3 };
  const edited = { ...before, learningRate: 1e-3, topK: 5 };
  expect(diffExperiments(before, edited)).toEqual([
    { name: 'topK', from: 3, to: 5 },
    { name: 'learningRate', from: 4e-3, to: 1e-3 },
  ]);
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
