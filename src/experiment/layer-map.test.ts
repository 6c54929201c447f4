import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_EXPERIMENT, type Experiment } from './fields';
import {
  automaticLayer,
  comparedLayers,
  layerMatchingAt,
  layerMatchingSteps,
  MOST_LAYERS,
  matchedLayers,
  readList,
  teacherLayer,
  writeList,
} from './layer-map';
import { compositionOf } from './methods';

const depth = fc.integer({ min: 1, max: MOST_LAYERS });

describe('lists', () => {
  test('what is written is read', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 99 })), (numbers) => {
        expect(readList(writeList(numbers))).toEqual(numbers);
      }),
    );
  });

  test.each(['-', '1-', '-1', '1--2', '01', '1,2', '1.5', '100', 'a', ' 1'])('%j is none', (text) => {
    expect(readList(text)).toBeNull();
  });
});

describe('compared layers', () => {
  test.each([
    ['hint', 1, '', [0]],
    ['hint', 2, '', [0]],
    ['hint', 3, '', [1]],
    ['hint', 3, '0-0-4', [2]],
    ['hint', 2, '0-0', []],
    ['internal', 3, '1-0', [0, 2]],
    ['attention-transfer', 2, '', [0, 1]],
    ['fsp', 2, '0-4', [1]],
    ['relational', 2, '', []],
    ['hinton', 2, '', []],
  ] as const)('%s, %i layers, map “%s”', (loss, studentLayers, layerMap, layers) => {
    expect(comparedLayers(loss, { layerMap, studentLayers })).toEqual(layers);
  });
});

describe('the automatic map', () => {
  test.each([
    [2, 4, [1, 3]],
    [4, 4, [0, 1, 2, 3]],
    [3, 4, [0, 2, 3]],
    [1, 4, [3]],
    [4, 2, [0, 0, 1, 1]],
    [8, 1, [0, 0, 0, 0, 0, 0, 0, 0]],
  ])('%i layers of %i', (student, teacher, layers) => {
    expect(Array.from({ length: student }, (_, i) => automaticLayer(i, student, teacher))).toEqual(layers);
  });

  test('rises, stays within the teacher, and ends at its last layer', () => {
    fc.assert(
      fc.property(depth, depth, (student, teacher) => {
        const layers = Array.from({ length: student }, (_, i) => automaticLayer(i, student, teacher));
        expect(layers).toEqual([...layers].sort((a, b) => a - b));
        expect(layers[0]).toBeGreaterThanOrEqual(0);
        expect(layers.at(-1)).toBe(teacher - 1);
      }),
    );
  });
});

test('a map of one’s own goes before the automatic one, where it has an entry', () => {
  const layers = (map: string, student: number, teacher = 4): (number | null)[] =>
    Array.from({ length: student }, (_, i) => teacherLayer(map, i, student, teacher));
  expect(layers('1-2', 2)).toEqual([0, 1]);
  expect(layers('0-4', 2)).toEqual([null, 3]);
  // Another depth of the student, or of the teacher.
  expect(layers('1', 2)).toEqual([0, 3]);
  expect(layers('1-2-3', 2)).toEqual([0, 1]);
  expect(layers('3-4', 2, 2)).toEqual([1, 1]);
  expect(matchedLayers('0-4', 3)).toEqual([1, 2]);
  expect(matchedLayers('0-0', 2)).toEqual([]);
});

describe('which layers at which step', () => {
  const experimentOf = (changes: Partial<Experiment>): Experiment => ({
    ...DEFAULT_EXPERIMENT,
    studentLayers: 3,
    steps: 8,
    ...changes,
  });
  const course = (changes: Partial<Experiment>): unknown[] => {
    const experiment = experimentOf(changes);
    return Array.from({ length: experiment.steps }, (_, i) => {
      const plan = layerMatchingAt(compositionOf(experiment), experiment, i + 1);
      return plan && (plan.softLabels ? [...plan.layers, 'soft'] : plan.layers);
    });
  };

  test('all at once', () => {
    expect(course({ method: 'internal-kd', steps: 2 })).toEqual([
      [0, 1, 2, 'soft'],
      [0, 1, 2, 'soft'],
    ]);
    expect(layerMatchingSteps(experimentOf({ method: 'internal-kd' }))).toBe(0);
  });

  test('progressively, in equal shares of the run', () => {
    expect(course({ method: 'internal-pid' })).toEqual([[0], [0], [1], [1], [2], [2], ['soft'], ['soft']]);
    expect(layerMatchingSteps(experimentOf({ method: 'internal-pid' }))).toBe(6);
  });

  test('stacked, with turns of a given length, leaving out what is not matched', () => {
    expect(course({ method: 'internal-sid', stepsPerLayer: 1, layerMap: '1-0-4', steps: 4 })).toEqual([
      [0],
      [0, 2],
      ['soft'],
      ['soft'],
    ]);
  });

  test('turns that take longer than the run leave no step to the soft labels', () => {
    expect(course({ method: 'internal-pid', stepsPerLayer: 3 })).toEqual([
      [0],
      [0],
      [0],
      [1],
      [1],
      [1],
      [2],
      [2],
    ]);
  });

  test('without a matched layer there are soft labels only', () => {
    expect(course({ method: 'internal-pid', layerMap: '0-0-0', steps: 2 })).toEqual([['soft'], ['soft']]);
  });

  test('every step has something to train, and turns come in order', () => {
    fc.assert(
      fc.property(
        depth,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 20 }),
        (student, steps, per) => {
          const experiment = experimentOf({
            method: 'internal-pid',
            studentLayers: student,
            steps,
            stepsPerLayer: per,
          });
          const last = Array.from({ length: steps }, (_, i) => {
            const plan = layerMatchingAt(compositionOf(experiment), experiment, i + 1);
            expect(plan && plan.layers.length + Number(plan.softLabels)).toBe(1);
            return plan?.layers[0] ?? MOST_LAYERS;
          });
          expect(last).toEqual([...last].sort((a, b) => a - b));
        },
      ),
    );
  });

  test('other losses compare no inner states, whatever the schedule', () => {
    expect(course({ method: 'skd', steps: 1 })).toEqual([null]);
    expect(course({ method: 'custom', methodSchedule: 'stacked-layers', steps: 1 })).toEqual([null]);
  });
});
