import { beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import { Model } from '../../model/model';
import * as tf from '../../ops/tf';
import { onEachBackend, selectBackend } from '../../test-support/backends';
import { classLogitsByDefinition } from '../../test-support/definition';
import {
  at,
  expectClose,
  finiteDifferences,
  geluOf,
  logSoftmax,
  product,
  rowsOf,
  softmax,
  sum,
  take,
} from '../../test-support/numbers';
import { says } from '../../test-support/says';
import { shapeFor, sharpParameters, TINY_PICTURES, tinyExperiment } from '../../test-support/tiny';
import { Batches } from '../batches';
import { type Collected, collect, disposeCollected } from '../collect';
import { distilStep, readMetrics, type Step, type StepMetrics } from '../step';
import { Trainer } from '../trainer';
import { LightweightTeacher } from './lightweight-teacher';

const { promptLength, tokenizer } = TINY_PICTURES;
const TRAIN = TINY_PICTURES.split().train;
const EXAMPLES = new Batches(TRAIN, 6, 1).at(1);
const LABELS = EXAMPLES.map(({ response }) => at(tokenizer.encode(response), 0));
const SHAPE = shapeFor(TINY_PICTURES, { width: 8, layers: 1, heads: 2 });
const CLASSES = tokenizer.size;
const HIDDEN = 32;
const RATE = { learningRate: 0.01, weightDecay: 0, clipNorm: 0 };
const experimentOf = (changes: Partial<Experiment> = {}): Experiment =>
  tinyExperiment({ method: 'lw-kd', task: 'digits', lossTemperature: 4, auxiliaryWeight: 0.1, ...changes });

const newStudent = (): Trainer => new Trainer(new Model(SHAPE, sharpParameters(SHAPE, 3, 4)));
const drawn = (experiment: Experiment, student: Trainer, step = 1): Promise<Collected> =>
  collect(TINY_PICTURES, experiment, student.model, null, EXAMPLES, step);

async function read({ metrics, lossTerms, studentLogits }: Step): Promise<StepMetrics> {
  studentLogits.dispose();
  return readMetrics(await take(metrics), lossTerms);
}

const learn = (lightweight: LightweightTeacher): Promise<void> =>
  lightweight.prepare(
    TINY_PICTURES,
    TRAIN,
    () => {},
    async () => true,
  );

/** The discriminator's logit of a distribution, in double precision. */
function realness(parameters: readonly number[], outputs: readonly number[]): number {
  const first = parameters.slice(0, CLASSES * HIDDEN);
  const [firstBias, second] = [CLASSES, CLASSES + 1].map((row) =>
    parameters.slice(row * HIDDEN, (row + 1) * HIDDEN),
  );
  const hidden = product(outputs, first, 1, CLASSES, HIDDEN).map((x, i) =>
    geluOf(x + at(firstBias ?? [], i)),
  );
  return sum(hidden.map((x, i) => x * at(second ?? [], i))) + at(parameters, (CLASSES + 2) * HIDDEN);
}

const softplus = (x: number): number => Math.log(1 + Math.exp(x));
const mean = (values: readonly number[]): number => sum(values) / values.length;
const cooled = (logits: readonly number[], temperature: number): number[] =>
  softmax(logits.map((z) => z / temperature));

/** The student's logits of the batch's pictures by definition. */
const logitsOf = (flat: readonly number[]): number[][] =>
  EXAMPLES.map(({ prompt }) =>
    classLogitsByDefinition(
      SHAPE,
      flat,
      Array.from(prompt, (digit) => Number.parseInt(digit, 16) / 15),
    ),
  );

describe('a lightweight teacher', () => {
  beforeAll(() => selectBackend('cpu'));

  test('that counts nothing leaves plain cross-entropy, and its discriminator judges all the same', async () => {
    const [plain, student] = [newStudent(), newStudent()];
    const sft = tinyExperiment({ method: 'sft', task: 'digits' });
    const experiment = experimentOf({ softTargetWeight: 0, auxiliaryWeight: 0 });
    const lightweight = new LightweightTeacher(SHAPE, 1);
    const begun = await lightweight.save();
    for (const step of [1, 2, 3]) {
      const known = await drawn(sft, plain, step);
      const expected = await read(distilStep(plain, promptLength, known, sft, RATE));
      const taught = lightweight.teach(await drawn(experiment, student, step), promptLength);
      const made = await read(lightweight.step(student, promptLength, taught, experiment, RATE));
      expect(made.loss).toBeCloseTo(expected.loss, 6);
      expect(made.lossTerms['cross-entropy']).toBeCloseTo(expected.loss, 6);
      for (const collected of [known, taught]) disposeCollected(collected);
    }
    expectClose((await student.save()).parameters, (await plain.save()).parameters, 1e-6);
    const { parameters, updates } = await lightweight.save();
    expect(updates).toBe(3);
    expect(parameters).not.toEqual(begun.parameters);
    for (const one of [plain, student, lightweight]) one.dispose();
  });

  test('has the value and the gradients of its definition, the discriminator’s first', async () => {
    const student = newStudent();
    const flat = Array.from(sharpParameters(SHAPE, 3, 4));
    const [softTargetWeight, lossTemperature, auxiliaryWeight] = [0.3, 3, 0.7];
    const experiment = experimentOf({ softTargetWeight, lossTemperature, auxiliaryWeight });
    const lightweight = new LightweightTeacher(SHAPE, 1);
    const before = Array.from((await lightweight.save()).parameters);
    const taught = lightweight.teach(await drawn(experiment, student), promptLength);
    const glyphs = rowsOf(Array.from((await taught.teacherLogits?.data()) ?? []), CLASSES).map((z) =>
      cooled(z, lossTemperature),
    );
    const { loss, lossTerms } = await read(lightweight.step(student, promptLength, taught, experiment, RATE));
    const own = logitsOf(flat).map((z) => cooled(z, lossTemperature));
    const judged = (parameters: number[]): number =>
      mean(
        glyphs.map((p, i) => softplus(-realness(parameters, p)) + softplus(realness(parameters, at(own, i)))),
      );
    const after = await lightweight.save();
    // The first moment of AdamW after one update is a tenth of the gradient.
    expectClose(
      Array.from(after.first, (moment) => 10 * moment),
      finiteDifferences(judged, before),
      1e-3,
    );
    const parameters = Array.from(after.parameters);
    expect(judged(parameters)).toBeLessThan(judged(before));
    const right = [...glyphs.map((p) => realness(before, p) > 0), ...own.map((q) => realness(before, q) < 0)];
    expect(lossTerms['discriminator-accuracy']).toBeCloseTo(mean(right.map(Number)), 5);
    const lowered = (values: number[]): number =>
      mean(
        logitsOf(values).map((z, i) => {
          const q = cooled(z, lossTemperature);
          const p = at(glyphs, i);
          const kl = sum(p.map((x, c) => x * Math.log(x / at(q, c))));
          return (
            -(1 - softTargetWeight) * at(logSoftmax(z), at(LABELS, i)) +
            softTargetWeight * lossTemperature ** 2 * kl +
            auxiliaryWeight * softplus(-realness(parameters, q))
          );
        }),
      );
    expectClose([loss], [lowered(flat)], 1e-4);
    expectClose(
      Array.from((await student.save()).first, (moment) => 10 * moment),
      finiteDifferences(lowered, flat),
      2e-3,
    );
    disposeCollected(taught);
    for (const one of [student, lightweight]) one.dispose();
  });

  test('pairs each picture with a new glyph of its class in every step, and shows the pairs', async () => {
    const student = newStudent();
    const experiment = experimentOf();
    const lightweight = new LightweightTeacher(SHAPE, 1);
    const shown: string[][] = [];
    for (const step of [1, 2]) {
      const taught = lightweight.teach(await drawn(experiment, student, step), promptLength);
      expect(taught.classes).toEqual(LABELS);
      await read(lightweight.step(student, promptLength, taught, experiment, RATE));
      const pairs = await lightweight.views(student.model, taught, experiment, 4);
      expect(pairs.map(({ prompt }) => prompt)).toEqual(EXAMPLES.slice(0, 4).map(({ prompt }) => prompt));
      for (const { views } of pairs) {
        expect(views).toHaveLength(1);
        for (const { pixels, teacher, student: own } of views) {
          expect(pixels).toHaveLength(promptLength);
          for (const values of [teacher ?? [], own]) expect(sum(Array.from(values))).toBeCloseTo(1, 5);
        }
      }
      shown.push(pairs.flatMap(({ views }) => views.map(({ pixels }) => pixels)));
      disposeCollected(taught);
    }
    expect(at(shown, 0)).not.toEqual(at(shown, 1));
    for (const one of [student, lightweight]) one.dispose();
  });
});

describe('a lightweight teacher that has learned', () => {
  beforeAll(() => selectBackend('wasm'));

  test('comes back as it was: before it has learned, it learns anew; after, it keeps what it knows', async () => {
    const first = new LightweightTeacher(SHAPE, 1);
    const fresh = await first.save();
    expect(fresh.averages).toBeUndefined();
    await learn(first);
    const learned = await first.save();
    expect(learned.averages?.length).toBeGreaterThan(1000);
    const again = new LightweightTeacher(SHAPE, 1);
    again.restore(fresh);
    await learn(again);
    expect(await again.save()).toEqual(learned);
    const other = new LightweightTeacher(SHAPE, 2);
    other.restore(learned);
    await other.prepare(
      TINY_PICTURES,
      TRAIN,
      () => {
        throw new Error('it has learned already');
      },
      async () => true,
    );
    expect(await other.save()).toEqual(learned);
    expect(() => other.restore({ ...learned, averages: new Float32Array(3) })).toThrow(says(/another size/));
    expect(() => other.restore({ ...fresh, updates: 1 })).toThrow(says(/another size/));
    for (const one of [first, again, other]) one.dispose();
  });
});

await onEachBackend('a lightweight teacher', () => {
  test('lowers the student’s loss in 30 steps, and leaves no tensor behind', async () => {
    const student = newStudent();
    const experiment = experimentOf({ steps: 30 });
    const lightweight = new LightweightTeacher(SHAPE, 1);
    const losses: number[] = [];
    let tensors = 0;
    for (let step = 1; step <= 30; step++) {
      const taught = lightweight.teach(await drawn(experiment, student, step), promptLength);
      losses.push((await read(lightweight.step(student, promptLength, taught, experiment, RATE))).loss);
      disposeCollected(taught);
      if (step === 5) tensors = tf.memory().numTensors;
    }
    expect(tf.memory().numTensors).toBe(tensors);
    expect(mean(losses.slice(-4))).toBeLessThan(0.9 * mean(losses.slice(0, 4)));
    for (const one of [student, lightweight]) one.dispose();
  });
});
