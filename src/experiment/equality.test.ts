import { describe, expect, test } from 'vitest';
import { type Comparison, planOf } from './comparison';
import { isSameExperiment, sameRuns } from './equality';
import { DEFAULT_EXPERIMENT, type Experiment } from './fields';
import { defaultsOf } from './method-defaults';
import { METHOD_NAMES } from './methods';

const of = (changes: Partial<Experiment>): Experiment => ({ ...DEFAULT_EXPERIMENT, ...changes });
const mixing = { method: 'custom', sampler: 'student-mixture' } as const;

describe('the same experiment', () => {
  test.each([
    ['GKD with the settings of ImitKD', { method: 'gkd' }, { method: 'imitkd' }],
    ['GKD with λ = 1 and on-policy KD', { method: 'gkd', mixture: 1 }, { method: 'on-policy-kd' }],
    ['GKD with λ = 0 and supervised KD', { method: 'gkd', mixture: 0 }, { method: 'supervised-kd' }],
    ['mixed SKD with share 1 and SKD', { method: 'skd-mixed', mixture: 1 }, { method: 'skd' }],
    ['SKD that accepts everything and on-policy KD', { topK: 30 }, { method: 'on-policy-kd' }],
    ['two K at and above the vocabulary', { topK: 30 }, { topK: 512 }],
    [
      'SKD that accepts nothing and the teacher’s text',
      { topK: 0 },
      { method: 'custom', sampler: 'teacher' },
    ],
    ['a method and its parts', { method: 'gkd' }, mixing],
    [
      'IW-OPD with γ = 0 and its policy gradient',
      { method: 'iw-opd', earlyWeight: 0 },
      { method: 'opd-gradient' },
    ],
    [
      'TAID that begins at the teacher, and its parts',
      { method: 'taid', targetStart: 1 },
      { method: 'custom', divergence: 'taid', targetStart: 1 },
    ],
    ['a schedule that moves nothing', { ...mixing, methodSchedule: 'anneal-mixture' }, { ...mixing }],
    [
      'settings that play no part',
      { method: 'sft', topK: 9, mixture: 0.9 },
      { method: 'sft', teacher: 'weak' },
    ],
    ['limits beyond the longest response', { responseLimit: 41 }, { responseLimit: 64 }],
    ['a student in the shape of the teacher', { start: 'teacher' }, { start: 'teacher', studentWidth: 64 }],
  ] as const)('%s', (_name, a, b) => {
    expect(isSameExperiment(of(a), of(b))).toBe(true);
    expect(isSameExperiment(of(b), of(a))).toBe(true);
  });

  test.each([
    ['K = 3 and K = 29', { topK: 3 }, { topK: 29 }],
    ['another seed', { seed: 1 }, { seed: 2 }],
    ['SKD of blocks that a wider nucleus accepts', { acceptance: 'nucleus' }, { acceptance: 'top-k' }],
    ['another teacher', { teacher: 'shipped' }, { teacher: 'weak' }],
    ['two shares', { method: 'gkd', mixture: 0.4 }, { method: 'gkd', mixture: 0.6 }],
    ['a share that moves', { ...mixing, methodSchedule: 'anneal-mixture', mixtureFinal: 1 }, { ...mixing }],
    ['a start as the teacher', { start: 'teacher' }, { start: 'random' }],
    ['other own models', { ownStudent: 1 }, { ownStudent: 2 }],
  ] as const)('is not %s', (_name, a, b) => {
    expect(isSameExperiment(of(a), of(b))).toBe(false);
  });

  test('no two methods are, each with its published defaults', () => {
    for (const [i, a] of METHOD_NAMES.entries()) {
      for (const b of METHOD_NAMES.slice(i + 1)) {
        // The composition that stands there before anything is chosen is supervised KD.
        if (a === 'supervised-kd' && b === 'custom') continue;
        expect(isSameExperiment(defaultsOf(a), defaultsOf(b)), `${a}, ${b}`).toBe(false);
      }
    }
  });
});

test('the runs of a comparison that are the same, by value', () => {
  const groupsOf = (changes: Partial<Comparison>): (string | number)[][] =>
    sameRuns(
      planOf({
        ...{ base: DEFAULT_EXPERIMENT, vary: 'method', values: ['skd', 'gkd', 'imitkd', 'on-policy-kd'] },
        ...{ seeds: 1, budget: 'updates', methodSettings: 'same' },
        ...changes,
      }),
    ).map((group) => group.map(({ value }) => value));
  expect(groupsOf({})).toEqual([['gkd', 'imitkd']]);
  expect(groupsOf({ methodSettings: 'published' })).toEqual([]);
  expect(groupsOf({ base: of({ topK: 64, mixture: 1, mixtureFinal: 1 }) })).toEqual([
    ['skd', 'gkd', 'imitkd', 'on-policy-kd'],
  ]);
  expect(groupsOf({ vary: 'topK', values: [0, 3, 30, 69, 512] })).toEqual([[30, 69, 512]]);
});
