import { beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import { Model } from '../../model/model';
import { onEachBackend, selectBackend } from '../../test-support/backends';
import { classLogitsByDefinition } from '../../test-support/definition';
import {
  at,
  expectClose,
  finiteDifferences,
  logSoftmax,
  randomNumbers,
  rowsOf,
  sum,
  take,
} from '../../test-support/numbers';
import { shapeFor, sharpParameters, TINY_PICTURES, tinyExperiment } from '../../test-support/tiny';
import { type Collected, collect, disposeCollected } from '../collect';
import { distilStep, readMetrics, type StepMetrics } from '../step';
import { Trainer } from '../trainer';

const { promptLength: PIXELS, tokenizer } = TINY_PICTURES;
const CLASSES = tokenizer.size;
const SHAPE = shapeFor(TINY_PICTURES, { layers: 1 });
const EXAMPLES = TINY_PICTURES.split()
  .train.slice(0, 48)
  .map((example, i) => ({ ...example, ...(i % 5 === 0 ? { unlabelled: true as const } : {}) }));
const TAUGHT = Array.from(sharpParameters(SHAPE, 2, 2));
/** A student that often answers as its teacher. */
const OWN = randomNumbers(TAUGHT.length, 5, 0.1).map((by, i) => by + at(TAUGHT, i));
const RATE = { learningRate: 0.01, weightDecay: 0, clipNorm: 0 };
const T = 2;

const experimentOf = (changes: Partial<Experiment> = {}): Experiment =>
  tinyExperiment({ method: 'bss', steps: 30, lossTemperature: T, ...changes });

const modelOf = (flat: readonly number[]): Model => new Model(SHAPE, Float32Array.from(flat));

interface Made {
  readonly metrics: StepMetrics;
  /** Ten times the first moment of the first update. */
  readonly gradient: readonly number[];
}

/** A step of a student from `own`; `look` sees what was collected. */
async function stepOf(
  experiment: Experiment,
  own: readonly number[],
  taught: readonly number[],
  look: (collected: Collected) => Promise<void> = async () => {},
): Promise<Made> {
  const [trainer, teacher] = [new Trainer(modelOf(own)), modelOf(taught)];
  const drawn = await collect(TINY_PICTURES, experiment, trainer.model, teacher, EXAMPLES, 1);
  await look(drawn);
  const made = distilStep(trainer, PIXELS, drawn, experiment, RATE);
  const metrics = readMetrics(await take(made.metrics), made.lossTerms);
  const { first } = await trainer.save();
  made.studentLogits.dispose();
  disposeCollected(drawn);
  trainer.dispose();
  teacher.dispose();
  return { metrics, gradient: Array.from(first, (moment) => 10 * moment) };
}

const bestOf = (values: readonly number[]): number => values.indexOf(Math.max(...values));
const kl = (p: readonly number[], q: readonly number[]): number => {
  const [logP, logQ] = [p, q].map((z) => logSoftmax(z.map((x) => x / T)));
  return sum((logP ?? []).map((l, v) => Math.exp(l) * (l - at(logQ ?? [], v))));
};

await onEachBackend('soft targets at the boundary', (backend) => {
  // A software adapter compiles for minutes.
  const unlessSlow = test.skipIf(backend === 'webgpu');

  unlessSlow('have the value and the slope of their definition, over pictures that both know', async () => {
    let pictures: number[][] = [];
    let taught: number[][] = [];
    let known: number[] = [];
    const alone = experimentOf({ softTargetWeight: 0, auxiliaryWeight: 0.5 });
    const look = async ({ boundary }: Collected): Promise<void> => {
      if (!boundary) throw new Error('no pictures at the boundary');
      const { pixels, teacherLogits } = boundary;
      pictures = rowsOf(Array.from(await pixels.data()), PIXELS);
      taught = rowsOf(Array.from(await teacherLogits.data()), CLASSES);
      known = Array.from(await boundary.known.data());
    };
    const { metrics, gradient } = await stepOf(alone, OWN, TAUGHT, look);
    const without = await stepOf({ ...alone, auxiliaryWeight: 0 }, OWN, TAUGHT);
    const part = EXAMPLES.map(({ prompt, response, unlabelled }, row) => {
      const levels = Array.from(prompt, (digit) => Number.parseInt(digit, 16) / 15);
      const right = bestOf(classLogitsByDefinition(SHAPE, OWN, levels));
      return Number(right === at(tokenizer.encode(response), 0) && !unlabelled) * at(known, row);
    });
    expect(sum(part)).toBeGreaterThan(1);
    expect(sum(part)).toBeLessThan(EXAMPLES.length / 2);
    const reference = (own: readonly number[]): number =>
      sum(
        pictures.map((pixels, row) =>
          at(part, row) === 0 ? 0 : kl(at(taught, row), classLogitsByDefinition(SHAPE, own, pixels)),
        ),
      ) / sum(part);
    expectClose([metrics.lossTerms.boundary ?? Number.NaN], [reference(OWN)], 1e-3);
    const found = gradient.map((slope, i) => slope - at(without.gradient, i));
    for (const seed of [11, 12]) {
      const direction = randomNumbers(found.length, seed, 0.1);
      const along = (by: number): number => reference(OWN.map((x, i) => x + by * at(direction, i)));
      const [slope = 0] = finiteDifferences(([by = 0]) => along(by), [0], 1e-4);
      const expected = alone.auxiliaryWeight * T ** 2 * slope;
      const own = sum(found.map((x, i) => x * at(direction, i)));
      expect(Math.abs(own - expected)).toBeLessThan(0.01 * 0.1 * Math.hypot(...found));
    }
  });

  test('take part in a step', async () => {
    const { metrics } = await stepOf(experimentOf(), OWN, TAUGHT);
    expect(Object.keys(metrics.lossTerms)).toEqual(['cross-entropy', 'divergence', 'boundary']);
    expect(metrics.lossTerms.boundary).toBeGreaterThan(1e-3);
    expect(metrics.gradientNorm).toBeGreaterThan(0);
  });
});

/** The term after each of some steps, and the weights after them. */
async function runOf(
  experiment: Experiment,
): Promise<{ boundary: (number | undefined)[]; weights: number[] }> {
  const [trainer, teacher] = [new Trainer(modelOf(OWN)), modelOf(TAUGHT)];
  const boundary: (number | undefined)[] = [];
  for (let step = 1; step <= experiment.steps; step++) {
    const drawn = await collect(TINY_PICTURES, experiment, trainer.model, teacher, EXAMPLES, step);
    const made = distilStep(trainer, PIXELS, drawn, experiment, RATE);
    boundary.push(readMetrics(await take(made.metrics), made.lossTerms).lossTerms.boundary);
    made.studentLogits.dispose();
    disposeCollected(drawn);
  }
  const { parameters } = await trainer.save();
  trainer.dispose();
  teacher.dispose();
  return { boundary, weights: Array.from(parameters) };
}

describe('soft targets at the boundary', () => {
  beforeAll(() => selectBackend('wasm'));

  test('between equal models are 0, and so is their gradient', async () => {
    const { metrics, gradient } = await stepOf(experimentOf(), TAUGHT, TAUGHT);
    const plain = await stepOf(experimentOf({ auxiliaryWeight: 0 }), TAUGHT, TAUGHT);
    expect(Math.abs(metrics.lossTerms.boundary ?? 1)).toBeLessThan(5e-6);
    expectClose(gradient, plain.gradient, 1e-4);
  });

  test('are lowered by a run, which in its last quarter looks for none', async () => {
    const { boundary } = await runOf(experimentOf({ steps: 40, softTargetWeight: 0, auxiliaryWeight: 20 }));
    const found = boundary.filter((value) => value !== undefined);
    expect(found).toHaveLength(30);
    expect(sum(found.slice(-5)) / 5).toBeLessThan(0.5 * at(found, 0));
  });

  test('of weight 0 leave Hinton’s KD under the same schedule', async () => {
    const bss = await runOf(experimentOf({ steps: 3, auxiliaryWeight: 0 }));
    const hinton = await runOf(
      experimentOf({ steps: 3, method: 'custom', loss: 'hinton', methodSchedule: 'soft-target-decay' }),
    );
    expectClose(bss.weights, hinton.weights, 1e-5);
    expect(bss.boundary).toEqual([undefined, undefined, undefined]);
  });
});
