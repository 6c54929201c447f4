import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { noticesInEnglish } from '../test-support/notices';
import { validExperiment } from './arbitrary';
import { isAffordable } from './cost';
import { DEFAULT_EXPERIMENT, FIELD_NAMES, FIELDS } from './fields';
import { repairExperiment } from './repair';
import { ExperimentSchema } from './schema';

const almostExperiment = fc.dictionary(
  fc.oneof(fc.constantFrom<string>(...FIELD_NAMES), fc.string()),
  fc.oneof(
    fc.double(),
    fc.integer(),
    fc.string(),
    fc.constantFrom('skd', 'nucleus', 'jsd', 'constant'),
    fc.anything(),
  ),
  { noNullPrototype: false },
);

describe('properties', () => {
  test('whatever comes in, a valid experiment comes out', () => {
    fc.assert(
      fc.property(fc.oneof(almostExperiment, fc.anything()), (input) => {
        const { experiment, notices } = repairExperiment(input);
        expect(v.is(ExperimentSchema, experiment)).toBe(true);
        for (const text of noticesInEnglish(notices)) expect(text.length).toBeLessThan(400);
      }),
      { numRuns: 1000 },
    );
  });

  test('a repaired experiment needs no repair', () => {
    fc.assert(
      fc.property(almostExperiment, (input) => {
        const { experiment } = repairExperiment(input);
        expect(repairExperiment(experiment)).toEqual({ experiment, notices: [] });
      }),
      { numRuns: 1000 },
    );
  });

  test('a valid experiment passes unchanged', () => {
    fc.assert(
      fc.property(validExperiment, (experiment) => {
        expect(repairExperiment(experiment)).toEqual({ experiment, notices: [] });
      }),
    );
  });
});

test('the defaults are valid', () => {
  expect(repairExperiment({})).toEqual({ experiment: DEFAULT_EXPERIMENT, notices: [] });
  expect(v.is(ExperimentSchema, DEFAULT_EXPERIMENT)).toBe(true);
});

test.each([
  [
    { topK: 1e9 },
    'topK',
    512,
    'K (accepted ranks) cannot be 1000000000; the nearest possible value 512 is used.',
  ],
  [{ topK: -1 }, 'topK', 0, 'K (accepted ranks) cannot be -1; the nearest possible value 0 is used.'],
  [{ topK: '5' }, 'topK', 3, 'K (accepted ranks) cannot be “5”, so its default 3 is used.'],
  [{ topK: Number.NaN }, 'topK', 3, 'K (accepted ranks) cannot be NaN, so its default 3 is used.'],
  [
    { topK: Number.POSITIVE_INFINITY },
    'topK',
    3,
    'K (accepted ranks) cannot be Infinity, so its default 3 is used.',
  ],
  [{ topK: null }, 'topK', 3, 'K (accepted ranks) cannot be null, so its default 3 is used.'],
  [{ topK: 4.6 }, 'topK', 5, 'K (accepted ranks) is a whole number: 4.6 was rounded to 5.'],
  [{ layerMap: 3 }, 'layerMap', '', 'Layer map cannot be 3, so its default automatic is used.'],
  [
    { layerMap: '1-1-1-1-1-1-1-1-1' },
    'layerMap',
    '1-1-1-1-1-1-1-1',
    'Layer map cannot be “1-1-1-1-1-1-1-1-1”; the nearest possible value “1-1-1-1-1-1-1-1” is used.',
  ],
  [{ method: 'magic' }, 'method', 'skd', 'Method cannot be “magic”, so its default “skd” is used.'],
  [
    { studentWidth: 50 },
    'studentHeads',
    2,
    '“Attention heads” was lowered from 4 to 2, because it must divide “Width” (50).',
  ],
] as const)('%j', (input, name, value, notice) => {
  const { experiment, notices } = repairExperiment(input);
  expect(experiment).toEqual({ ...DEFAULT_EXPERIMENT, ...input, [name]: value });
  expect(noticesInEnglish(notices)).toEqual([notice]);
});

