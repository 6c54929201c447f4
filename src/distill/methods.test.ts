import { beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../experiment/fields';
import { Model } from '../model/model';
import { initialParameters } from '../model/parameters';
import * as tf from '../ops/tf';
import { selectBackend } from '../test-support/backends';
import { sum, take } from '../test-support/numbers';
import { shapeFor, sharpModel, TEXT_METHODS, TINY_TASK, tinyExperiment } from '../test-support/tiny';
import { Batches, dataBatch } from './batches';
import { coTrainingFor } from './co-training/co-training';
import { collect, disposeCollected } from './collect';
import { MethodState } from './method-state';
import { projectionsFor } from './projections';
import { prepareTexts } from './sampler/texts';
import { distilStep, readMetrics, type StepMetrics, withLossTerms } from './step';
import { Trainer } from './trainer';
import { validationLoss } from './validation';

const { promptLength } = TINY_TASK;
const TRAIN = TINY_TASK.split().train;
const RATE = { learningRate: 0.01, weightDecay: 0.01, clipNorm: 1 };

describe('every method on the tiny task', () => {
  beforeAll(() => selectBackend('wasm'));

  const STEPS = 30;

  async function run(changes: Partial<Experiment>): Promise<StepMetrics[]> {
    const experiment = tinyExperiment({ steps: STEPS, topK: 2, batchSize: 8, ...changes });
    const shape = shapeFor(TINY_TASK, { width: 16, layers: 1, heads: 2 });
    const teacher = sharpModel(shapeFor(TINY_TASK), 42, 12);
    const student = new Model(shape, initialParameters(shape, 5));
    const trainer = new Trainer(student, projectionsFor(experiment, shape, teacher.shape));
    const coTraining = coTrainingFor(experiment, student, teacher, () =>
      dataBatch(TINY_TASK, TRAIN.slice(8, 16)),
    );
    const memory = new MethodState(experiment, TINY_TASK);
    const batches = new Batches(TRAIN.slice(0, 8), 8, 1);
    const texts = await prepareTexts(
      TINY_TASK,
      teacher,
      experiment,
      TRAIN,
      batches.usedBy(STEPS),
      () => {},
      async () => true,
    );
    if (texts) memory.texts = texts;
    const metrics: StepMetrics[] = [];
    const before = tf.memory().numTensors;
    for (let step = 1; step <= STEPS; step++) {
      const stepInputs = memory.stepInputs(experiment, step);
      const drawn = await collect(
        TINY_TASK,
        experiment,
        trainer.model,
        teacher,
        batches.at(step),
        step,
        stepInputs,
      );
      const batch = coTraining?.teach(drawn, promptLength, trainer.model) ?? drawn;
      let made = coTraining
        ? coTraining.step(trainer, promptLength, batch, experiment, RATE)
        : distilStep(trainer, promptLength, batch, experiment, RATE);
      if (step % 10 === 0) {
        const value = validationLoss(TINY_TASK, trainer.model, TINY_TASK.split().validation);
        made = withLossTerms(made, [{ name: 'validation', value }]);
      }
      made.studentLogits.dispose();
      disposeCollected(batch);
      const read = readMetrics(await take(made.metrics), made.lossTerms);
      memory.observe(step, read);
      metrics.push(read);
    }
    // Some constants are made in the first steps and kept for good; a leak would be one in each step.
    expect(tf.memory().numTensors - before).toBeLessThan(STEPS);
    memory.dispose();
    coTraining?.dispose();
    teacher.dispose();
    trainer.dispose();
    return metrics;
  }

  const mean = (values: readonly number[]): number => sum(values) / values.length;
  /** What the method lowers, before it decides which tokens count. */
  const objective = ({ loss, lossTerms }: StepMetrics): number =>
    lossTerms.meanTokenWeight === undefined ? loss : (lossTerms.divergence ?? Number.NaN);

  // The gradient of a constant reward is 0 on average: there is nothing to lower.
  const lowering = TEXT_METHODS.filter((method) => method !== 'fixed-advantage');

  test.each(lowering)('%s lowers its own objective in 30 steps', async (method) => {
    // Text that is not cut is the student itself and teaches it nothing on average.
    const metrics = await run(method === 'ssd' ? { method, studentTopP: 0.5 } : { method });
    const values = metrics.map(objective);
    expect(values.every(Number.isFinite)).toBe(true);
    // Two-stage methods change their text or their tokens halfway, those that go layer by layer with the layer, of which the
    // student has one: the first stage is compared with itself.
    const staged = ['two-stage', 'phi', 'internal-pid', 'internal-sid'].includes(method);
    const part = staged ? values.slice(0, STEPS / 2) : values;
    expect(mean(part.slice(-4))).toBeLessThan(0.9 * mean(part.slice(0, 4)));
  });

  test.each([
    { sampler: 'teacher', loss: 'hinton', tokenWeight: 'hard-tokens', keepFraction: 0.5 },
    {
      sampler: 'interleaved-mixture',
      divergence: 'skew-reverse-kl',
      methodSchedule: 'anneal-k',
      topKFinal: 5,
    },
    { sampler: 'replay-mixture', divergence: 'tvd', methodSchedule: 'anneal-mixture', mixtureFinal: 1 },
    { sampler: 'student', loss: 'comparative', tokenWeight: 'mask-rejected', rejectedWeight: 0.5 },
    { sampler: 'adaptive-switch', loss: 'correlation', methodSchedule: 'two-stage' },
    { sampler: 'teacher-text', methodSchedule: 'anneal-temperature', lossTemperatureFinal: 2 },
    { sampler: 'student', loss: 'internal', tokenWeight: 'hard-tokens', keepFraction: 0.5 },
    { sampler: 'interleaved', loss: 'internal', methodSchedule: 'progressive-layers', stepsPerLayer: 4 },
    { sampler: 'replay-mixture', loss: 'internal', methodSchedule: 'stacked-layers', divergence: 'tvd' },
  ] as const)('a composition of one’s own trains: %j', async (parts) => {
    const metrics = await run({ method: 'custom', ...parts });
    expect(metrics.every(({ loss, gradientNorm }) => Number.isFinite(loss) && gradientNorm > 0)).toBe(true);
  });
});
