/** The self-test that the page offers: where the student is the teacher, distillation has nothing left to do. */
import { expect, test } from 'vitest';
import type { Experiment } from '../experiment/fields';
import { compositionOf, needsTeacher, readsTeacher, verifies } from '../experiment/methods';
import { onEachBackend } from '../test-support/backends';
import { at, sum, take } from '../test-support/numbers';
import { shapeFor, sharpModel, TEXT_METHODS, TINY_TASK, tinyExperiment } from '../test-support/tiny';
import { Batches } from './batches';
import { type Collected, collect, disposeCollected } from './collect';
import { MethodState } from './method-state';
import { projectionsFor } from './projections';
import { prepareTexts } from './sampler/texts';
import { distilStep, readMetrics, type StepMetrics } from './step';
import { Trainer } from './trainer';

const SHAPE = shapeFor(TINY_TASK);
const RATE = { learningRate: 0.01, weightDecay: 0, clipNorm: 1 };
const EXAMPLES = new Batches(TINY_TASK.split().train, 8, 1).at(1);
/** Rounding of float32 in a mean over a few hundred numbers. */
const ROUNDING = 5e-6;

interface First {
  readonly metrics: StepMetrics;
  readonly teacherMask: number[];
}

async function firstStep(changes: Partial<Experiment>, step = 1): Promise<First> {
  const experiment = tinyExperiment({
    ...{ batchSize: 8, studentWidth: SHAPE.width, studentLayers: SHAPE.layers, studentHeads: SHAPE.heads },
    ...{ start: 'teacher', studentTemperature: 0, topK: 1, ...changes },
  });
  const teacher = sharpModel(SHAPE, 7);
  const student = sharpModel(SHAPE, 7);
  const trainer = new Trainer(student, projectionsFor(experiment, student.shape, teacher.shape));
  const memory = new MethodState(experiment, TINY_TASK);
  const { train } = TINY_TASK.split();
  const asks = async (): Promise<boolean> => true;
  const texts = await prepareTexts(TINY_TASK, teacher, experiment, train, EXAMPLES, () => {}, asks);
  if (texts) memory.texts = texts;
  const { plan, ...stepInputs } = memory.stepInputs(experiment, 1);
  const later = step === 1 ? plan : { ...plan, stage: 2 as const };
  const collected: Collected = await collect(TINY_TASK, experiment, student, teacher, EXAMPLES, step, {
    ...stepInputs,
    plan: later,
  });
  const made = distilStep(trainer, TINY_TASK.promptLength, collected, experiment, RATE);
  const teacherMask = Array.from((await collected.teacherMask?.data()) ?? []);
  const metrics = readMetrics(await take(made.metrics), made.lossTerms);
  made.studentLogits.dispose();
  disposeCollected(collected);
  memory.dispose();
  trainer.dispose();
  teacher.dispose();
  return { metrics, teacherMask };
}

/** Parts of a loss that compare the two models. */
const comparing = ({ loss, lossTerms }: StepMetrics): readonly number[] => {
  const parts = Object.entries(lossTerms).filter(
    ([name]) => name !== 'cross-entropy' && name !== 'meanTokenWeight',
  );
  return parts.length > 0 ? parts.map(([, value]) => value) : [loss];
};

const taught = TEXT_METHODS.filter(
  (method) => method !== 'custom' && needsTeacher(tinyExperiment({ method })),
);

await onEachBackend('teacher = student', (backend) => {
  // A software adapter compiles for minutes; the same graphs run there in methods.test.ts.
  const unlessSlow = test.skipIf(backend === 'webgpu');

  unlessSlow.each(taught)('%s: what compares the two models is 0 in the first step', async (method) => {
    // A vetoed target is the teacher's distribution at β = 0 only.
    const { metrics, teacherMask } = await firstStep({ method, vetoStrength: 0 });
    const composition = compositionOf(tinyExperiment({ method }));
    expect(metrics.overlap ?? 1).toBeCloseTo(1, 5);
    // SeqKD learns the teacher's text by cross-entropy and compares nothing.
    if (!readsTeacher(composition)) return;
    for (const value of comparing(metrics)) expect(Math.abs(value)).toBeLessThan(ROUNDING);
    const plain = metrics.lossTerms['cross-entropy'] === undefined;
    if (plain) expect(Math.abs(metrics.loss)).toBeLessThan(ROUNDING);
    if (plain) expect(metrics.gradientNorm).toBeLessThan(1e-4);
    if (composition.weight === 'mask-rejected') expect(metrics.lossTerms.meanTokenWeight).toBeCloseTo(1, 5);
    // The student never strays, so the teacher never takes over.
    expect(sum(teacherMask)).toBe(0);
  });

  unlessSlow.each([
    { method: 'skd' },
    { method: 'skd', blockSize: 4 },
    { method: 'skd', topK: 3 },
    { method: 'skd', acceptance: 'nucleus', acceptanceTopP: 0.01 },
    { method: 'skd-mixed' },
    { method: 'custom', sampler: 'interleaved', tokenWeight: 'hard-tokens', keepFraction: 0.5 },
    { method: 'custom', sampler: 'interleaved', tokenWeight: 'mask-rejected' },
  ] as const)('%j accepts every greedy draft', async (changes) => {
    const { metrics } = await firstStep(changes);
    expect(verifies(tinyExperiment(changes))).toBe(true);
    expect(sum(metrics.acceptedAt)).toBeGreaterThan(0);
    expect(sum(metrics.replacedAt)).toBe(0);
    for (const value of comparing(metrics)) expect(Math.abs(value)).toBeLessThan(ROUNDING);
  });

  unlessSlow.each(['forward-kl', 'reverse-kl', 'jsd', 'tvd', 'skew-forward-kl', 'skew-reverse-kl'] as const)(
    '%s is 0, also at another temperature',
    async (divergence) => {
      for (const lossTemperature of [1, 3]) {
        const { metrics } = await firstStep({ method: 'skd', divergence, lossTemperature });
        expect(Math.abs(metrics.loss)).toBeLessThan(ROUNDING);
      }
    },
  );

  unlessSlow('relative difficulty counts no token in its second stage', async () => {
    const { metrics } = await firstStep({ method: 'rdd' }, 2);
    expect(metrics.lossTerms.meanTokenWeight).toBe(0);
    expect(metrics.loss).toBe(0);
    expect(metrics.gradientNorm).toBe(0);
  });

  unlessSlow('relative difficulty of labels keeps none in its second stage, and has no loss', async () => {
    const { metrics } = await firstStep({ method: 'rdd-labels' }, 2);
    expect(metrics.lossTerms.meanTokenWeight).toBe(0);
    expect(Math.abs(metrics.loss)).toBeLessThan(ROUNDING);
    expect(metrics.gradientNorm).toBeLessThan(1e-4);
  });

  unlessSlow('another model is told apart: the test can fail', async () => {
    const { metrics } = await firstStep({ method: 'skd', studentTemperature: 1, topK: 0 });
    expect(sum(metrics.acceptedAt)).toBe(0);
    expect(at(metrics.replacedAt, 0)).toBeGreaterThan(0);
  });
});
