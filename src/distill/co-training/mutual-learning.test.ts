import { expect, test } from 'vitest';
import { Model } from '../../model/model';
import { initialParameters } from '../../model/parameters';
import { onEachBackend } from '../../test-support/backends';
import { take } from '../../test-support/numbers';
import { says } from '../../test-support/says';
import { shapeFor, sharpParameters, TINY_TASK, tinyExperiment } from '../../test-support/tiny';
import { Batches, dataBatch } from '../batches';
import { collect, disposeCollected } from '../collect';
import { readMetrics, type StepMetrics } from '../step';
import { Trainer, type TrainerState } from '../trainer';
import { type CoTraining, coTrainingFor } from './co-training';

const SHAPE = shapeFor(TINY_TASK);
const { promptLength } = TINY_TASK;
const EXAMPLES = new Batches(TINY_TASK.split().train, 8, 1).at(1);
const RATE = { learningRate: 0.01, weightDecay: 0, clipNorm: 0 };
const experimentOf = (changes = {}) => tinyExperiment({ method: 'dml', ...changes });

const stateOf = (parameters: Float32Array): TrainerState => ({
  parameters,
  first: new Float32Array(parameters.length),
  second: new Float32Array(parameters.length),
  updates: 0,
});

const begun = (changes = {}): CoTraining => {
  const student = new Model(SHAPE, initialParameters(SHAPE, 1));
  const made = coTrainingFor(experimentOf(changes), student, null, () => dataBatch(TINY_TASK, EXAMPLES));
  student.dispose();
  if (!made) throw new Error('nothing is trained beside the student');
  return made;
};

/** A step of both students. */
async function step(student: Trainer, mutual: CoTraining, changes = {}): Promise<StepMetrics> {
  const experiment = experimentOf(changes);
  const drawn = await collect(TINY_TASK, experiment, student.model, null, EXAMPLES, 1);
  const taught = mutual.teach(drawn, promptLength, student.model);
  const made = mutual.step(student, promptLength, taught, experiment, RATE);
  const metrics = readMetrics(await take(made.metrics), made.lossTerms);
  made.studentLogits.dispose();
  disposeCollected(taught);
  return metrics;
}

await onEachBackend('two students', (backend) => {
  const unlessSlow = test.skipIf(backend === 'webgpu');

  unlessSlow('that are equal have nothing to tell each other', async () => {
    const weights = sharpParameters(SHAPE, 7);
    const student = new Trainer(new Model(SHAPE, weights));
    const mutual = begun();
    mutual.restore(stateOf(weights));
    const { lossTerms } = await step(student, mutual);
    expect(Math.abs(lossTerms.divergence ?? 1)).toBeLessThan(5e-6);
    expect(lossTerms['peer-cross-entropy']).toBeCloseTo(lossTerms['cross-entropy'] ?? 0, 5);
    student.dispose();
    mutual.dispose();
  });

  unlessSlow('begin with other weights', async () => {
    const student = new Trainer(new Model(SHAPE, initialParameters(SHAPE, 1)));
    const mutual = begun({ seed: 1 });
    expect((await step(student, mutual)).lossTerms.divergence).toBeGreaterThan(1e-3);
    student.dispose();
    mutual.dispose();
  });

  unlessSlow('learn from each other one after the other', async () => {
    const weights = sharpParameters(SHAPE, 7);
    const other = sharpParameters(SHAPE, 8);
    // The soft targets alone: the peer, which is updated second, is drawn to the student as it is after its update.
    const alone = { softTargetWeight: 1 };
    const student = new Trainer(new Model(SHAPE, weights));
    const mutual = begun();
    mutual.restore(stateOf(other));
    await step(student, mutual, alone);
    const moved = (await student.save()).parameters;
    const expected = new Trainer(new Model(SHAPE, other));
    const teacher = begun();
    teacher.restore(stateOf(moved));
    await step(expected, teacher, alone);
    expect(await mutual.save()).toEqual(await expected.save());
    expect(moved).not.toEqual(weights);
    for (const one of [student, mutual, expected, teacher]) one.dispose();
  });
});

test('a state of another shape is refused', () => {
  const mutual = begun();
  expect(() => mutual.restore(stateOf(new Float32Array(3)))).toThrow(says(/another size/));
  mutual.dispose();
});
