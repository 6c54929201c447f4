import { beforeAll, expect, test } from 'vitest';
import { Model } from '../../model/model';
import { initialParameters } from '../../model/parameters';
import { parameterSize } from '../../model/shape';
import * as tf from '../../ops/tf';
import type { Example, Task } from '../../tasks/task';
import { createClassTokenizer } from '../../tasks/tokenizer';
import { selectBackend } from '../../test-support/backends';
import { TINY_PICTURES } from '../../test-support/tiny';
import { Batches, dataBatch } from '../batches';
import { shapeFor } from '../model-shape';
import { supervisedStep } from '../step';
import { Trainer } from '../trainer';
import { evaluatePair } from './evaluate-pair';
import { probeSubclasses } from './subclass-probe';

beforeAll(() => selectBackend('cpu'));

/** Top or bottom: the quarter is what no model is told. */
const halved = (examples: readonly Example[]): Example[] =>
  examples.map(({ prompt, response }) => ({
    ...{ prompt, response: response.split(' ')[0] ?? '', subclass: response },
  }));
const { train, validation, test: held } = TINY_PICTURES.split();
const SPLIT = { train: halved(train), validation: halved(validation), test: halved(held) };
const TASK: Task = {
  ...TINY_PICTURES,
  tokenizer: createClassTokenizer(['top', 'bottom']),
  subclasses: TINY_PICTURES.tokenizer.vocabulary,
  split: () => SPLIT,
};
const SIZES = { width: 12, layers: 1, heads: 2 };
const SHAPE = shapeFor(TASK, SIZES);
const REQUEST = { split: 'test', prompts: 16, decoding: { kind: 'greedy' } } as const;

/** A model that has learned the quarters themselves. */
function taughtQuarters(): Model {
  const shape = shapeFor(TINY_PICTURES, SIZES);
  const trainer = new Trainer(new Model(shape, initialParameters(shape, 1)));
  const batches = new Batches(train, 16, 1);
  for (let step = 1; step <= 80; step++) {
    const batch = dataBatch(TINY_PICTURES, batches.at(step));
    const rate = { learningRate: 0.01, weightDecay: 0, clipNorm: 1 };
    const { metrics, studentLogits } = supervisedStep(trainer, TINY_PICTURES.promptLength, batch, rate);
    tf.dispose([metrics, studentLogits, batch.sequences, batch.responses, batch.mask]);
  }
  const taught = trainer.model.snapshot();
  trainer.dispose();
  return taught;
}

test('states of a model that knows the quarters say them, states that are all the same guess it', async () => {
  const told = taughtQuarters();
  const blank = new Model(SHAPE, new Float32Array(parameterSize(SHAPE)));
  const paused: string[] = [];
  const between = async (): Promise<void> => void paused.push('');
  const share = async (model: Model): Promise<number | undefined> =>
    (await probeSubclasses(TASK, model, SPLIT.test, between))?.value;
  expect(await share(told)).toBeGreaterThan(0.6);
  expect(await share(blank)).toBeCloseTo(0.25, 6);
  expect(paused.length).toBeGreaterThan(0);
  expect(await probeSubclasses(TINY_PICTURES, told, held, between)).toBeNull();
  told.dispose();
  blank.dispose();
});

test('an evaluation has the probe of each model, and none where there are no subclasses', async () => {
  const [teacher, student] = [1, 2].map((seed) => new Model(SHAPE, initialParameters(SHAPE, seed)));
  if (!teacher || !student) throw new Error('two models');
  const done: number[] = [];
  const { items, ...both } = await evaluatePair(
    TASK,
    { teacher, student },
    REQUEST,
    async (answers, total) => {
      expect(total).toBe(2 * REQUEST.prompts);
      done.push(answers);
    },
  );
  expect(items).toHaveLength(REQUEST.prompts);
  const examples = SPLIT.test.slice(0, REQUEST.prompts);
  for (const [model, side] of [
    [teacher, both.teacher],
    [student, both.student],
  ] as const) {
    expect(side.probe).toEqual(await probeSubclasses(TASK, model, examples, async () => {}));
  }
  const { subclasses: _, ...plain } = TASK;
  const without = await evaluatePair(plain, { teacher, student }, REQUEST, async () => {});
  expect([without.teacher.probe, without.student.probe]).toEqual([null, null]);
  teacher.dispose();
  student.dispose();
});
