import { beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import { STREAM } from '../../experiment/random';
import { Model } from '../../model/model';
import { drawParameters } from '../../model/parameters';
import { type ModelShape, type ParameterSpec, parameterSpecs } from '../../model/shape';
import * as tf from '../../ops/tf';
import type { Example } from '../../tasks/task';
import { selectBackend } from '../../test-support/backends';
import { logitsByDefinition } from '../../test-support/definition';
import {
  at,
  expectClose,
  finiteDifferences,
  geluOf,
  logSoftmax,
  product,
  randomNumbers,
  rowsOf,
  softmax,
  sum,
  take,
} from '../../test-support/numbers';
import { says } from '../../test-support/says';
import { shapeFor, sharpParameters, TINY_PICTURES, tinyExperiment } from '../../test-support/tiny';
import { Batches } from '../batches';
import { collect, disposeCollected } from '../collect';
import { drawMasks, viewsOf } from '../dino/crops';
import { headSpecs } from '../dino/head';
import { readMetrics, type StepMetrics } from '../step';
import { Trainer, type TrainerState } from '../trainer';
import { momentumAt, SelfDistillation } from './self-distillation';

const SHAPE = shapeFor(TINY_PICTURES, { width: 8, layers: 1, heads: 2 });
const { promptLength } = TINY_PICTURES;
const TRAIN = TINY_PICTURES.split().train;
const experimentOf = (changes: Partial<Experiment> = {}): Experiment =>
  tinyExperiment({ method: 'dino', task: 'digits', prototypes: 6, steps: 100, warmUpSteps: 0, ...changes });
const RATE = { learningRate: 0.01, weightDecay: 0, clipNorm: 0 };

const newStudent = (seed = 3): Trainer => new Trainer(new Model(SHAPE, sharpParameters(SHAPE, seed, 4)));

async function stepOf(
  student: Trainer,
  dino: SelfDistillation,
  experiment: Experiment,
  examples: readonly Example[],
  rate = RATE,
): Promise<StepMetrics> {
  const drawn = await collect(TINY_PICTURES, experiment, student.model, null, examples, 1);
  const taught = dino.teach(drawn, promptLength, student.model);
  const made = dino.step(student, promptLength, taught, experiment, rate);
  made.studentLogits.dispose();
  disposeCollected(taught);
  return readMetrics(await take(made.metrics), made.lossTerms);
}

const partOf = (specs: readonly ParameterSpec[], flat: readonly number[], name: string): number[] => {
  const spec = specs.find((one) => one.name === name);
  if (!spec) throw new Error(`${name} is missing`);
  return flat.slice(spec.offset, spec.offset + spec.size);
};

/** States [views, patches + 1, width] of grey levels, in double precision, with hidden patches. */
function statesOf(
  shape: ModelShape,
  flat: readonly number[],
  views: readonly (readonly number[])[],
  side: number,
): number[][][] {
  const { width, patch = 1, context } = shape;
  const across = side / patch;
  const specs = parameterSpecs(shape);
  const rest = (name: string): number[] => partOf(specs, flat, name);
  const positions = rowsOf(rest('wpe.weight'), width);
  const grid = positions.slice(0, context - 1);
  // Of 2 × 2 patches to one, the positions' mean.
  const own =
    across ** 2 === context - 1
      ? grid
      : [Array.from({ length: width }, (_, i) => sum(grid.map((row) => at(row, i))) / grid.length)];
  const small: ModelShape = { ...shape, vocabulary: width, context: across ** 2 + 1 };
  const head = Array.from({ length: width ** 2 }, (_, i) => Number(Math.floor(i / width) === i % width));
  const values = parameterSpecs(small).flatMap(({ name }) => {
    if (name === 'wpe.weight') return [...own, at(positions, context - 1)].flat();
    return name === 'head.weight' ? head : rest(name);
  });
  return views.map((levels) => {
    const patches = Array.from({ length: across ** 2 }, (_, p) =>
      Array.from({ length: patch ** 2 }, (_pixel, i) => {
        const row = Math.floor(p / across) * patch + Math.floor(i / patch);
        return at(levels, row * side + (p % across) * patch + (i % patch)) / 15;
      }),
    );
    return rowsOf(logitsByDefinition(small, values, patches.flat(), small.context, 0), width);
  });
}

const unit = (x: readonly number[]): number[] =>
  x.map((value) => value / Math.sqrt(sum(x.map((v) => v ** 2))));
const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((x, i) => x * at(b, i)));

