import { expect, test } from 'vitest';
import { COST_CAP, estimateCost, isAffordable, parameterCount, TASK_SHAPES } from './cost';
import { DEFAULT_EXPERIMENT } from './fields';

test('parameters, counted by hand', () => {
  // 3·2 + 5·2 + 1·12·4 + 2
  expect(parameterCount({ width: 2, layers: 1, vocabulary: 3, context: 5 })).toBe(66);
  expect(parameterCount({ width: 128, layers: 4, vocabulary: 30, context: 82 })).toBe(800_896);
  expect(estimateCost(DEFAULT_EXPERIMENT).parameters).toBe(60_720);
});

test('operations of a step, counted by hand', () => {
  const shape = { vocabulary: 3, promptLength: 2, responseLength: 2 };
  const teacher = { width: 4, layers: 1 };
  const experiment = {
    ...DEFAULT_EXPERIMENT,
    studentWidth: 2,
    studentHeads: 1,
    studentLayers: 1,
    batchSize: 2,
  };
  // Student: N = 6 + 8 + 48 + 2 = 64; four tokens: 2·64·4 + 2·2·1·4·5 = 592. Teacher: N = 12 + 16 + 192 + 4 = 224;
  // 2·224·4 + 2·4·1·4·5 = 1952. Two sequences; the update is three forward passes.
  expect(estimateCost(experiment, shape, teacher).flopsPerStep).toEqual({
    teacher: 3904,
    student: 1184,
    update: 3552,
    total: 8640,
  });
  expect(estimateCost({ ...experiment, method: 'supervised-kd' }, shape, teacher).flopsPerStep).toEqual({
    teacher: 3904,
    student: 0,
    update: 3552,
    total: 7456,
  });
  // A shorter response: three tokens.
  expect(estimateCost({ ...experiment, responseLimit: 1 }, shape, teacher).flopsPerStep.student).toBe(
    2 * (2 * 64 * 3 + 2 * 2 * 3 * 4),
  );
});

test('what a sequence passes through depends on the method', () => {
  const one = { ...DEFAULT_EXPERIMENT, batchSize: 1 };
  const forward = estimateCost(one).flopsPerStep;
  const passes = (changes: Partial<typeof DEFAULT_EXPERIMENT>): [number, number] => {
    const { teacher, student } = estimateCost({ ...one, ...changes }).flopsPerStep;
    return [teacher / forward.teacher, student / forward.student];
  };
  expect(passes({ method: 'sft' })).toEqual([0, 0]);
  expect(passes({ method: 'seqkd' })).toEqual([0, 0]);
  expect(passes({ method: 'on-policy-kd' })).toEqual([1, 1]);
  expect(passes({ method: 'distillm' })).toEqual([1, 1]);
  expect(passes({ method: 'adaswitch' })).toEqual([1, 1]);
  // Sampled by both, then asked about anew, because only some of the sequences are kept.
  expect(passes({ method: 'skd-mixed' })).toEqual([2, 1]);
  expect(passes({ method: 'rdd' })).toEqual([1.5, 0]);
  expect(passes({ method: 'kdiga' })).toEqual([4, 3]);
  // Soft targets, four steps with a gradient each, soft targets at the boundary.
  expect(passes({ method: 'bss' })).toEqual([14, 0]);
  expect(passes({ method: 'custom', sampler: 'teacher' })).toEqual([1, 0]);
  expect(passes({ method: 'custom', sampler: 'interleaved', loss: 'comparative' })).toEqual([2, 1]);
});

test('the whole run counts the teacher’s text once, and no sampling in a first stage', () => {
  const forward = estimateCost(DEFAULT_EXPERIMENT).flopsPerStep;
  const { batchSize, steps } = DEFAULT_EXPERIMENT;
  const total = (changes: Partial<typeof DEFAULT_EXPERIMENT>): number =>
    estimateCost({ ...DEFAULT_EXPERIMENT, ...changes }).totalFlops;
  expect(total({ method: 'seqkd', trainSize: 50 }) - total({ method: 'sft' })).toBeCloseTo(
    (50 * forward.teacher) / batchSize,
    -3,
  );
  expect(total({ method: 'two-stage', stageFraction: 0.25 })).toBeCloseTo(
    total({ method: 'on-policy-kd' }) - 0.25 * steps * forward.student,
    -3,
  );
});

