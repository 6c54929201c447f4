/** How fast this device takes training steps: what the page estimates the time of a run from, before there has been one. */

import { Batches } from '../../distill/batches';
import { collect, disposeCollected } from '../../distill/collect';
import { distilStep } from '../../distill/step';
import { Trainer } from '../../distill/trainer';
import { estimateCost, TASK_SHAPES, TEACHER_SHAPE } from '../../experiment/cost';
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import { Model } from '../../model/model';
import { initialParameters } from '../../model/parameters';
import { engine } from '../../ops/engine/present';
import type * as tf from '../../ops/tf';
import { isSoftwareAdapter, onWebGPU, pendingKernels } from '../../ops/webgpu/kernel';
import { translation } from '../../tasks/translation';
import { newStudent } from '../training/student';
import { yieldToEvents } from '../training/yield-to-events';
import { compileAhead } from './compile';
import type { DeviceAccess } from './device-access';

/** Samples at most, and the milliseconds after which no further one begins: all in all less than half a second. */
const SAMPLES = 5;
const BUDGET = 250;

/** Steps of a sample on a graphics device, which gets the next before it has done the last, as in a run. */
const IN_FLIGHT = 3;

/** Milliseconds that the sampling kernel may take to compile; after that nothing is said. */
const PATIENCE = 30_000;

const { vocabulary, promptLength, responseLength } = TASK_SHAPES.translation;
const TEACHER = { vocabulary, context: promptLength + responseLength - 1, ...TEACHER_SHAPE };

/** Steps of the first screen's run, with random weights that stay as they are. */
class Steps {
  readonly #teacher = new Model(TEACHER, initialParameters(TEACHER, 2));
  readonly #trainer = new Trainer(newStudent(DEFAULT_EXPERIMENT, translation));
  readonly #batches: Batches;
  #step = 0;

  constructor() {
    const { batchSize, seed } = DEFAULT_EXPERIMENT;
    this.#batches = new Batches(translation.split().train, batchSize, seed);
  }

  get teacher(): Model {
    return this.#teacher;
  }

  /** Takes steps one after another and resolves when the last has been computed. */
  async take(count: number): Promise<void> {
    const reports: tf.Tensor[] = [];
    for (let i = 0; i < count; i++) reports.push(await this.#launch());
    await Promise.all(
      reports.map(async (report) => {
        await report.data();
        report.dispose();
      }),
    );
  }

  async #launch(): Promise<tf.Tensor> {
    this.#step += 1;
    const experiment = DEFAULT_EXPERIMENT;
    const step = this.#step;
    const trainer = this.#trainer;
    const examples = this.#batches.at(step);
    const collected = await collect(translation, experiment, trainer.model, this.#teacher, examples, step);
    const settings = { learningRate: 0, weightDecay: 0, clipNorm: 1 };
    const made = distilStep(trainer, translation.promptLength, collected, experiment, settings);
    made.studentLogits.dispose();
    disposeCollected(collected);
    return made.metrics;
  }

  dispose(): void {
    this.#teacher.dispose();
    this.#trainer.dispose();
  }
}

/** The least time of a step, in milliseconds; null where the device is wanted for something else. */
async function timeOf(steps: Steps, isIdle: () => boolean): Promise<number | null> {
  const count = onWebGPU() ? IN_FLIGHT : 1;
  // The first on a graphics device allocates what later ones take from the pool.
  if (onWebGPU()) await steps.take(1);
  let least = Number.POSITIVE_INFINITY;
  const began = performance.now();
  for (let sample = 1; sample <= SAMPLES && performance.now() - began < BUDGET; sample++) {
    await yieldToEvents();
    if (!isIdle()) return null;
    const before = performance.now();
    await steps.take(count);
    least = Math.min(least, (performance.now() - before) / count);
  }
  return least;
}

/**
 * Compiles the first screen's shaders, which its Start needs as well.
 * @returns whether all of them are there
 */
async function compile(access: DeviceAccess, { teacher }: Steps): Promise<boolean> {
  await access.compile(() => compileAhead(DEFAULT_EXPERIMENT, translation, teacher));
  const patience = new Promise((resolve) => {
    setTimeout(resolve, PATIENCE);
  });
  await Promise.race([pendingKernels(), patience]);
  return pendingKernels() === null;
}

/**
 * Floating-point operations a second, as cost.ts counts them: the fastest of a few training steps counts.
 * @param isIdle whether nobody waits for the device
 * @returns null without the engine on the processor and on a software adapter, where a step takes seconds, and where the
 * device came to be wanted
 */
export async function measureSpeed(access: DeviceAccess, isIdle: () => boolean): Promise<number | null> {
  if (onWebGPU() ? isSoftwareAdapter() : !engine()) return null;
  const steps = await access.compute(() => new Steps());
  try {
    if (onWebGPU() && !(await compile(access, steps))) return null;
    const time = await access.compute(() => (isIdle() ? timeOf(steps, isIdle) : null));
    return time === null ? null : (1000 * estimateCost(DEFAULT_EXPERIMENT).flopsPerStep.total) / time;
  } finally {
    await access.compute(() => steps.dispose());
  }
}