/** Scores of prototypes of one state. */
function scoresOf(
  specs: readonly ParameterSpec[],
  flat: readonly number[],
  state: readonly number[],
): number[] {
  const layer = (x: readonly number[], name: string): number[] => {
    const matrix = partOf(specs, flat, name);
    return product(x, matrix, 1, x.length, matrix.length / x.length);
  };
  const inner = unit(layer(layer(layer(state, 'class.0').map(geluOf), 'class.1').map(geluOf), 'class.2'));
  return rowsOf(partOf(specs, flat, 'class.prototypes'), inner.length).map((row) => dot(unit(row), inner));
}

/** −mean log ‖f_i − its nearest‖ over the pictures of one view. */
function koleoOf(states: readonly (readonly number[])[]): number {
  const units = states.map(unit);
  const logs = units.map((one, i) => {
    const others = units.filter((_, j) => j !== i);
    return Math.log(
      Math.min(...others.map((other) => Math.sqrt(sum(other.map((x, d) => (x - at(one, d)) ** 2))))),
    );
  });
  return -sum(logs) / logs.length;
}

describe('self-distillation', () => {
  beforeAll(() => selectBackend('cpu'));

  test('has the gradient of its loss: cross-entropy between views, and KoLeo', async () => {
    const experiment = experimentOf({ localCrops: 1, koleoWeight: 0.3, targetTemperature: 0.2 });
    const examples = TRAIN.slice(0, 2);
    const student = newStudent();
    const specs = headSpecs(SHAPE.width, experiment.prototypes, false);
    const head = Array.from(drawParameters(specs, experiment.seed, STREAM.prototypeHead));
    const encoder = Array.from((await student.save()).parameters);
    const views = viewsOf(
      examples.map(({ prompt }) => prompt),
      experiment,
      1,
      2,
    );
    const globals = rowsOf(Array.from(views.globals), 16);
    const locals = rowsOf(Array.from(views.locals), 4);
    const classOf = (states: readonly (readonly number[])[]): readonly number[] =>
      at(states, states.length - 1);
    // The teacher is the student, and its centre is 0.
    const targets = statesOf(SHAPE, encoder, globals, 4).map((states) =>
      softmax(scoresOf(specs, head, classOf(states)).map((z) => z / 0.2)),
    );
    const lossOf = (flat: readonly number[], heads: readonly number[]): number => {
      const large = statesOf(SHAPE, flat, globals, 4).map(classOf);
      const small = statesOf(SHAPE, flat, locals, 2).map(classOf);
      const logs = [...large, ...small].map((state) =>
        logSoftmax(scoresOf(specs, heads, state).map((z) => z / experiment.prototypeTemperature)),
      );
      const pairs = [0, 1].flatMap((t) => [0, 1, 2].filter((s) => s !== t).map((s) => [t, s] as const));
      const crossed = pairs.flatMap(([t, s]) =>
        [0, 1].map((row) => -dot(at(targets, 2 * t + row), at(logs, 2 * s + row))),
      );
      return sum(crossed) / crossed.length + 0.3 * (koleoOf(large.slice(0, 2)) + koleoOf(large.slice(2)));
    };
    const dino = new SelfDistillation(student.model, experiment, null);
    const { loss } = await stepOf(student, dino, experiment, examples);
    expect(loss).toBeCloseTo(lossOf(encoder, head), 4);
    // AdamW's first moment after one update is a tenth of the gradient.
    const ofEncoder = Array.from((await student.save()).first, (moment) => 10 * moment);
    const ofHead = Array.from((await dino.save()).first, (moment) => 10 * moment);
    const some = (count: number, size: number): number[] =>
      randomNumbers(count, 5).map((x) => Math.floor(Math.abs(x) * 1e6) % size);
    const slopesAt = (
      places: readonly number[],
      flat: readonly number[],
      f: (x: number[]) => number,
    ): number[] =>
      places.map((place) =>
        at(
          finiteDifferences(
            (x) => f([...flat.slice(0, place), ...x, ...flat.slice(place + 1)]),
            [at(flat, place)],
          ),
          0,
        ),
      );
    // The class head comes last; labels alone train it.
    const places = some(40, encoder.length - SHAPE.width * SHAPE.vocabulary);
    expectClose(
      places.map((place) => at(ofEncoder, place)),
      slopesAt(places, encoder, (flat) => lossOf(flat, head)),
      1e-3,
    );
    const inHead = [...some(20, head.length), head.length - 1, head.length - 40];
    expectClose(
      inHead.map((place) => at(ofHead, place)),
      slopesAt(inHead, head, (heads) => lossOf(encoder, heads)),
      1e-3,
    );
    for (const one of [student, dino]) one.dispose();
  });

  test('at momentum 1 the teacher stays as it began', async () => {
    const student = newStudent();
    const experiment = experimentOf({ teacherMomentum: 1 });
    const dino = new SelfDistillation(student.model, experiment, null);
    const before = (await student.save()).parameters;
    for (const step of [0, 4]) await stepOf(student, dino, experiment, TRAIN.slice(step, step + 4));
    expect(await take(dino.average.flat.clone())).toEqual(Array.from(before));
    expect((await student.save()).parameters).not.toEqual(before);
    for (const one of [student, dino]) one.dispose();
  });

  test('the teacher follows the student by its momentum, which goes to 1', async () => {
    const student = newStudent();
    const experiment = experimentOf({ teacherMomentum: 0.5 });
    const dino = new SelfDistillation(student.model, experiment, null);
    const before = (await student.save()).parameters;
    await stepOf(student, dino, experiment, TRAIN.slice(0, 4));
    const after = (await student.save()).parameters;
    const m = momentumAt(experiment, 1);
    expectClose(
      await take(dino.average.flat.clone()),
      Array.from(before, (x, i) => m * x + (1 - m) * at(after, i)),
      1e-6,
    );
    expect(m).toBeCloseTo(0.5001, 4);
    expect(momentumAt(experiment, 50)).toBeCloseTo(0.75, 6);
    expect(momentumAt(experiment, 100)).toBe(1);
    for (const one of [student, dino]) one.dispose();
  });

  test('labels train the class head, and no state', async () => {
    const trained = async (examples: readonly Example[]): Promise<Float32Array> => {
      const student = newStudent();
      const dino = new SelfDistillation(student.model, experimentOf(), null);
      await stepOf(student, dino, experimentOf(), examples);
      const { parameters } = await student.save();
      for (const one of [student, dino]) one.dispose();
      return parameters;
    };
    const examples = TRAIN.slice(0, 4);
    const [plain, other, without] = await Promise.all([
      trained(examples),
      trained(examples.map((example) => ({ ...example, response: 'top left' }))),
      trained(examples.map((example) => ({ ...example, unlabelled: true as const }))),
    ]);
    const headAt = plain.length - SHAPE.width * SHAPE.vocabulary;
    for (const changed of [other, without]) {
      expect(changed.subarray(0, headAt)).toEqual(plain.subarray(0, headAt));
      expect(changed.subarray(headAt)).not.toEqual(plain.subarray(headAt));
    }
  });

  test('iBOT’s term is there with its weight, and hides patches from the student', async () => {
    const examples = TRAIN.slice(0, 4);
    const of = async (changes: Partial<Experiment>): Promise<StepMetrics> => {
      const experiment = experimentOf(changes);
      const student = newStudent();
      const dino = new SelfDistillation(student.model, experiment, null);
      const metrics = await stepOf(student, dino, experiment, examples);
      for (const one of [student, dino]) one.dispose();
      return metrics;
    };
    const [without, half, whole] = await Promise.all([
      of({}),
      of({ maskedPatchWeight: 0.5 }),
      of({ maskedPatchWeight: 1 }),
    ]);
    expect(drawMasks(1, 1, 8, 4).some((one) => one === 1)).toBe(true);
    expect(without.lossTerms['masked-patches']).toBeUndefined();
    const [views = 0, hidden = 0] = [whole.lossTerms.prototypes, whole.lossTerms['masked-patches']];
    expect(half.lossTerms.prototypes).toBe(views);
    expect(views).not.toBe(without.lossTerms.prototypes);
    expect(hidden).toBeGreaterThan(0);
    expect(whole.loss).toBeCloseTo(views + hidden, 5);
    expect(half.loss).toBeCloseTo(views + 0.5 * hidden, 5);
  });

  test('shows the views of the first pictures, with distributions of both models', async () => {
    const student = newStudent();
    const experiment = experimentOf({ localCrops: 3 });
    const dino = new SelfDistillation(student.model, experiment, null);
    const drawn = await collect(TINY_PICTURES, experiment, student.model, null, TRAIN.slice(0, 4), 1);
    const taught = dino.teach(drawn, promptLength, student.model);
    tf.dispose(Object.values(dino.step(student, promptLength, taught, experiment, RATE)));
    const shown = await dino.views(student.model, taught, experiment, 2);
    expect(shown.map(({ prompt }) => prompt)).toEqual(TRAIN.slice(0, 2).map(({ prompt }) => prompt));
    const cut = viewsOf(taught.prompts, experiment, 1, 2);
    for (const [picture, { views }] of shown.entries()) {
      expect(views.map(({ pixels }) => pixels.length)).toEqual([16, 16, 4, 4, 4]);
      expect(views.map(({ teacher }) => teacher !== null)).toEqual([true, true, false, false, false]);
      for (const { teacher, student: own } of views) {
        for (const one of teacher ? [teacher, own] : [own]) expect(sum(Array.from(one))).toBeCloseTo(1, 4);
      }
      const last = cut.locals.subarray((2 * 4 + picture) * 4, (2 * 4 + picture + 1) * 4);
      expect(at(views, 4).pixels).toBe(Array.from(last, (level) => Math.round(level).toString(16)).join(''));
    }
    disposeCollected(taught);
    for (const one of [student, dino]) one.dispose();
  });

  test('refuses a state of another size', async () => {
    const student = newStudent();
    const dino = new SelfDistillation(student.model, experimentOf(), null);
    const saved = await dino.save();
    const { averages, ...without } = saved;
    const misfits: TrainerState[] = [without, { ...saved, averages: new Float32Array(3) }];
    for (const state of misfits) expect(() => dino.restore(state)).toThrow(says(/another size/));
    expect(averages?.length).toBeGreaterThan(student.model.flat.size);
    for (const one of [student, dino]) one.dispose();
  });
});