test('branches cost their upper halves, forward for the ensemble and trained', () => {
  const update = (changes: Partial<typeof DEFAULT_EXPERIMENT>): number =>
    estimateCost({ ...DEFAULT_EXPERIMENT, ...changes }).flopsPerStep.update;
  const plain = update({ method: 'sft' });
  expect(update({ method: 'one', branches: 3 }) / plain).toBeCloseTo((3 + 1 + 4 * 2 * 0.5) / 3, 12);
  expect(update({ method: 'one', branches: 1 }) / plain).toBeCloseTo(4 / 3, 12);
  expect(update({ method: 'one', branches: 2, studentLayers: 1 })).toBeCloseTo(
    (update({ method: 'sft', studentLayers: 1 }) * (3 + 1 + 4)) / 3,
    -3,
  );
});

test('memory counts what a method keeps', () => {
  const bytes = (changes: Partial<typeof DEFAULT_EXPERIMENT>): number =>
    estimateCost({ ...DEFAULT_EXPERIMENT, batchSize: 16, ...changes }).bytes;
  const plain = bytes({ method: 'supervised-kd' });
  expect(bytes({ method: 'distillm' }) - plain).toBe(4 * 1000 * (41 + 41 + 41));
  expect(bytes({ method: 'cmkd' }) - plain).toBe(4 * 16 * 41 * 16 * (30 + 3 * 16));
  expect(bytes({ method: 'ckd' })).toBeGreaterThan(plain);
  // For each of two layers the states of 41 positions, and the rows of 4 heads at 82.
  expect(bytes({ method: 'internal-kd' }) - plain).toBe(4 * 16 * 2 * (41 * 3 * 128 + 82 * 82 * 4 * 4));
  expect(bytes({ method: 'internal-kd', layerMap: '0-0' })).toBe(plain);
  // The hinted layer at 82 positions; the maps of both layers and one product of them; pairs of the 16 examples.
  expect(bytes({ method: 'fitnet' }) - plain).toBe(4 * 16 * 82 * 3 * 128);
  expect(bytes({ method: 'fsp' }) - plain).toBe(4 * 16 * (2 * 82 * 3 * 128 + 3 * 48 * 48));
  expect(bytes({ method: 'rkd' }) - plain).toBe(4 * 16 * 16 * 3 * (48 + 128));
});

test('the whole run adds the warm start and the evaluations', () => {
  const shape = TASK_SHAPES.translation;
  const run = { ...DEFAULT_EXPERIMENT, steps: 100, evaluateEvery: 50, evaluatePrompts: 10, sftSteps: 7 };
  const cost = estimateCost(run, shape);
  const forward = cost.flopsPerStep.student / run.batchSize;
  expect(cost.totalFlops).toBeCloseTo(
    100 * cost.flopsPerStep.total + 7 * cost.flopsPerSftStep + 3 * 10 * forward,
    -3,
  );
});

test('memory grows with the batch and is dominated by what the backward pass keeps', () => {
  const one = estimateCost({ ...DEFAULT_EXPERIMENT, batchSize: 1 }).bytes;
  const two = estimateCost({ ...DEFAULT_EXPERIMENT, batchSize: 2 }).bytes;
  const three = estimateCost({ ...DEFAULT_EXPERIMENT, batchSize: 3 }).bytes;
  expect(three - two).toBe(two - one);
  expect(estimateCost(DEFAULT_EXPERIMENT).bytes).toBeLessThan(COST_CAP.bytes / 10);
  // The weights alone: student with gradient and moments, and the teacher.
  expect(one - (two - one)).toBe(4 * (4 * 60_720 + 800_896));
});

test('the defaults are affordable, the largest setting is not', () => {
  expect(isAffordable(DEFAULT_EXPERIMENT)).toBe(true);
  expect(isAffordable({ ...DEFAULT_EXPERIMENT, studentWidth: 256, studentLayers: 8, batchSize: 256 })).toBe(
    false,
  );
});
