import { beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../experiment/fields';
import { Model } from '../model/model';
import { initialParameters } from '../model/parameters';
import * as tf from '../ops/tf';
import { onEachBackend, selectBackend } from '../test-support/backends';
import { at, expectClose, finiteDifferences, logSoftmax, rowsOf, sum, take } from '../test-support/numbers';
import { says } from '../test-support/says';
import { shapeFor, sharpModel, TINY_TASK, tinyExperiment } from '../test-support/tiny';
import { Batches, dataBatch } from './batches';
import { collect, disposeCollected } from './collect';
import { answer, evaluate } from './metrics/evaluate';
import { distilStep, readMetrics, type StepMetrics, supervisedStep } from './step';
import { Trainer } from './trainer';

const { promptLength, responseLength } = TINY_TASK;
const RATE = { learningRate: 0.02, weightDecay: 0.01, clipNorm: 1 };
const SHAPE = shapeFor(TINY_TASK, { layers: 1 });
const EXAMPLES = new Batches(TINY_TASK.split().train, 4, 1).at(1);

const newTrainer = (): Trainer => new Trainer(new Model(SHAPE, initialParameters(SHAPE, 41)));
const newTeacher = (): Model => sharpModel(shapeFor(TINY_TASK), 42, 12);

async function distil(
  trainer: Trainer,
  teacher: Model,
  experiment: Experiment,
  step: number,
  examples = EXAMPLES,
): Promise<StepMetrics> {
  const collected = await collect(TINY_TASK, experiment, trainer.model, teacher, examples, step);
  const { metrics, studentLogits } = distilStep(trainer, promptLength, collected, experiment, RATE);
  const read = readMetrics(await take(metrics));
  studentLogits.dispose();
  disposeCollected(collected);
  return read;
}

async function supervise(trainer: Trainer): Promise<StepMetrics> {
  const batch = dataBatch(TINY_TASK, EXAMPLES);
  const { metrics, studentLogits } = supervisedStep(trainer, promptLength, batch, RATE);
  const read = readMetrics(await take(metrics));
  tf.dispose([studentLogits, batch.sequences, batch.mask, batch.responses]);
  return read;
}

await onEachBackend('a training step', () => {
  test('metrics are those of the student before the update', async () => {
    const trainer = newTrainer();
    const teacher = newTeacher();
    const experiment = tinyExperiment({ topK: 2 });
    const collected = await collect(TINY_TASK, experiment, trainer.model, teacher, EXAMPLES, 1);
    const { metrics, studentLogits } = distilStep(trainer, promptLength, collected, experiment, RATE);
    const read = readMetrics(await take(metrics));
    const size = TINY_TASK.tokenizer.size;
    const q = rowsOf(await take(studentLogits), size).map(logSoftmax);
    const p = rowsOf(Array.from((await collected.teacherLogits?.data()) ?? []), size).map(logSoftmax);
    const mask = Array.from(await collected.mask.data());
    const accepted = Array.from((await collected.verification?.accepted.data()) ?? []);
    const mean = (perToken: (i: number) => number): number =>
      sum(mask.map((m, i) => (m === 0 ? 0 : perToken(i)))) / sum(mask);
    const over = (i: number, f: (p: number, q: number) => number): number =>
      sum(at(p, i).map((logP, v) => f(logP, at(at(q, i), v))));
    expectClose([read.loss], [mean((i) => over(i, (a, b) => Math.exp(a) * (a - b)))], 1e-5);
    expectClose([read.entropy], [mean((i) => over(i, (_, b) => -Math.exp(b) * b))], 1e-5);
    expectClose(
      [read.overlap ?? Number.NaN],
      [mean((i) => over(i, (a, b) => Math.min(Math.exp(a), Math.exp(b))))],
      1e-5,
    );
    expect(read.tokens).toBe(sum(mask));
    const columns = Array.from({ length: responseLength }, (_, i) => i);
    const columnSum = (values: readonly number[], i: number): number =>
      sum(rowsOf(values, responseLength).map((row) => at(row, i)));
    expect(read.acceptedAt).toEqual(columns.map((i) => columnSum(accepted, i)));
    expect(read.replacedAt).toEqual(columns.map((i) => columnSum(mask, i) - columnSum(accepted, i)));
    expect(sum(read.acceptedAt) * sum(read.replacedAt)).toBeGreaterThan(0);
    disposeCollected(collected);
    teacher.dispose();
    trainer.dispose();
  });

  test('no tensor is left behind', async () => {
    const trainer = newTrainer();
    const teacher = newTeacher();
    const round = async (step: number): Promise<void> => {
      await distil(trainer, teacher, tinyExperiment({ responseLimit: 3 }), step);
      await distil(trainer, teacher, tinyExperiment({ method: 'supervised-kd', divergence: 'jsd' }), step);
      await supervise(trainer);
    };
    await round(1); // Makes the constants that are kept for good.
    const before = tf.memory().numTensors;
    await round(2);
    await round(3);
    expect(tf.memory().numTensors).toBe(before);
    trainer.dispose();
    teacher.dispose();
  });
});

describe('training on cpu', () => {
  beforeAll(() => selectBackend('cpu'));

  test.each([
    { method: 'skd' },
    { method: 'skd', blockSize: 3, divergence: 'jsd' },
    { method: 'on-policy-kd', divergence: 'reverse-kl' },
    { method: 'supervised-kd', lossTemperature: 2 },
  ] as const)('the loss falls on one batch: %j', async (changes) => {
    const trainer = newTrainer();
    const teacher = newTeacher();
    const losses: number[] = [];
    for (let i = 0; i < 40; i++) {
      losses.push((await distil(trainer, teacher, tinyExperiment(changes), 1)).loss);
    }
    const mean = (part: readonly number[]): number => sum(part) / part.length;
    expect(mean(losses.slice(-5))).toBeLessThan(0.5 * mean(losses.slice(0, 5)));
    trainer.dispose();
    teacher.dispose();
  });

  test('supervised fine-tuning learns a batch by heart, so that greedy decoding repeats it', async () => {
    const wide = shapeFor(TINY_TASK, { width: 24, layers: 1 });
    const trainer = new Trainer(new Model(wide, initialParameters(wide, 1)));
    const untrained = await evaluate(TINY_TASK, trainer.model, EXAMPLES);
    expect(untrained.scores['exact-match']).toBe(0);
    let last = await supervise(trainer);
    expect(last.overlap).toBeNull();
    expect(last.acceptedAt).toEqual([]);
    for (let i = 0; i < 40; i++) last = await supervise(trainer);
    expect(last.loss).toBeLessThan(0.1);
    const { answers, scores } = await evaluate(TINY_TASK, trainer.model, EXAMPLES);
    expect(answers).toEqual(EXAMPLES.map((example) => example.response));
    expect(scores).toEqual({ 'exact-match': 1 });
    // More than one group of rows, and a limit.
    const many = Array.from({ length: 70 }, (_, i) => at(EXAMPLES, i % EXAMPLES.length));
    expect(await answer(TINY_TASK, trainer.model, many, 3)).toEqual(
      many.map(({ response }) => response.slice(0, 3)),
    );
    trainer.dispose();
  });

  test('the first update goes against the gradient of the loss', async () => {
    const trainer = newTrainer();
    const start = Array.from(await trainer.model.flat.data());
    const batch = dataBatch(TINY_TASK, EXAMPLES);
    const lossAt = (values: readonly number[]): number => {
      const other = new Trainer(new Model(SHAPE, Float32Array.from(values)));
      const { metrics, studentLogits } = supervisedStep(other, promptLength, batch, RATE);
      const loss = at(metrics.dataSync(), 0);
      tf.dispose([metrics, studentLogits]);
      other.dispose();
      return loss;
    };
    const settings = { learningRate: 0.01, weightDecay: 0, clipNorm: 0 };
    const { metrics, studentLogits } = supervisedStep(trainer, promptLength, batch, settings);
    tf.dispose([metrics, studentLogits]);
    const end = Array.from(await trainer.model.flat.data());
    // Adam's first step is the sign of the gradient, whatever its size.
    const some = [20, 70, 200, 400, 650, 900];
    const slopes = finiteDifferences(
      (x) => lossAt(start.map((value, i) => (some.includes(i) ? at(x, some.indexOf(i)) : value))),
      some.map((i) => at(start, i)),
      1e-2,
    );
    let compared = 0;
    slopes.forEach((slope, i) => {
      if (Math.abs(slope) < 1e-3) return;
      compared++;
      const moved = at(end, at(some, i)) - at(start, at(some, i));
      expect(moved).toBeCloseTo(-0.01 * Math.sign(slope), 4);
    });
    expect(compared).toBeGreaterThan(2);
    tf.dispose([batch.sequences, batch.mask, batch.responses]);
    trainer.dispose();
  });

  test('a saved and restored trainer continues bit by bit like one that was never interrupted', async () => {
    const teacher = newTeacher();
    const experiment = tinyExperiment();
    const batches = new Batches(TINY_TASK.split().train, 4, 1);
    const go = async (trainer: Trainer, from: number, to: number): Promise<number[]> => {
      const losses: number[] = [];
      for (let step = from; step <= to; step++) {
        losses.push((await distil(trainer, teacher, experiment, step, batches.at(step))).loss);
      }
      return losses;
    };
    const whole = newTrainer();
    await go(whole, 1, 3);
    const saved = await whole.save();
    const expected = await go(whole, 4, 6);
    const again = new Trainer(new Model(SHAPE, initialParameters(SHAPE, 999)));
    again.restore(saved);
    expect(again.updates).toBe(3);
    expect(await go(again, 4, 6)).toEqual(expected);
    expect(await again.save()).toEqual(await whole.save());
    // The saved arrays are the trainer's no more.
    expect(saved.updates).toBe(3);
    again.restore(saved);
    expect(await go(again, 4, 6)).toEqual(expected);
    for (const trainer of [whole, again]) trainer.dispose();
    teacher.dispose();
  });

  test('a state of another size is refused and changes nothing', async () => {
    const trainer = newTrainer();
    const before = await trainer.save();
    const good = new Float32Array(before.parameters.length);
    for (const part of ['parameters', 'first', 'second'] as const) {
      const state = { parameters: good, first: good, second: good, updates: 5, [part]: new Float32Array(3) };
      expect(() => trainer.restore(state)).toThrow(says(/another size/));
    }
    expect(await trainer.save()).toEqual(before);
    trainer.dispose();
  });

  test('resetMoments forgets the optimizer and keeps the weights', async () => {
    const trainer = newTrainer();
    await supervise(trainer);
    const { parameters } = await trainer.save();
    trainer.resetMoments();
    const after = await trainer.save();
    expect(after.parameters).toEqual(parameters);
    expect(after.updates).toBe(0);
    expect(after.first.every((x) => x === 0) && after.second.every((x) => x === 0)).toBe(true);
    trainer.dispose();
  });

  test('no tensor is left behind over 20 steps, nor after the end', async () => {
    const once = async (steps: number): Promise<void> => {
      const teacher = newTeacher();
      const trainer = newTrainer();
      const changes = (step: number): Partial<Experiment> => ({
        blockSize: 1 + (step % 2),
        responseLimit: 3,
      });
      await distil(trainer, teacher, tinyExperiment(changes(0)), 1);
      const before = tf.memory().numTensors;
      for (let step = 1; step <= steps; step++) {
        await distil(trainer, teacher, tinyExperiment(changes(step)), step);
      }
      if (steps > 2) expect(tf.memory().numTensors).toBe(before);
      trainer.dispose();
      teacher.dispose();
    };
    await once(2); // Makes the constants that are kept for good.
    const outside = tf.memory().numTensors;
    await once(20);
    expect(tf.memory().numTensors).toBe(outside);
  });
});
