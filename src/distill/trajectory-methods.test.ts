import { beforeAll, expect, test } from 'vitest';
import type { MethodName } from '../experiment/methods';
import { Model } from '../model/model';
import { initialParameters } from '../model/parameters';
import { engine, setEngine } from '../ops/engine/present';
import { selectBackend } from '../test-support/backends';
import { at, take } from '../test-support/numbers';
import { shapeFor, sharpModel, TEXT_METHODS, TINY_TASK, tinyExperiment } from '../test-support/tiny';
import { Batches, dataBatch } from './batches';
import { coTrainingFor } from './co-training/co-training';
import { collect, disposeCollected } from './collect';
import { MethodState } from './method-state';
import { projectionsFor } from './projections';
import { prepareTexts } from './sampler/texts';
import { distilStep, readMetrics } from './step';
import { Trainer } from './trainer';

const STEPS = 200;
const ROWS = 4;
const RATE = { learningRate: 1e-3, weightDecay: 0.01, clipNorm: 1 };

beforeAll(() => selectBackend('wasm'));

/** Losses of a run of a method, sampled and trained as the backend does it now. */
async function lossesOf(method: MethodName): Promise<number[]> {
  const experiment = tinyExperiment({ method, steps: STEPS, topK: 2, batchSize: ROWS });
  const shape = shapeFor(TINY_TASK, { width: 8, layers: 1, heads: 2 });
  const teacher = sharpModel(shapeFor(TINY_TASK, { width: 12, layers: 1, heads: 2 }), 42, 12);
  const trainer = new Trainer(
    new Model(shape, initialParameters(shape, 5)),
    projectionsFor(experiment, shape, teacher.shape),
  );
  const memory = new MethodState(experiment, TINY_TASK);
  const { train } = TINY_TASK.split();
  const batches = new Batches(train.slice(0, 8), ROWS, 1);
  const used = batches.usedBy(STEPS);
  const goOn = async (): Promise<boolean> => true;
  const texts = await prepareTexts(TINY_TASK, teacher, experiment, train, used, () => {}, goOn);
  if (texts) memory.texts = texts;
  const beside = coTrainingFor(experiment, trainer.model, teacher, (step) =>
    dataBatch(TINY_TASK, batches.at(step)),
  );
  const losses: number[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const inputs = memory.stepInputs(experiment, step);
    const examples = batches.at(step);
    const { promptLength } = TINY_TASK;
    const drawn = await collect(TINY_TASK, experiment, trainer.model, teacher, examples, step, inputs);
    const batch = beside?.teach(drawn, promptLength, trainer.model) ?? drawn;
    const made = beside
      ? beside.step(trainer, promptLength, batch, experiment, RATE)
      : distilStep(trainer, promptLength, batch, experiment, RATE);
    made.studentLogits.dispose();
    disposeCollected(batch);
    const read = readMetrics(await take(made.metrics), made.lossTerms);
    memory.observe(step, read);
    losses.push(read.loss);
  }
  beside?.dispose();
  memory.dispose();
  teacher.dispose();
  trainer.dispose();
  return losses;
}

test.each([...TEXT_METHODS])('%s: 200 steps with the engine are those without it', async (method) => {
  const open = engine();
  expect(open).not.toBeNull();
  const found = await lossesOf(method);
  setEngine(null);
  const composed = await lossesOf(method).finally(() => setEngine(open));
  const gaps = found.map((loss, i) => Math.abs(loss - at(composed, i)));
  expect(Math.max(...gaps)).toBeLessThan(1e-3 * Math.abs(at(composed, 0)));
});