test('names of the prototype chain are unknown names and change nothing', () => {
  const input: unknown = JSON.parse('{"__proto__":{"topK":9},"constructor":1,"topK":5}');
  const { experiment, notices } = repairExperiment(input);
  expect(experiment).toEqual({ ...DEFAULT_EXPERIMENT, topK: 5 });
  expect(noticesInEnglish(notices)).toEqual(['2 unknown settings were ignored: “__proto__”, “constructor”.']);
  expect(Object.prototype).not.toHaveProperty('topK');
});

test('huge texts are shortened and control characters do not reach a notice', () => {
  const { notices } = repairExperiment({ ['n'.repeat(1e6)]: 1, method: `\n\u202e${'x'.repeat(1e6)}` });
  expect(notices).toHaveLength(2);
  for (const text of noticesInEnglish(notices)) {
    expect(text.length).toBeLessThan(120);
    expect(text).not.toMatch(/[\n\u202e]/);
  }
});

describe('the cost cap', () => {
  const huge = { studentWidth: 256, studentLayers: 8, batchSize: 256 };

  test('lowers the batch first, to the largest that fits', () => {
    const { experiment, notices } = repairExperiment(huge);
    expect(experiment.studentWidth).toBe(256);
    expect(experiment.studentLayers).toBe(8);
    expect(experiment.batchSize).toBeLessThan(256);
    expect(experiment.sftBatchSize).toBe(FIELDS.sftBatchSize.default);
    expect(isAffordable(experiment)).toBe(true);
    expect(isAffordable({ ...experiment, batchSize: experiment.batchSize + 1 })).toBe(false);
    expect(noticesInEnglish(notices)).toEqual([
      `Batch size was lowered from 256 to ${experiment.batchSize}, because one step would have cost too much time or memory.`,
    ]);
  });

  test('counts the warm start too, and only where there is one', () => {
    const start = { studentWidth: 256, studentLayers: 8, sftBatchSize: 256 };
    expect(repairExperiment(start).notices).toEqual([]);
    const { experiment, notices } = repairExperiment({ ...start, sftSteps: 10 });
    expect(notices).toHaveLength(1);
    expect(experiment.batchSize).toBe(DEFAULT_EXPERIMENT.batchSize);
    expect(experiment.sftBatchSize).toBeLessThan(256);
    expect(isAffordable(experiment)).toBe(true);
  });

  test('lowers layers and width where the batch is not enough, and the heads still divide', () => {
    const cap = { flopsPerStep: 2.5e8, bytes: 2 ** 30 };
    const { experiment } = repairExperiment({ ...huge, studentHeads: 16 }, cap);
    expect(experiment).toMatchObject({ batchSize: 1, studentLayers: 1 });
    expect(experiment.studentWidth).toBeLessThan(256);
    expect(experiment.studentWidth % experiment.studentHeads).toBe(0);
    expect(repairExperiment(experiment, cap)).toEqual({ experiment, notices: [] });
  });

  test('ends even when nothing is affordable', () => {
    const cap = { flopsPerStep: 0, bytes: 0 };
    const { experiment } = repairExperiment(huge, cap);
    expect(experiment).toMatchObject({ batchSize: 1, studentLayers: 1, studentWidth: 8 });
    expect(repairExperiment(experiment, cap)).toEqual({ experiment, notices: [] });
  });
});

test('own data is named by the task of user data only', () => {
  expect(repairExperiment({ task: 'own', ownData: 7 })).toMatchObject({
    experiment: { ownData: 7 },
    notices: [],
  });
  expect(repairExperiment({ task: 'summary', ownData: 7 })).toMatchObject({
    experiment: { ownData: 0 },
    notices: [],
  });
});

test('what is no set of settings has one notice', () => {
  expect(repairExperiment(3).notices).toEqual([{ code: 'notSettings' }]);
});
