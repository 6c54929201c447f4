/** Distillation from internal representations as whole steps: what a step compares, reports and trains. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../experiment/fields';
import { Model } from '../model/model';
import { initialParameters } from '../model/parameters';
import * as tf from '../ops/tf';
import { onEachBackend, selectBackend } from '../test-support/backends';
import { at, take } from '../test-support/numbers';
import { says } from '../test-support/says';
import { shapeFor, sharpModel, sharpParameters, TINY_TASK, tinyExperiment } from '../test-support/tiny';
import { Batches } from './batches';
import { type Collected, collect, disposeCollected } from './collect';
import { projectionsFor } from './projections';
import { distilStep, readMetrics, type StepMetrics } from './step';
import { Trainer } from './trainer';

const { promptLength } = TINY_TASK;
const EXAMPLES = new Batches(TINY_TASK.split().train, 4, 1).at(1);
const TEACHER = shapeFor(TINY_TASK, { width: 8, layers: 2, heads: 2 });
const RATE = { learningRate: 0.02, weightDecay: 0, clipNorm: 1 };
const STILL = { ...RATE, learningRate: 0 };

const experimentOf = (changes: Partial<Experiment>): Experiment =>
  tinyExperiment({ method: 'internal-kd', studentLayers: 2, ...changes });

async function step(
  trainer: Trainer,
  teacher: Model,
  experiment: Experiment,
  at = 1,
  rate = RATE,
  changed: (collected: Collected) => Collected = (collected) => collected,
): Promise<StepMetrics> {
  const collected = await collect(TINY_TASK, experiment, trainer.model, teacher, EXAMPLES, at);
  const made = distilStep(trainer, promptLength, changed(collected), experiment, rate);
  const read = readMetrics(await take(made.metrics), made.lossTerms);
  made.studentLogits.dispose();
  disposeCollected(collected);
  return read;
}

function newTrainer(
  experiment: Experiment,
  { width = 8, heads = 2 }: { width?: number; heads?: number } = {},
): Trainer {
  const shape = shapeFor(TINY_TASK, { width, layers: experiment.studentLayers, heads });
  return new Trainer(
    new Model(shape, initialParameters(shape, 5)),
    projectionsFor(experiment, shape, TEACHER),
  );
}

await onEachBackend('a step on inner states', () => {
  test('a copy of the teacher has nothing to learn, on the data and on its own text', async () => {
    for (const changes of [{}, { method: 'custom', loss: 'internal', sampler: 'student' }] as const) {
      const teacher = new Model(TEACHER, sharpParameters(TEACHER, 42, 6));
      const trainer = new Trainer(new Model(TEACHER, sharpParameters(TEACHER, 42, 6)));
      const { loss, lossTerms, gradientNorm } = await step(trainer, teacher, experimentOf(changes));
      expect(Object.keys(lossTerms)).toEqual([
        'divergence',
        'attention-1',
        'hidden-1',
        'attention-2',
        'hidden-2',
      ]);
      for (const value of [loss, gradientNorm, ...Object.values(lossTerms)])
        expect(Math.abs(value)).toBeLessThan(2e-5);
      trainer.dispose();
      teacher.dispose();
    }
  });

  test('the loss is the weighted sum of the parts, none of which is negative', async () => {
    const experiment = experimentOf({ attentionWeight: 2, hiddenWeight: 0.5 });
    const teacher = sharpModel(TEACHER, 42, 6);
    const trainer = newTrainer(experiment, { width: 16, heads: 4 });
    const { loss, lossTerms } = await step(trainer, teacher, experiment);
    const part = (name: string): number => lossTerms[name] ?? Number.NaN;
    for (const value of Object.values(lossTerms)) expect(value).toBeGreaterThan(0);
    expect(loss).toBeCloseTo(
      part('divergence') +
        2 * (part('attention-1') + part('attention-2')) +
        0.5 * (part('hidden-1') + part('hidden-2')),
      4,
    );
    trainer.dispose();
    teacher.dispose();
  });

  test('no tensor is left behind, layer by layer and with learned maps', async () => {
    const experiment = experimentOf({ method: 'internal-sid', steps: 3 });
    const teacher = sharpModel(TEACHER, 42, 6);
    const trainer = newTrainer(experiment, { width: 16, heads: 1 });
    const round = async (): Promise<void> => {
      for (const number of [1, 2, 3]) await step(trainer, teacher, experiment, number);
    };
    await round(); // Makes the constants that are kept for good.
    const before = tf.memory().numTensors;
    await round();
    expect(tf.memory().numTensors).toBe(before);
    trainer.dispose();
    teacher.dispose();
  });
});

describe('on wasm', () => {
  beforeAll(() => selectBackend('wasm'));

  test('the hidden term ignores the prompt, the attention term does not', async () => {
    const experiment = experimentOf({});
    const teacher = sharpModel(TEACHER, 42, 6);
    const trainer = newTrainer(experiment);
    const plain = await step(trainer, teacher, experiment, 1, STILL);
    // The teacher's attention in prompt rows becomes that of looking evenly at what was before.
    const even = await step(trainer, teacher, experiment, 1, STILL, (collected) => ({
      ...collected,
      teacherLayers: (collected.teacherLayers ?? []).map(({ attention, ...layer }) => ({
        ...layer,
        attention: tf.tidy(() => {
          if (!attention) throw new Error('no attention');
          const [batch, heads, length] = attention.shape;
          const rows = Array.from({ length: promptLength - 1 }, (_, i) =>
            Array.from({ length }, (_j, j) => (j <= i ? 1 / (i + 1) : 0)),
          );
          const prompt = tf.tile(tf.tensor4d([[rows]]), [batch, heads, 1, 1]);
          const rest = tf.slice(attention, [0, 0, promptLength - 1, 0], [batch, heads, -1, length]);
          return tf.concat([prompt, rest], 2) as tf.Tensor4D;
        }),
      })),
    }));
    expect(even.lossTerms['hidden-1']).toBe(plain.lossTerms['hidden-1']);
    expect(even.lossTerms['attention-1']).not.toBeCloseTo(plain.lossTerms['attention-1'] ?? 0, 3);
    trainer.dispose();
    teacher.dispose();
  });

  test('a step compares the layers of its turn with those of the map', async () => {
    const teacher = sharpModel(TEACHER, 42, 6);
    const named = async (changes: Partial<Experiment>, number: number): Promise<string[]> => {
      const experiment = experimentOf({ steps: 3, ...changes });
      const trainer = newTrainer(experiment);
      const { lossTerms } = await step(trainer, teacher, experiment, number);
      trainer.dispose();
      return Object.keys(lossTerms);
    };
    const first = ['attention-1', 'hidden-1'];
    const second = ['attention-2', 'hidden-2'];
    expect(await named({ method: 'internal-pid' }, 1)).toEqual(first);
    expect(await named({ method: 'internal-pid' }, 2)).toEqual(second);
    expect(await named({ method: 'internal-pid' }, 3)).toEqual(['divergence']);
    expect(await named({ method: 'internal-sid' }, 2)).toEqual([...first, ...second]);
    expect(await named({ method: 'internal-sid' }, 3)).toEqual(['divergence']);
    expect(await named({ layerMap: '0-1' }, 1)).toEqual(['divergence', ...second]);
    teacher.dispose();
  });

  test('crossed maps compare other layers', async () => {
    const teacher = new Model(TEACHER, sharpParameters(TEACHER, 42, 6));
    const trainer = new Trainer(new Model(TEACHER, sharpParameters(TEACHER, 42, 6)));
    const { lossTerms } = await step(trainer, teacher, experimentOf({ layerMap: '2-2' }), 1, STILL);
    expect(lossTerms['attention-1']).toBeGreaterThan(1e-4);
    expect(lossTerms['attention-2']).toBeLessThan(1e-6);
    trainer.dispose();
    teacher.dispose();
  });

  test('layers above the one whose turn it is stay as they are', async () => {
    const experiment = experimentOf({ method: 'internal-pid', steps: 3 });
    const teacher = sharpModel(TEACHER, 42, 6);
    const trainer = newTrainer(experiment);
    const before = await trainer.save();
    await step(trainer, teacher, experiment);
    const after = await trainer.save();
    const moved = (name: string): boolean => {
      const { offset, size } = at(
        trainer.model.specs.filter((spec) => spec.name === name),
        0,
      );
      return after.parameters
        .slice(offset, offset + size)
        .some((value, i) => value !== before.parameters[offset + i]);
    };
    expect(moved('h.0.attn.c_attn.weight')).toBe(true);
    expect(moved('h.0.mlp.c_proj.weight')).toBe(true);
    expect(moved('h.1.attn.c_attn.weight')).toBe(false);
    expect(moved('ln_f.weight')).toBe(false);
    trainer.dispose();
    teacher.dispose();
  });

  test.each([
    [{ method: 'internal-kd' }, ['divergence', 'attention-1', 'hidden-1', 'attention-2', 'hidden-2']],
    [{ method: 'internal-pid', stepsPerLayer: 1000 }, ['attention-1', 'hidden-1']],
  ] as const)('every part falls: %j, with another width and other heads', async (changes, names) => {
    const experiment = experimentOf({ ...changes, steps: 100_000 });
    const teacher = sharpModel(TEACHER, 42, 6);
    const trainer = newTrainer(experiment, { width: 16, heads: 4 });
    const first = await step(trainer, teacher, experiment);
    for (let i = 0; i < 40; i++) await step(trainer, teacher, experiment);
    const last = await step(trainer, teacher, experiment);
    for (const name of names)
      expect(last.lossTerms[name], name).toBeLessThan(0.7 * (first.lossTerms[name] ?? 0));
    trainer.dispose();
    teacher.dispose();
  });
});

describe('learned maps', () => {
  beforeAll(() => selectBackend('cpu'));

  test('exist for matched layers of another width, and only where inner states are compared', () => {
    const narrow = shapeFor(TINY_TASK, { width: 16 });
    const sizes = (changes: Partial<Experiment>, student = narrow): number | undefined => {
      const made = projectionsFor(experimentOf(changes), student, TEACHER);
      const size = made?.flat.size;
      made?.dispose();
      return size;
    };
    expect(sizes({})).toBe(2 * 16 * 8);
    expect(sizes({ layerMap: '0-1' })).toBe(16 * 8);
    expect(sizes({ layerMap: '0-0' })).toBeUndefined();
    expect(sizes({ method: 'ckd' })).toBeUndefined();
    expect(sizes({}, TEACHER)).toBeUndefined();
    expect(projectionsFor(experimentOf({}), narrow, null)).toBeNull();
  });

  test('are trained with moments of their own, saved and restored bit by bit', async () => {
    const experiment = experimentOf({});
    const teacher = sharpModel(TEACHER, 42, 6);
    const whole = newTrainer(experiment, { width: 16 });
    const start = await whole.save();
    for (const number of [1, 2, 3]) await step(whole, teacher, experiment, number);
    const saved = await whole.save();
    expect(saved.projections?.parameters).not.toEqual(start.projections?.parameters);
    expect(saved.projections?.first.some((x) => x !== 0)).toBe(true);
    const again = newTrainer(experiment, { width: 16 });
    again.restore(saved);
    for (const number of [4, 5]) {
      expect(await step(again, teacher, experiment, number)).toEqual(
        await step(whole, teacher, experiment, number),
      );
    }
    expect(await again.save()).toEqual(await whole.save());
    again.resetMoments();
    const forgotten = await again.save();
    expect(forgotten.projections?.first.every((x) => x === 0)).toBe(true);
    for (const trainer of [whole, again]) trainer.dispose();
    teacher.dispose();
  });

  test('stay as they are where the loss uses none', async () => {
    const experiment = experimentOf({ method: 'internal-pid', steps: 3 });
    const teacher = sharpModel(TEACHER, 42, 6);
    const trainer = newTrainer(experiment, { width: 16 });
    const before = await trainer.save();
    await step(trainer, teacher, experiment, 3);
    expect((await trainer.save()).projections).toEqual(before.projections);
    trainer.dispose();
    teacher.dispose();
  });

  test('a state with other maps, or none, is refused and changes nothing', async () => {
    const trainer = newTrainer(experimentOf({}), { width: 16 });
    const before = await trainer.save();
    const { projections, ...without } = before;
    const short = {
      parameters: new Float32Array(3),
      first: new Float32Array(3),
      second: new Float32Array(3),
    };
    expect(() => trainer.restore(without)).toThrow(says(/another size/));
    expect(() => trainer.restore({ ...before, projections: short })).toThrow(says(/another size/));
    expect(await trainer.save()).toEqual(before);
    const plain = newTrainer(experimentOf({ method: 'ckd' }), { width: 16 });
    expect(() => plain.restore(before)).toThrow(says(/another size/));
    expect(projections?.parameters).toHaveLength(2 * 16 * 8);
    for (const one of [trainer, plain]) one.dispose();
  });
});
