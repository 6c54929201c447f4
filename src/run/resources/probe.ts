/**
 * The choice between WebGPU on a slow adapter and the processor, by a measurement of half a second: products of a
 * training step on the adapter, a training step on the processor.
 */
import { dataBatch } from '../../distill/batches';
import { supervisedStep } from '../../distill/step';
import { Trainer } from '../../distill/trainer';
import { type Problem, problem } from '../../errors/problems';
import { messageOf } from '../../errors/user-error';
import { estimateCost, TASK_SHAPES } from '../../experiment/cost';
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import { engine } from '../../ops/engine/present';
import * as tf from '../../ops/tf';
import { openTrainingProducts, type TrainingProducts } from '../../ops/webgpu/training-products';
import { translation } from '../../tasks/translation';
import type { Probe } from '../protocol';
import { newStudent } from '../training/student';

/** Milliseconds after which the adapter is given up, counted from the beginning, compilation included. */
const BUDGET = 450;
/** Milliseconds of the processor's share of it; one step is taken in any case. */
const PROCESSOR = 60;
/** Milliseconds of products that a figure is taken from. */
const SAMPLE = 120;

/**
 * The share of the rate of its products that a training step reaches on a software adapter: 0.25 to 0.44 on the
 * adapters of docs/performance.md.
 */
const SHARE = 1 / 3;

/** Sequences of the step without the engine: one takes plain JavaScript a tenth of a second. */
const SMALL = 1;

/** Floating-point operations a second. */
interface Rates {
  /** Null where the adapter has not answered in time. */
  readonly graphics: number | null;
  /** Whether all of it was done in time, and not a single pass only. */
  readonly isComplete: boolean;
  readonly processor: number;
}

/** What is measured, and by which clock. */
export interface ProbeParts {
  /** Opens the device and compiles. Cancelled by `close`. */
  readonly openGraphics: () => Promise<TrainingProducts>;
  /** Takes a training step and returns its floating-point operations. */
  readonly stepOnProcessor: () => number;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Rate of the fastest of a few steps. Answers of the adapter are heard in between, so that it compiles meanwhile. */
async function processorRate({ stepOnProcessor, now, wait }: ProbeParts): Promise<number> {
  const began = now();
  let best = 0;
  do {
    await wait(0);
    const before = now();
    const flops = stepOnProcessor();
    best = Math.max(best, (1000 * flops) / Math.max(now() - before, 0.01));
  } while (now() - began < PROCESSOR);
  return best;
}

/** Rate of the products. `tell` hears of the first pass alone, in case that the rest takes too long. */
async function graphicsRate(
  opening: Promise<TrainingProducts>,
  now: () => number,
  tell: (rate: number) => void,
): Promise<number> {
  const products = await opening;
  const time = async (passes: number): Promise<number> => {
    const before = now();
    await products.run(passes);
    return Math.max(now() - before, 0.01);
  };
  const rate = (milliseconds: number): number => (1000 * products.flops) / milliseconds;
  const latency = await time(0);
  const first = await time(1);
  tell(rate(first));
  // Firefox answers at its next tick of 100 ms, so a single pass says little.
  const passes = Math.max(1, Math.min(64, Math.floor(SAMPLE / Math.max(first - latency, 0.1))));
  const rest = await time(passes);
  return rate(Math.min(first, rest / passes));
}

/** @throws what the adapter says when it fails */
async function measureRates(parts: ProbeParts): Promise<Rates> {
  const { now, wait } = parts;
  const began = now();
  const opening = parts.openGraphics();
  // A failure is heard below.
  opening.catch(() => {});
  const processor = await processorRate(parts);
  let first: number | null = null;
  const tell = (rate: number): void => {
    first = rate;
  };
  const late = wait(Math.max(0, BUDGET - (now() - began))).then(() => null);
  const graphics = await Promise.race([graphicsRate(opening, now, tell), late]);
  return { graphics: graphics ?? first, isComplete: graphics !== null, processor };
}

/**
 * Which of the two is faster, and why.
 * @param threads as many as the processor may compute on; it was measured with one
 */
export async function decide(parts: ProbeParts, adapter: string, threads: number): Promise<Probe> {
  const began = parts.now();
  const verdict = (faster: Probe['faster'], flopsPerSecond: number | null, reason: Problem): Probe => ({
    ...{ adapter, faster, reason, flopsPerSecond },
    milliseconds: Math.round(parts.now() - began),
  });
  try {
    const { graphics, isComplete, processor } = await measureRates(parts);
    const all = processor * threads;
    const late = problem('probe-late', { adapter });
    if (graphics === null) return verdict('processor', all, late);
    const estimate = graphics * SHARE;
    const values = { adapter, graphics: gigaflops(estimate), processor: gigaflops(processor), threads };
    if (estimate <= all) return verdict('processor', all, problem('probe-processor-faster', values));
    // One quick answer is not enough to rely on an adapter that then falls silent.
    return isComplete
      ? verdict('webgpu', estimate, problem('probe-webgpu-faster', values))
      : verdict('processor', all, late);
  } catch (error) {
    return verdict('processor', null, problem('probe-failed', { adapter, message: messageOf(error) }));
  }
}

const gigaflops = (flops: number): number => Number((flops / 1e9).toPrecision(2));

/** A training step of the first screen's student on the tfjs backend that is open. */
function processorSteps(): { readonly step: () => number; readonly dispose: () => void } {
  const batchSize = engine() ? DEFAULT_EXPERIMENT.batchSize : SMALL;
  const experiment = { ...DEFAULT_EXPERIMENT, batchSize };
  const trainer = new Trainer(newStudent(experiment, translation));
  const example = { prompt: 'three hundred', response: 'trois cents' };
  const batch = dataBatch(translation, Array<typeof example>(batchSize).fill(example));
  const settings = { learningRate: 0, weightDecay: 0, clipNorm: 1 };
  const { flopsPerStep } = estimateCost(experiment);
  return {
    step: () => {
      const { metrics, studentLogits } = supervisedStep(trainer, translation.promptLength, batch, settings);
      tf.dispose([metrics, studentLogits]);
      return flopsPerStep.update;
    },
    dispose: () => {
      trainer.dispose();
      tf.dispose([batch.sequences, batch.mask, batch.responses]);
    },
  };
}

/**
 * Measures a slow adapter against the processor's backend, which is open, with one thread.
 * @param name of the adapter
 * @param threads that the processor may compute on
 */
export async function probe(adapter: GPUAdapter, name: string, threads: number): Promise<Probe> {
  const { promptLength, responseLength } = TASK_SHAPES.translation;
  const width = DEFAULT_EXPERIMENT.studentWidth;
  const tokens = DEFAULT_EXPERIMENT.batchSize * (promptLength + responseLength);
  let over = false;
  let device: GPUDevice | null = null;
  const steps = processorSteps();
  try {
    const openGraphics = async (): Promise<TrainingProducts> => {
      device = await adapter.requestDevice();
      if (over) device.destroy();
      return openTrainingProducts(device, { tokens, from: width, to: 4 * width });
    };
    const wait = (milliseconds: number): Promise<void> =>
      new Promise((resolve) => {
        setTimeout(resolve, milliseconds);
      });
    const now = (): number => performance.now();
    return await decide({ openGraphics, stepOnProcessor: steps.step, now, wait }, name, threads);
  } finally {
    over = true;
    (device as GPUDevice | null)?.destroy();
    steps.dispose();
  }
}
