import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { LABELS_EN } from '../app/text/en/settings';
import { noticesInEnglish } from '../test-support/notices';
import { validChanges, validExperiment } from './arbitrary';
import {
  canonicalChanges,
  changedSettings,
  experimentAt,
  type LiveChange,
  MOST_CHANGES,
  plannedSteps,
  readChanges,
  repairChanges,
} from './changes';
import { decodeLink, encodeComparison } from './comparison-link';
import { DEFAULT_EXPERIMENT, LIVE_FIELDS } from './fields';
import { ExperimentSchema } from './schema';
import { encodeHash, LONGEST_HASH } from './url';

const { notices } = LABELS_EN;
const K_LATER: readonly LiveChange[] = [{ step: 120, settings: { topK: 10, learningRate: 0.002 } }];

describe('properties', () => {
  const run = validExperiment.chain((experiment) =>
    fc.record({ experiment: fc.constant(experiment), changes: validChanges(experiment) }),
  );

  test('a link gives back the experiment and every change', () => {
    fc.assert(
      fc.property(run, ({ experiment, changes }) => {
        const hash = encodeHash(experiment, changes);
        expect(decodeLink(hash)).toMatchObject({ experiment, changes, comparison: null, notices: [] });
        expect(hash.length).toBeLessThan(LONGEST_HASH);
      }),
    );
  });

  test('the one form of changes has the effect of the changes, in every step', () => {
    fc.assert(
      fc.property(validExperiment, fc.array(fc.integer({ min: 1, max: 9 })), (experiment, steps) => {
        const changes = steps.map((step, i) => ({ step, settings: { topK: i % 3, learningRate: 0.5 } }));
        const canonical = canonicalChanges(experiment, changes);
        expect(canonicalChanges(experiment, canonical)).toEqual(canonical);
        for (let step = 0; step <= 10; step++) {
          const due = changes.filter((change) => change.step <= step).sort((a, b) => a.step - b.step);
          const asChanged = Object.assign({}, experiment, ...due.map(({ settings }) => settings));
          expect(experimentAt(experiment, canonical, step)).toEqual(asChanged);
        }
      }),
    );
  });

  test('reading never throws and gives valid experiments in every step', () => {
    const piece = fc.oneof(
      fc.constantFrom(':', ';', ',', '=', '1', '-3', '1e999', '__proto__', 'topK=', 'batchSize=3'),
      fc.constantFrom<string>(...LIVE_FIELDS),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          const { changes, notices: said } = readChanges(text, DEFAULT_EXPERIMENT);
          for (const { step } of changes) {
            expect(v.is(ExperimentSchema, experimentAt(DEFAULT_EXPERIMENT, changes, step))).toBe(true);
          }
          expect(noticesInEnglish(said).every((sentence) => sentence.length < 400)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

test('a link has a change at its step', () => {
  expect(encodeHash(DEFAULT_EXPERIMENT, K_LATER)).toBe('v=3&seed=1&at=120:topK=10,learningRate=0.002');
  expect(changedSettings({ ...DEFAULT_EXPERIMENT, learningRate: 0.004 }, K_LATER)).toEqual([
    { step: 120, name: 'topK', from: 3, to: 10 },
    { step: 120, name: 'learningRate', from: 0.004, to: 0.002 },
  ]);
});

test('the last change of a step counts, and one back to the value before is none', () => {
  const changes = [5, 10, 3].map((topK) => ({ step: 7, settings: { topK } }));
  expect(canonicalChanges(DEFAULT_EXPERIMENT, changes)).toEqual([]);
  expect(canonicalChanges(DEFAULT_EXPERIMENT, changes.slice(0, 2))).toEqual([
    { step: 7, settings: { topK: 10 } },
  ]);
});

test.each([
  ['120:topK=10;', [{ step: 120, settings: { topK: 10 } }], [notices.changeUnreadable('“”')]],
  ['0:topK=10', [], [notices.changeUnreadable('“0:topK=10”')]],
  ['451:topK=10', [], [notices.changeBeyondEnd(451, 450)]],
  ['9:batchSize=2', [], [notices.changeField('“batchSize”')]],
  ['9:topK=ten', [], [notices.changeUnreadable('“topK=ten”')]],
  [
    '9:topK=513',
    [{ step: 9, settings: { topK: 512 } }],
    [notices.clamped('K (accepted ranks)', '513', '512')],
  ],
  ['9:topK=7.4', [{ step: 9, settings: { topK: 7 } }], [notices.rounded('K (accepted ranks)', '7.4', '7')]],
] as const)('%s', (text, changes, said) => {
  const read = readChanges(text, { ...DEFAULT_EXPERIMENT, steps: 450 });
  expect(read.changes).toEqual(changes);
  expect(noticesInEnglish(read.notices)).toEqual(said);
});

test('steps that are added make a run longer, where they are reached', () => {
  const experiment = { ...DEFAULT_EXPERIMENT, steps: 450 };
  const { changes, notices: said } = readChanges('451:steps=500;470:topK=9', experiment);
  expect(said).toEqual([]);
  expect(plannedSteps(experiment, changes)).toBe(500);
  expect(experimentAt(experiment, changes, 450).steps).toBe(450);
  expect(experimentAt(experiment, changes, 451).steps).toBe(500);
  expect(plannedSteps(experiment, [{ step: 452, settings: { steps: 500 } }])).toBe(450);
  // No change makes a run end before the step at which it is made.
  expect(plannedSteps(experiment, [{ step: 300, settings: { steps: 7 } }])).toBe(299);
  expect(readChanges('501:topK=9;451:steps=500', experiment).changes).toEqual(changes.slice(0, 1));
});

test('more changes than a link may have are said', () => {
  const text = Array.from({ length: MOST_CHANGES + 1 }, (_, i) => `${i + 1}:topK=${i + 4}`).join(';');
  const { changes, notices: said } = readChanges(text, DEFAULT_EXPERIMENT);
  expect(changes).toHaveLength(MOST_CHANGES);
  expect(noticesInEnglish(said)).toEqual([notices.changesTooMany(MOST_CHANGES)]);
});

test('a comparison says that it leaves changes out', () => {
  const link = encodeComparison({
    base: DEFAULT_EXPERIMENT,
    vary: 'topK',
    values: [0, 3],
    seeds: 2,
    budget: 'updates',
    methodSettings: 'published',
  });
  const read = decodeLink(`${link}&at=9:topK=5`);
  expect(read).toMatchObject({ changes: [], notices: [{ code: 'changesCompared' }] });
  expect(read.comparison?.values).toEqual([0, 3]);
});

test('stored changes come back, and damaged ones are refused', () => {
  expect(repairChanges(structuredClone(K_LATER), DEFAULT_EXPERIMENT)).toEqual(K_LATER);
  for (const damaged of [
    null,
    {},
    [null],
    [{ step: 0, settings: {} }],
    [{ step: 1, settings: { batchSize: 3 } }],
  ]) {
    expect(repairChanges(damaged, DEFAULT_EXPERIMENT)).toBeNull();
  }
});
