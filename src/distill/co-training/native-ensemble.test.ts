import { beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import { Model } from '../../model/model';
import { initialParameters } from '../../model/parameters';
import { type ModelShape, parameterSpecs } from '../../model/shape';
import type { Task } from '../../tasks/task';
import { onEachBackend, selectBackend } from '../../test-support/backends';
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
import { shapeFor, sharpParameters, TINY_PICTURES, TINY_TASK, tinyExperiment } from '../../test-support/tiny';
import { Batches } from '../batches';
import { type Collected, collect, disposeCollected } from '../collect';
import { distilStep, readMetrics, type StepMetrics } from '../step';
import { Trainer, type TrainerState } from '../trainer';
import { Branches } from './branches';
import { NativeEnsemble } from './native-ensemble';

const RATE = { learningRate: 0.01, weightDecay: 0, clipNorm: 0 };
const experimentOf = (changes: Partial<Experiment> = {}): Experiment =>
  tinyExperiment({ method: 'one', lossTemperature: 3, ...changes });

const stateOf = (parameters: Float32Array): TrainerState => ({
  parameters,
  first: new Float32Array(parameters.length),
  second: new Float32Array(parameters.length),
  updates: 0,
});

interface Setting {
  readonly task: Task;
  readonly shape: ModelShape;
}
const OF_PICTURES: Setting = {
  task: TINY_PICTURES,
  shape: shapeFor(TINY_PICTURES, { width: 4, layers: 2, heads: 1 }),
};
const OF_TEXT: Setting = { task: TINY_TASK, shape: shapeFor(TINY_TASK, { width: 4, layers: 2, heads: 1 }) };

const examplesOf = ({ task }: Setting) => new Batches(task.split().train, 4, 1).at(1);
const newStudent = ({ shape }: Setting, seed = 7): Trainer =>
  new Trainer(new Model(shape, sharpParameters(shape, seed, 4)));

/** A step of a student and its branches; `look` sees what was collected. */
async function step(
  setting: Setting,
  student: Trainer,
  ensemble: NativeEnsemble,
  experiment: Experiment,
  look: (taught: Collected) => Promise<void> = async () => {},
): Promise<StepMetrics> {
  const { task } = setting;
  const drawn = await collect(task, experiment, student.model, null, examplesOf(setting), 1);
  const taught = ensemble.teach(drawn, task.promptLength, student.model);
  await look(taught);
  const made = ensemble.step(student, task.promptLength, taught, experiment, RATE);
  const metrics = readMetrics(await take(made.metrics), made.lossTerms);
  made.studentLogits.dispose();
  disposeCollected(taught);
  return metrics;
}

const blockOf = (name: string): number => Number(/h\.(\d+)\./.exec(name)?.[1] ?? -1);
/** Of a student of two blocks: the second, the last gain, and the head of an encoder. */
const isUpper = (name: string): boolean =>
  blockOf(name) === 1 || name === 'ln_f.weight' || name === 'head.weight';

/** A branch as a whole model of its own: the student's lower part under the branch's upper one. */
function wholeModel({ shape }: Setting, student: readonly number[], upper: readonly number[]): number[] {
  let used = 0;
  return parameterSpecs(shape).flatMap(({ name, offset, size }) => {
    if (!isUpper(name)) return student.slice(offset, offset + size);
    used += size;
    return upper.slice(used - size, used);
  });
}

/** What all branches share at the answered positions, normalised: a model of the lower block that answers with its states. */
function sharedStates({ shape, task }: Setting, student: readonly number[]): number[][] {
  const { width } = shape;
  const lower: ModelShape = { ...shape, layers: 1, vocabulary: width };
  const identity = Array.from({ length: width ** 2 }, (_, i) => Number(Math.floor(i / width) === i % width));
  const values = parameterSpecs(lower).flatMap(({ name, size }) => {
    if (name === 'ln_f.weight') return new Array<number>(size).fill(1);
    if (name === 'head.weight') return identity;
    const spec = parameterSpecs(shape).find((one) => one.name === name);
    return spec ? student.slice(spec.offset, spec.offset + spec.size) : [];
  });
  return rowsOf(
    logitsByDefinition(lower, values, inputOf({ shape, task }), shape.context, shape.context - 1),
    width,
  );
}

/** Patches of the examples' pictures, by the definition's order. */
function inputOf({ shape, task }: Setting): number[] {
  const { patch = 1 } = shape;
  const side = Math.sqrt(task.promptLength);
  const across = side / patch;
  return examplesOf({ shape, task }).flatMap(({ prompt }) =>
    Array.from({ length: task.promptLength }, (_, i) => {
      const [p, inside] = [Math.floor(i / patch ** 2), i % patch ** 2];
      const row = Math.floor(p / across) * patch + Math.floor(inside / patch);
      return Number.parseInt(at(prompt, row * side + (p % across) * patch + (inside % patch)), 16) / 15;
    }),
  );
}

const MANY = 3;

/** Scores of each branch and of the ensemble [examples][classes], in double precision. */
function scoresByDefinition(
  setting: Setting,
  student: readonly number[],
  beside: readonly number[],
): { branches: number[][][]; ensemble: number[][] } {
  const { shape } = setting;
  const upper = parameterSpecs(shape).filter(({ name }) => isUpper(name));
  const size = sum(upper.map((spec) => spec.size));
  const own = upper.flatMap(({ offset, size: of }) => student.slice(offset, offset + of));
  const uppers = [own, ...rowsOf(beside.slice(0, size * (MANY - 1)), size)];
  const branches = uppers.map((part) =>
    rowsOf(
      logitsByDefinition(
        ...([shape, wholeModel(setting, student, part), inputOf(setting)] as const),
        ...([shape.context, shape.context - 1] as const),
      ),
      shape.vocabulary,
    ),
  );
  const gate = beside.slice(size * (MANY - 1));
  const [matrix, bias] = [gate.slice(0, shape.width * MANY), gate.slice(shape.width * MANY)];
  const ensemble = sharedStates(setting, student).map((state, row) => {
    const shares = softmax(bias.map((b, i) => b + sum(state.map((x, j) => x * at(matrix, j * MANY + i)))));
    return at(at(branches, 0), row).map((_, v) =>
      sum(shares.map((share, i) => share * at(at(at(branches, i), row), v))),
    );
  });
  return { branches, ensemble };
}

const kl = (p: readonly number[], q: readonly number[], temperature: number): number => {
  const [logP = [], logQ = []] = [p, q].map((z) => logSoftmax(z.map((x) => x / temperature)));
  return sum(logP.map((l, v) => Math.exp(l) * (l - at(logQ, v))));
};

describe('an ensemble of branches', () => {
  beforeAll(() => selectBackend('cpu'));

  test('has the scores and the gradient of its definition, in the student and in the branches', async () => {
    const setting = OF_PICTURES;
    const experiment = experimentOf({ branches: MANY, softTargetWeight: 0.3 });
    const labels = examplesOf(setting).map(({ response }) => at(setting.task.tokenizer.encode(response), 0));
    const student = newStudent(setting);
    const ensemble = new NativeEnsemble(setting.shape, MANY, 1);
    const beside = randomNumbers((await ensemble.save()).parameters.length, 5, 0.4);
    ensemble.restore(stateOf(Float32Array.from(beside)));
    const own = Array.from((await student.save()).parameters);
    const fixed = scoresByDefinition(setting, own, beside).ensemble;
    const objective = (mine: readonly number[], others: readonly number[]): number => {
      const { branches, ensemble: together } = scoresByDefinition(setting, mine, others);
      const ce = (scores: readonly (readonly number[])[]): number =>
        sum(scores.map((z, row) => -at(logSoftmax(z), at(labels, row)))) / labels.length;
      const soft = (scores: readonly (readonly number[])[]): number =>
        sum(scores.map((z, row) => kl(at(fixed, row), z, 3))) / labels.length;
      const hard = ce(together) + sum(branches.map(ce));
      return 0.7 * hard + 0.3 * 9 * sum(branches.map(soft));
    };
    const { loss, lossTerms } = await step(setting, student, ensemble, experiment, async (taught) => {
      expectClose(Array.from((await taught.teacherLogits?.data()) ?? []), fixed.flat(), 1e-4);
    });
    expectClose([loss], [objective(own, beside)], 1e-4);
    expect(Object.keys(lossTerms)).toEqual(['cross-entropy', 'divergence', 'ensemble-cross-entropy']);
    // The first moment of AdamW after one update is a tenth of the gradient.
    const slopesIn = async (of: Trainer | NativeEnsemble): Promise<number[]> =>
      Array.from((await of.save()).first, (moment) => 10 * moment);
    expectClose(
      await slopesIn(student),
      finiteDifferences((mine) => objective(mine, beside), own),
      2e-4,
    );
    expectClose(
      await slopesIn(ensemble),
      finiteDifferences((others) => objective(own, others), beside),
      2e-4,
    );
    student.dispose();
    ensemble.dispose();
  });

  test.each([OF_PICTURES, OF_TEXT])('of one branch is supervised fine-tuning: $task.id', async (setting) => {
    const [student, plain] = [newStudent(setting), newStudent(setting)];
    const experiment = experimentOf({ branches: 1, softTargetWeight: 0 });
    const ensemble = new NativeEnsemble(setting.shape, 1, 1);
    const sft = tinyExperiment({ method: 'sft' });
    for (let i = 0; i < 3; i++) {
      const { loss, lossTerms } = await step(setting, student, ensemble, experiment);
      const drawn = await collect(setting.task, sft, plain.model, null, examplesOf(setting), 1);
      const made = distilStep(plain, setting.task.promptLength, drawn, sft, RATE);
      const expected = readMetrics(await take(made.metrics), made.lossTerms);
      made.studentLogits.dispose();
      disposeCollected(drawn);
      expect(loss).toBeCloseTo(expected.loss, 5);
      expect(lossTerms['ensemble-cross-entropy']).toBeUndefined();
    }
    const [found, wanted] = await Promise.all([student.save(), plain.save()]);
    expectClose(found.parameters, wanted.parameters, 1e-4);
    for (const one of [student, plain, ensemble]) one.dispose();
  });

  test('of equal branches is each of them, and has nothing to teach', async () => {
    const setting = OF_PICTURES;
    const student = newStudent(setting);
    const parameters = Array.from((await student.save()).parameters);
    const upper = parameterSpecs(setting.shape)
      .filter(({ name }) => isUpper(name))
      .flatMap(({ offset, size }) => parameters.slice(offset, offset + size));
    const ensemble = new NativeEnsemble(setting.shape, 2, 1);
    const gate = 2 * setting.shape.width + 2;
    ensemble.restore(stateOf(Float32Array.from([...upper, ...randomNumbers(gate, 3)])));
    const { lossTerms } = await step(setting, student, ensemble, experimentOf({ branches: 2 }));
    expect(Math.abs(lossTerms.divergence ?? 1)).toBeLessThan(5e-6);
    expect(lossTerms['ensemble-cross-entropy']).toBeCloseTo(lossTerms['cross-entropy'] ?? 0, 5);
    student.dispose();
    ensemble.dispose();
  });

  test('begins with branches that differ and count alike', async () => {
    const { shape } = OF_PICTURES;
    const branches = new Branches(shape, MANY, 1);
    const values = Array.from(await branches.flat.data());
    const valuesOf = (wanted: (name: string) => boolean): number[] =>
      branches.specs
        .filter(({ name }) => wanted(name))
        .flatMap(({ offset, size }) => values.slice(offset, offset + size));
    expect(valuesOf((name) => name.startsWith('branch.2.h'))).not.toEqual(
      valuesOf((name) => name.startsWith('branch.3.h')),
    );
    expect(Math.hypot(...valuesOf((name) => name.startsWith('gate')))).toBe(0);
    branches.dispose();
  });

  test('refuses a state of another number of branches', async () => {
    const [two, three] = [2, 3].map((count) => new NativeEnsemble(OF_PICTURES.shape, count, 1));
    const saved = await two?.save();
    if (!saved) throw new Error('nothing saved');
    expect(() => three?.restore(saved)).toThrow(says(/another size/));
    two?.dispose();
    three?.dispose();
  });

  test('lowers its objective, and the student answers better by itself', async () => {
    const setting = OF_PICTURES;
    const { shape } = setting;
    const student = new Trainer(new Model(shape, initialParameters(shape, 3)));
    const ensemble = new NativeEnsemble(shape, MANY, 1);
    const all: StepMetrics[] = [];
    for (let i = 0; i < 60; i++)
      all.push(await step(setting, student, ensemble, experimentOf({ branches: MANY })));
    const [first, last] = [at(all, 0), at(all, 59)];
    expect(last.loss).toBeLessThan(0.5 * first.loss);
    expect(last.lossTerms['cross-entropy']).toBeLessThan(0.5 * (first.lossTerms['cross-entropy'] ?? 0));
    student.dispose();
    ensemble.dispose();
  });
});

await onEachBackend('branches', () => {
  test.each([OF_PICTURES, OF_TEXT])('take a step: $task.id', async (setting) => {
    const student = newStudent(setting);
    const ensemble = new NativeEnsemble(setting.shape, 2, 1);
    const before = Array.from((await ensemble.save()).parameters);
    const metrics = await step(setting, student, ensemble, experimentOf({ branches: 2 }));
    expect(metrics.loss).toBeGreaterThan(0);
    expect(metrics.gradientNorm).toBeGreaterThan(0);
    expect(metrics.lossTerms.divergence).toBeGreaterThan(1e-4);
    expect(Array.from((await ensemble.save()).parameters)).not.toEqual(before);
    student.dispose();
    ensemble.dispose();
  });
});