describe('gauges of collapse', () => {
  beforeAll(() => selectBackend('wasm'));

  const STEPS = 12;

  async function trained(prototypeCentring: Experiment['prototypeCentring']): Promise<StepMetrics> {
    const experiment = experimentOf({
      prototypeCentring,
      prototypes: 8,
      teacherMomentum: 0.8,
      localCrops: 1,
    });
    const student = newStudent();
    const dino = new SelfDistillation(student.model, experiment, null);
    const batches = new Batches(TRAIN, 8, 1);
    let last: StepMetrics | null = null;
    for (let step = 1; step <= STEPS; step++)
      last = await stepOf(student, dino, experiment, batches.at(step));
    for (const one of [student, dino]) one.dispose();
    if (!last) throw new Error('no step');
    return last;
  }

  test('say that with neither centring nor Sinkhorn–Knopp all views get one prototype', async () => {
    const { lossTerms } = await trained('none');
    expect(lossTerms['prototype-entropy']).toBeLessThan(0.01);
    expect(lossTerms['prototype-divergence']).toBeLessThan(0.01);
  });

  test('say that with Sinkhorn–Knopp all prototypes are used', async () => {
    expect((await trained('sinkhorn-knopp')).lossTerms['prototype-entropy']).toBeGreaterThan(0.99);
  });
});
