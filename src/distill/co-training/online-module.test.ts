import { beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import { Model } from '../../model/model';
import { initialParameters } from '../../model/parameters';
import { selectBackend } from '../../test-support/backends';
import { at, expectClose, finiteDifferences, randomNumbers, softmax, take } from '../../test-support/numbers';
import { says } from '../../test-support/says';
import { shapeFor, sharpModel, TINY_TASK, tinyExperiment } from '../../test-support/tiny';
import { Batches } from '../batches';
import { type Collected, collect, disposeCollected } from '../collect';
import { distilStep, readMetrics, type Step, type StepMetrics } from '../step';
import { Trainer, type TrainerState } from '../trainer';
import { OnlineModule } from './online-module';

const WIDTH = 8;
const RANK = 8;
const SIZE = 2 * WIDTH * RANK;
const TEACHER = shapeFor(TINY_TASK, { width: WIDTH });
const STUDENT = shapeFor(TINY_TASK, { layers: 1 });
const { promptLength } = TINY_TASK;
const EXAMPLES = new Batches(TINY_TASK.split().train, 4, 1).at(1);
const RATE = { learningRate: 0.01, weightDecay: 0, clipNorm: 0 };

const newStudent = (): Trainer => new Trainer(new Model(STUDENT, initialParameters(STUDENT, 3)));
const drawn = (experiment: Experiment, student: Trainer, teacher: Model): Promise<Collected> =>
  collect(TINY_TASK, experiment, student.model, teacher, EXAMPLES, 1);

async function read({ metrics, lossTerms, studentLogits }: Step): Promise<StepMetrics> {
  studentLogits.dispose();
  return readMetrics(await take(metrics), lossTerms);
}

/** What the module lowers, in double precision: CE + c·KL(q ‖ p), as a function of A and B in a row. */
async function reference(
  { teacherStates, responses, mask }: Collected,
  studentLogits: Step['studentLogits'],
  teacher: Model,
  weight: number,
): Promise<(parameters: number[]) => number> {
  const states = (await teacherStates?.array()) ?? [];
  const head = await teacher.weights.embedding.array();
  const q = await studentLogits.array();
  const [tokens, counts] = [await responses.array(), await mask.array()];
  const dot = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((total, value, i) => total + value * at(y, i), 0);
  return (parameters) => {
    const a = (i: number, k: number): number => at(parameters, i * RANK + k);
    const b = (k: number, j: number): number => at(parameters, WIDTH * RANK + k * WIDTH + j);
    const columns = Array.from({ length: RANK }, (_, k) => k);
    let [total, count] = [0, 0];
    states.forEach((row, r) => {
      row.forEach((h, t) => {
        if (counts[r]?.[t] !== 1) return;
        const inner = columns.map((k) =>
          dot(
            h,
            h.map((_, i) => a(i, k)),
          ),
        );
        const moved = h.map(
          (x, j) =>
            x +
            dot(
              inner,
              columns.map((k) => b(k, j)),
            ),
        );
        const p = softmax(head.map((token) => dot(moved, token)));
        const student = softmax(q[r]?.[t] ?? []);
        const kl = dot(
          student,
          student.map((x, v) => Math.log(x / at(p, v))),
        );
        total += weight * kl - Math.log(at(p, tokens[r]?.[t] ?? 0));
        count += 1;
      });
    });
    return total / count;
  };
}

describe('an online module on the teacher', () => {
  beforeAll(() => selectBackend('cpu'));

  test('is nothing at its start: the first step is that of Hinton’s KD', async () => {
    const teacher = sharpModel(TEACHER, 7);
    const [plain, student] = [newStudent(), newStudent()];
    const known = await drawn(tinyExperiment({ method: 'hinton-kd' }), plain, teacher);
    const hinton = await read(
      distilStep(plain, promptLength, known, tinyExperiment({ method: 'hinton-kd' }), RATE),
    );
    const experiment = tinyExperiment({ method: 'okd' });
    const module = new OnlineModule(teacher, 1);
    const taught = module.teach(await drawn(experiment, student, teacher));
    const { lossTerms, ...okd } = await read(module.step(student, promptLength, taught, experiment, RATE));
    const { drift, ...terms } = lossTerms;
    expect({ ...okd, lossTerms: terms }).toEqual(hinton);
    expect(drift).toBe(0);
    expect((await student.save()).parameters).toEqual((await plain.save()).parameters);
    for (const collected of [known, taught]) disposeCollected(collected);
    for (const one of [plain, student, module, teacher]) one.dispose();
  });

  test('has the gradient of CE + c·KL(q ‖ p), and moves the teacher', async () => {
    const teacher = sharpModel(TEACHER, 7);
    const student = newStudent();
    const experiment = tinyExperiment({ method: 'okd', feedbackWeight: 0.7 });
    const module = new OnlineModule(teacher, 1);
    const parameters = randomNumbers(SIZE, 5, 0.2);
    const zeros = new Float32Array(SIZE);
    module.restore({ parameters: Float32Array.from(parameters), first: zeros, second: zeros, updates: 0 });
    const taught = module.teach(await drawn(experiment, student, teacher));
    const step = module.step(student, promptLength, taught, experiment, RATE);
    const lowered = await reference(taught, step.studentLogits, teacher, 0.7);
    // The first moment of AdamW after one update is a tenth of the gradient.
    const { first, updates } = await module.save();
    expectClose(
      Array.from(first, (moment) => 10 * moment),
      finiteDifferences(lowered, parameters),
    );
    expect(updates).toBe(1);
    expect((await read(step)).lossTerms.drift).toBeGreaterThan(1e-3);
    expect(lowered(Array.from((await module.save()).parameters))).toBeLessThan(lowered(parameters));
    disposeCollected(taught);
    for (const one of [student, module, teacher]) one.dispose();
  });

  test('refuses a state of another size', () => {
    const teacher = sharpModel(TEACHER, 7);
    const module = new OnlineModule(teacher, 1);
    const short = new Float32Array(3);
    const state: TrainerState = { parameters: short, first: short, second: short, updates: 1 };
    expect(() => module.restore(state)).toThrow(says(/another size/));
    for (const one of [module, teacher]) one.dispose();
  });
});
