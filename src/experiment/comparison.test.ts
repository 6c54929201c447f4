import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { noticesInEnglish } from '../test-support/notices';
import { validComparison } from './arbitrary';
import {
  type Comparison,
  estimateComparison,
  planOf,
  runsOf,
  teacherForwards,
  VARIABLE_FIELDS,
} from './comparison';
import { decodeLink, encodeComparison } from './comparison-link';
import { estimateCost } from './cost';
import { DEFAULT_EXPERIMENT, type Experiment, FIELD_NAMES, FIELDS } from './fields';
import { withMethod } from './method-defaults';
import { METHOD_NAMES } from './methods';
import { PLAIN_PRESENTATION } from './presentation';
import { ExperimentSchema } from './schema';
import { decodeHash, encodeHash } from './url';

const experimentOf = (changes: Partial<Experiment>): Experiment => ({ ...DEFAULT_EXPERIMENT, ...changes });
const comparisonOf = (changes: Partial<Comparison> = {}): Comparison => ({
  base: DEFAULT_EXPERIMENT,
  vary: 'method',
  values: ['skd', 'supervised-kd'],
  seeds: 2,
  budget: 'updates',
  methodSettings: 'published',
  ...changes,
});

describe('the plan', () => {
  test('goes through all values before the next seed', () => {
    const runs = planOf(comparisonOf({ base: experimentOf({ seed: 4 }), seeds: 2 }));
    expect(runs.map(({ value, experiment }) => [value, experiment.seed])).toEqual([
      ['skd', 4],
      ['supervised-kd', 4],
      ['skd', 5],
      ['supervised-kd', 5],
    ]);
    expect(runs.every(({ value, experiment }) => experiment.method === value)).toBe(true);
  });

  test('seeds continue from 0 after the last', () => {
    const runs = runsOf(comparisonOf({ base: experimentOf({ seed: 0xffffffff }), seeds: 2 }));
    expect(runs.map(({ seed }) => seed)).toEqual([0xffffffff, 0xffffffff, 0, 0]);
  });

  test('says what had to be changed for a value', () => {
    const [first, second] = planOf(
      comparisonOf({ vary: 'studentWidth', values: [48, 50], base: experimentOf({ studentHeads: 4 }) }),
    );
    expect(first?.notices).toEqual([]);
    expect(second?.experiment).toMatchObject({ studentWidth: 50, studentHeads: 2 });
    expect(second?.notices).toEqual([{ code: 'headsDivideWidth', given: 4, used: 2, width: 50 }]);
  });

  test('every run is valid, has its own seed and value, and differs from the others in nothing else', () => {
    fc.assert(
      fc.property(validComparison, (comparison) => {
        const { base, vary, values, seeds, budget } = comparison;
        const plan = planOf(comparison);
        expect(plan).toHaveLength(values.length * seeds);
        for (const { experiment, value, notices } of plan) {
          expect(v.is(ExperimentSchema, experiment)).toBe(true);
          if (notices.length > 0) continue;
          expect(experiment[vary]).toBe(value);
          const method = METHOD_NAMES.find((name) => vary === 'method' && name === value);
          const from = method && comparison.methodSettings === 'published' ? withMethod(base, method) : base;
          const other = FIELD_NAMES.filter((name) => !Object.is(experiment[name], from[name]));
          // A student begins as one model only.
          const beginning = ['start', 'ownStudent'];
          const begins = beginning.includes(vary) ? beginning : [];
          const allowed = ['seed', vary, ...begins, ...(budget === 'teacher-forwards' ? ['steps'] : [])];
          expect(allowed).toEqual(expect.arrayContaining(other));
        }
        expect(new Set(plan.map(({ experiment }) => experiment.seed)).size).toBe(seeds);
      }),
      { numRuns: 60 },
    );
  });
});

