import { beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import { Model } from '../../model/model';
import { initialParameters } from '../../model/parameters';
import type { ModelShape } from '../../model/shape';
import * as tf from '../../ops/tf';
import { selectBackend } from '../../test-support/backends';
import { logitsByDefinition } from '../../test-support/definition';
import {
  at,
  expectClose,
  finiteDifferences,
  logSoftmax,
  randomNumbers,
  rowsOf,
  softmax,
  sum,
  take,
} from '../../test-support/numbers';
import { says } from '../../test-support/says';
import { shapeFor, sharpModel, sharpParameters, TINY_TASK, tinyExperiment } from '../../test-support/tiny';
import { Batches, dataBatch, type Sequences } from '../batches';
import { type Collected, collect, disposeCollected } from '../collect';
import { distilStep, readMetrics, type Step, type StepMetrics } from '../step';
import { Trainer } from '../trainer';
import { examine, examSlopes, InteractiveTeacher } from './interactive-teacher';

const { promptLength, responseLength } = TINY_TASK;
const TRAIN = TINY_TASK.split().train;
const EXAMPLES = new Batches(TRAIN, 4, 1).at(1);
const STUDENT = shapeFor(TINY_TASK, { layers: 1 });
const TEACHER = shapeFor(TINY_TASK, { width: 4, layers: 1, heads: 1 });
const RATE = { learningRate: 0.01, weightDecay: 0, clipNorm: 0 };
const exam = (): Sequences => dataBatch(TINY_TASK, TRAIN.slice(20, 24));

const newStudent = (): Trainer => new Trainer(new Model(STUDENT, initialParameters(STUDENT, 3)));
const drawn = (experiment: Experiment, student: Trainer, teacher: Model, step = 1): Promise<Collected> =>
  collect(TINY_TASK, experiment, student.model, teacher, EXAMPLES, step);

async function read({ metrics, lossTerms, studentLogits }: Step): Promise<StepMetrics> {
  studentLogits.dispose();
  return readMetrics(await take(metrics), lossTerms);
}

describe('the slopes of an exam', () => {
  beforeAll(() => selectBackend('cpu'));

  test('are those of its loss after a gradient step, by the teacher’s probabilities', async () => {
    const shape: ModelShape = { vocabulary: 5, context: 3, width: 4, layers: 1, heads: 1 };
    const [read, answer] = [2, 2];
    const course = [
      [1, 2, 3, 4],
      [4, 0, 2, 1],
    ];
    const examined = [[3, 1, 4, 2]];
    const count = course.length * answer;
    const logQ = (flat: readonly number[], rows: readonly (readonly number[])[]): number[] => {
      const input = rows.flatMap((row) => row.slice(0, -1));
      const logits = logitsByDefinition(shape, flat, input, shape.context, read - 1);
      return rowsOf(logits, shape.vocabulary).flatMap(logSoftmax);
    };
    const examLoss = (flat: readonly number[]): number => {
      const rows = rowsOf(logQ(flat, examined), shape.vocabulary);
      return -sum(rows.map((row, i) => at(row, at(at(examined, 0), read + i)))) / answer;
    };
    const parameters = Array.from(sharpParameters(shape, 3, 8));
    const p = rowsOf(randomNumbers(count * shape.vocabulary, 9), shape.vocabulary).flatMap(softmax);
    // ∇ log q(c|x) of every c and x, [parameters][tokens · vocabulary]; the course's loss is −Σ p·log q over the tokens' number.
    const h = 1e-5;
    const rises = parameters.map((value, i) => {
      const [up, down] = [value + h, value - h].map((x) => logQ(parameters.with(i, x), course));
      return (up ?? []).map((x, j) => (x - at(down ?? [], j)) / (2 * h));
    });
    const rate = 0.2;
    const stepped = (targets: readonly number[]): number[] =>
      parameters.map(
        (value, i) => value + (rate / count) * sum(at(rises, i).map((rise, j) => rise * at(targets, j))),
      );
    const expected = finiteDifferences((targets) => examLoss(stepped(targets)), p, 1e-4);

    const before = new Model(shape, Float32Array.from(parameters));
    const after = new Model(shape, Float32Array.from(stepped(p)));
    const ids = (rows: number[][]): tf.Tensor2D => tf.tensor2d(rows, undefined, 'int32');
    const responses = ids(examined.map((row) => row.slice(read)));
    const batch = { sequences: ids(examined), responses, mask: tf.ones([1, answer]) as tf.Tensor2D };
    const graded = examine(after, read, batch);
    expect(at(await take(graded.loss), 0)).toBeCloseTo(examLoss(stepped(p)), 4);
    const sequences = ids(course);
    const slopes = await take(examSlopes(before, graded.gradient, sequences, read, 1));
    // The factor is the step's.
    expectClose(
      slopes.map((slope) => (slope * rate) / count),
      expected,
      1e-2,
      1e-6,
    );
    tf.dispose([graded.gradient, graded.studentLogits, sequences, batch.sequences, responses, batch.mask]);
    for (const model of [before, after]) model.dispose();
  });
});

describe('a teacher that learns from an exam', () => {
  beforeAll(() => selectBackend('cpu'));

  test('at rate 0 stays as it is: the steps are those of Hinton’s KD', async () => {
    const teacher = sharpModel(TEACHER, 7);
    const [plain, student] = [newStudent(), newStudent()];
    const hinton = tinyExperiment({ method: 'hinton-kd' });
    const experiment = tinyExperiment({ method: 'ikd', teacherRate: 0 });
    const interactive = new InteractiveTeacher(teacher, exam);
    for (const step of [1, 2, 3]) {
      const known = await drawn(hinton, plain, teacher, step);
      const expected = await read(distilStep(plain, promptLength, known, hinton, RATE));
      const taught = interactive.teach(await drawn(experiment, student, teacher, step), promptLength);
      const made = interactive.step(student, promptLength, taught, experiment, RATE);
      const { lossTerms, ...rest } = await read(made);
      const { drift, 'exam-before': before, 'exam-after': after, ...terms } = lossTerms;
      expect({ ...rest, lossTerms: terms }).toEqual(expected);
      expect(drift).toBe(0);
      expect(after).not.toBe(before);
      for (const collected of [known, taught]) disposeCollected(collected);
    }
    expect((await student.save()).parameters).toEqual((await plain.save()).parameters);
    for (const one of [plain, student, interactive, teacher]) one.dispose();
  });

  test('has the gradient of CE + w·Σ d·p', async () => {
    const teacher = sharpModel(TEACHER, 7, 8);
    const parameters = Array.from(sharpParameters(TEACHER, 7, 8));
    const student = newStudent();
    const [feedbackWeight, lossTemperature] = [0.7, 2];
    const experiment = tinyExperiment({ method: 'ikd', feedbackWeight, lossTemperature, teacherRate: 1 });
    const interactive = new InteractiveTeacher(teacher, exam);
    const taught = interactive.teach(await drawn(experiment, student, teacher), promptLength);
    const before = student.model.snapshot();
    await read(interactive.step(student, promptLength, taught, experiment, RATE));
    const asked = exam();
    const graded = examine(student.model, promptLength, asked);
    const size = TINY_TASK.tokenizer.size;
    const slopes = rowsOf(
      await take(
        examSlopes(before, graded.gradient, taught.sequences, promptLength, experiment.lossTemperature),
      ),
      size,
    );
    const mask = Array.from(await taught.mask.data());
    const tokens = Array.from(await taught.responses.data());
    const count = sum(mask);
    const magnitude =
      sum(slopes.map((row, i) => at(mask, i) * sum(row.map((slope) => Math.abs(slope))))) / (count * size);
    const ids = rowsOf(Array.from(await taught.sequences.data()), promptLength + responseLength);
    const input = ids.flatMap((row) => row.slice(0, -1));
    const lowered = (flat: number[]): number => {
      const logits = logitsByDefinition(TEACHER, flat, input, TEACHER.context, promptLength - 1);
      const perToken = rowsOf(logits, size).map((z, i) => {
        if (at(mask, i) === 0) return 0;
        const p = softmax(z.map((x) => x / lossTemperature));
        const feedback = sum(p.map((x, c) => (x * at(at(slopes, i), c)) / magnitude));
        return feedbackWeight * feedback - at(logSoftmax(z), at(tokens, i));
      });
      return sum(perToken) / count;
    };
    // The first moment of AdamW after one update is a tenth of the gradient.
    const { first, updates } = await interactive.save();
    expectClose(
      Array.from(first, (moment) => 10 * moment),
      finiteDifferences(lowered, parameters),
      1e-3,
    );
    expect(updates).toBe(1);
    tf.dispose([graded.loss, graded.gradient, graded.studentLogits]);
    tf.dispose([asked.sequences, asked.responses, asked.mask]);
    disposeCollected(taught);
    for (const one of [before, student, interactive, teacher]) one.dispose();
  });

  test('leaves the start teacher as it is, drifts from it, and refuses the state of another', async () => {
    const teacher = sharpModel(TEACHER, 7);
    const begun = Array.from(await teacher.flat.data());
    const student = newStudent();
    const experiment = tinyExperiment({ method: 'ikd', teacherRate: 1 });
    const interactive = new InteractiveTeacher(teacher, exam);
    const drifts: number[] = [];
    for (const step of [1, 2]) {
      const taught = interactive.teach(await drawn(experiment, student, teacher, step), promptLength);
      const made = interactive.step(student, promptLength, taught, experiment, RATE);
      drifts.push((await read(made)).lossTerms.drift ?? Number.NaN);
      disposeCollected(taught);
    }
    expect(drifts[0]).toBe(0);
    expect(drifts[1]).toBeGreaterThan(1e-6);
    expect(Array.from(await teacher.flat.data())).toEqual(begun);
    const state = await student.save();
    expect(() => interactive.restore(state)).toThrow(says(/another size/));
    for (const one of [student, interactive, teacher]) one.dispose();
  });
});