describe('teacher forwards', () => {
  const perSequence = (changes: Partial<Experiment>): number =>
    teacherForwards(experimentOf({ batchSize: 1, trainSize: 100_000, ...changes }), 100) / 100;

  test.each([
    ['sft', 0],
    ['supervised-kd', 1],
    ['hinton-kd', 1],
    ['on-policy-kd', 1],
    ['gkd', 1],
    ['distillm', 1],
    ['skd', 1],
    ['adaswitch', 1],
    // The mixed sequences are others than those that were checked.
    ['skd-mixed', 2],
  ] as const)('%s: %d a sequence', (method, expected) => {
    expect(perSequence({ method })).toBe(expected);
  });

  test('an early exit is half a pass, in the first stage only', () => {
    const rdd = { method: 'rdd', steps: 100 } as const;
    expect(perSequence({ ...rdd, stageFraction: 0 })).toBe(1);
    expect(perSequence({ ...rdd, stageFraction: 1 })).toBe(1.5);
    expect(perSequence({ ...rdd, stageFraction: 0.5 })).toBe(1.25);
  });

  test('inner states are asked for beside the text that the teacher helps to write, as long as they are compared', () => {
    const inner = { method: 'custom', sampler: 'interleaved', loss: 'internal', steps: 100 } as const;
    expect(perSequence({ method: 'internal-kd' })).toBe(1);
    expect(perSequence(inner)).toBe(2);
    const staged = { ...inner, methodSchedule: 'stacked-layers', studentLayers: 2 } as const;
    expect(perSequence({ ...staged, stepsPerLayer: 10 })).toBe(1.2);
    expect(perSequence({ ...staged, stepsPerLayer: 10, layerMap: '0-1' })).toBe(1.1);
  });

  test('a text decoded in advance costs one forward a prompt, however often it is used', () => {
    const seqkd = experimentOf({ method: 'seqkd', trainSize: 200, batchSize: 16, steps: 450 });
    expect(teacherForwards(seqkd)).toBe(200);
    expect(teacherForwards(seqkd, 10)).toBe(160);
    const read = experimentOf({
      method: 'custom',
      sampler: 'teacher-text',
      loss: 'divergence',
      trainSize: 200,
      batchSize: 16,
    });
    expect(teacherForwards(read, 100)).toBe(200 + 1600);
  });

  test('never fewer for more steps, none for none', () => {
    fc.assert(
      fc.property(validComparison, fc.nat(5000), ({ base }, steps) => {
        const experiment = { ...base, steps: Math.max(1, steps) };
        expect(teacherForwards(experiment, 0)).toBe(0);
        expect(teacherForwards(experiment, steps + 1)).toBeGreaterThanOrEqual(
          teacherForwards(experiment, steps),
        );
      }),
    );
  });
});

describe('the budget', () => {
  test('in updates: the same steps for all', () => {
    const runs = runsOf(comparisonOf({ vary: 'batchSize', values: [4, 8, 16] }));
    expect(runs.map(({ steps }) => steps)).toEqual(new Array(6).fill(DEFAULT_EXPERIMENT.steps));
  });

  test('in teacher forwards: as many as `steps` updates with one forward a sequence', () => {
    const base = experimentOf({ steps: 450, batchSize: 16, trainSize: 200 });
    const plan = planOf(
      comparisonOf({
        base,
        values: ['skd', 'skd-mixed', 'sft', 'seqkd'],
        seeds: 1,
        budget: 'teacher-forwards',
        methodSettings: 'published',
      }),
    );
    expect(plan.map(({ experiment }) => experiment.steps)).toEqual([450, 225, 450, 450]);
    expect(plan.map((run) => run.teacherForwards)).toEqual([7200, 7200, 0, 200]);
    const batches = comparisonOf({
      base,
      vary: 'batchSize',
      values: [8, 16, 32],
      seeds: 1,
      budget: 'teacher-forwards',
      methodSettings: 'published',
    });
    expect(runsOf(batches).map(({ steps }) => steps)).toEqual([900, 450, 225]);
  });

  test('is used up by every method that can: one step more would be too much', () => {
    fc.assert(
      fc.property(validComparison, (comparison) => {
        const affordable = comparison.base.steps * comparison.base.batchSize;
        for (const run of planOf({ ...comparison, budget: 'teacher-forwards' })) {
          const { experiment } = run;
          const cost = (steps: number): number => teacherForwards({ ...experiment, steps });
          if (cost(FIELDS.steps.max) <= affordable) expect(experiment.steps).toBe(comparison.base.steps);
          else {
            expect(cost(experiment.steps + 1)).toBeGreaterThan(affordable);
            // A single step may already be too much.
            if (experiment.steps > 1) expect(run.teacherForwards).toBeLessThanOrEqual(affordable);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('the estimate adds up the runs and the scores on test prompts', () => {
  const base = experimentOf({ steps: 450, batchSize: 16 });
  const comparison = comparisonOf({ base, values: ['sft', 'skd', 'on-policy-kd'], seeds: 2 });
  const cost = estimateComparison(comparison);
  const alone = runsOf(comparison).map((run) => estimateCost(run));
  expect(cost).toMatchObject({ runs: 6, updates: 2700, teacherForwards: 2 * 2 * 7200 });
  expect(cost.totalFlops).toBeGreaterThan(alone.reduce((sum, { totalFlops }) => sum + totalFlops, 0));
  expect(cost.bytes).toBe(Math.max(...alone.map(({ bytes }) => bytes)));
});

describe('links', () => {
  test('decode(encode(x)) = x, with and without #', () => {
    fc.assert(
      fc.property(validComparison, (comparison) => {
        const hash = encodeComparison(comparison);
        const expected = {
          ...{ experiment: comparison.base, changes: [], comparison, notices: [] },
          presentation: PLAIN_PRESENTATION,
          lesson: null,
          ...{ forClass: false, handIn: null, isHandInAlone: false },
          recording: null,
        };
        expect(decodeLink(hash)).toEqual(expected);
        expect(decodeLink(`#${hash}`)).toEqual(expected);
        expect(hash.length).toBeLessThan(4096 / 2);
      }),
    );
  });

  test('a link without a comparison is read as before', () => {
    fc.assert(
      fc.property(validComparison, ({ base }) => {
        expect(decodeLink(encodeHash(base))).toEqual({
          ...decodeHash(encodeHash(base)),
          changes: [],
          comparison: null,
          presentation: PLAIN_PRESENTATION,
          lesson: null,
          ...{ forClass: false, handIn: null, isHandInAlone: false },
          recording: null,
        });
      }),
      { numRuns: 30 },
    );
  });

  test('decoding never throws, and what it gives can run', () => {
    const piece = fc.oneof(
      fc.constantFrom('&', '=', ':', ',', '%', '%2C', 'v=1', 'compare=', 'seeds=', 'budget=', '-', '1e999'),
      fc.constantFrom<string>(...VARIABLE_FIELDS, ...FIELDS.method.choices),
      fc.string({ unit: 'binary' }),
      fc.double().map(String),
    );
    const link = fc
      .tuple(fc.constantFrom<string>(...FIELD_NAMES, 'constructor', ''), fc.array(piece))
      .map(([name, parts]) => `v=1&compare=${name}:${parts.join(',')}`);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece).map((parts) => parts.join('')),
          link,
        ),
        (hash) => {
          const { comparison, notices } = decodeLink(hash);
          expect(noticesInEnglish(notices).every((text) => text.length < 400)).toBe(true);
          if (!comparison) return;
          expect(decodeLink(encodeComparison(comparison)).comparison).toEqual(comparison);
          for (const run of runsOf(comparison)) expect(v.is(ExperimentSchema, run)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([
    ['compare=topK:0,3,3,0&seeds=2', { vary: 'topK', values: [0, 3], seeds: 2 }, 0],
    ['compare=topK:0,3,x', { values: [0, 3], seeds: 1, budget: 'updates' }, 1],
    ['compare=topK:-4,1.6', { values: [0, 2] }, 2],
    ['compare=topK:0,1,2,3,4,5,6,7,8', { values: [0, 1, 2, 3, 4, 5, 6, 7] }, 1],
    ['compare=topK:0,1&seeds=9', { seeds: 5 }, 1],
    ['compare=topK:0,1&seeds=two', { seeds: 1 }, 1],
    ['compare=topK:0,1&budget=money', { budget: 'updates' }, 1],
    ['compare=topK:0,1&budget=teacher-forwards', { budget: 'teacher-forwards' }, 0],
    ['compare=method:skd,sft,witchcraft', { values: ['skd', 'sft'] }, 1],
  ] as const)('%s is repaired', (rest, expected, count) => {
    const { comparison, notices } = decodeLink(`v=1&seed=1&${rest}`);
    expect(comparison).toMatchObject(expected);
    expect(notices).toHaveLength(count);
  });

  test.each([
    'steps:100,200',
    'seed:1,2',
    'task:summary,arithmetic',
    'topK',
    'topK:3',
    ':1,2',
    '__proto__:1,2',
  ])('compare=%s is refused, and the experiment kept', (compare) => {
    const { experiment, comparison, notices } = decodeLink(`v=3&seed=7&compare=${compare}`);
    expect(comparison).toBeNull();
    expect(experiment).toEqual(experimentOf({ seed: 7 }));
    expect(notices).toHaveLength(1);
  });

  test('of another version holds nothing', () => {
    const { experiment, comparison, notices } = decodeLink('v=4&seed=7&compare=topK:0,3');
    expect([experiment, comparison, notices.length]).toEqual([DEFAULT_EXPERIMENT, null, 1]);
  });
});
