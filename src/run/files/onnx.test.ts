import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { readAsset } from '../../../tools/read-asset';
import { evaluate } from '../../distill/metrics/evaluate';
import { type ModelFile, readModel } from '../../model/file';
import { hidden, logits } from '../../model/forward';
import { Model } from '../../model/model';
import * as tf from '../../ops/tf';
import { loadTask } from '../../tasks';
import type { Task } from '../../tasks/task';
import { EOS, padPrompt, padResponse } from '../../tasks/tokenizer';
import { selectBackend } from '../../test-support/backends';
import { runtime, type Session } from '../../test-support/onnx-runtime';
import { shapeFor, sharpParameters, TINY_TASK } from '../../test-support/tiny';
import { onnxModel } from './onnx';

const open = ({ id, promptLength, responseLength }: Task, model: ModelFile): Promise<Session> =>
  runtime.InferenceSession.create(onnxModel(model, { name: 'x', task: id, promptLength, responseLength }));

/** Logits [rows · length · vocabulary] of sequences of one length. */
async function run(session: Session, rows: readonly (readonly number[])[]): Promise<Float32Array> {
  const ids = BigInt64Array.from(rows.flat(), BigInt);
  const input = new runtime.Tensor('int64', ids, [rows.length, ids.length / rows.length]);
  const { logits: output } = await session.run({ input_ids: input });
  if (!(output?.data instanceof Float32Array)) throw new Error('no logits in float32');
  return output.data;
}

function largestDifference(ours: Float32Array, theirs: Float32Array): number {
  expect(theirs).toHaveLength(ours.length);
  return theirs.reduce((worst, x, i) => Math.max(worst, Math.abs(x - (ours[i] ?? Number.NaN))), 0);
}

/** Our logits of the same sequences. */
async function ours(model: Model, rows: readonly (readonly number[])[]): Promise<Float32Array> {
  const values = tf.tidy(() =>
    logits(
      model.weights,
      hidden(model.shape, model.weights, tf.tensor2d(rows as number[][], undefined, 'int32')),
    ),
  );
  return values.data<'float32'>().finally(() => values.dispose());
}

beforeAll(async () => {
  runtime.env.wasm.numThreads = 1;
  await selectBackend('cpu');
});

test('ONNX Runtime Web computes the same logits, with and without padding, at any length and batch', async () => {
  const shape = shapeFor(TINY_TASK, { width: 12, layers: 3, heads: 3 });
  const parameters = sharpParameters(shape, 7);
  // A gain that is not 1, as after training.
  parameters.subarray(-12).forEach((_, i, gain) => {
    gain[i] = 0.5 + i / 10;
  });
  const { tokenizer, promptLength, responseLength } = TINY_TASK;
  const session = await open(TINY_TASK, {
    shape,
    parameters,
    task: 'tiny',
    vocabulary: tokenizer.vocabulary,
  });
  expect(session.inputNames).toEqual(['input_ids']);
  expect(session.outputNames).toEqual(['logits']);
  const model = new Model(shape, parameters);
  const rows = ['', 'ab', 'edca'].map((prompt) => [
    ...padPrompt(tokenizer.encode(prompt), promptLength),
    ...padResponse(tokenizer.encode('baba'), responseLength),
  ]);
  for (const length of [1, promptLength, shape.context]) {
    const cut = rows.map((row) => row.slice(0, length));
    const expected = await ours(model, cut);
    expect(largestDifference(expected, await run(session, cut))).toBeLessThan(1e-4);
    // The test would also pass if both were constant.
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(1);
  }
  model.dispose();
  await session.release();
});

test('a shipped teacher gives the same logits and the same greedy answers', async () => {
  const task = await loadTask('translation', readAsset);
  const file = readModel(
    readFileSync(new URL('../../../public/teachers/translation.safetensors', import.meta.url)),
  );
  const session = await open(task, file);
  const model = new Model(file.shape, file.parameters);
  const examples = task.split().test.slice(0, 3);
  const { answers } = await evaluate(task, model, examples);
  let rows = examples.map(({ prompt }) => padPrompt(task.tokenizer.encode(prompt), task.promptLength));
  for (let i = 0; i < task.responseLength; i++) {
    const values = await run(session, rows);
    const { vocabulary } = file.shape;
    rows = rows.map((row, r) => {
      const end = ((r + 1) * values.length) / rows.length;
      const last = values.subarray(end - vocabulary, end);
      return [...row, last.indexOf(Math.max(...last))];
    });
    if (rows.every((row) => row.includes(EOS, task.promptLength))) break;
  }
  expect(rows.map((row) => task.tokenizer.decode(row.slice(task.promptLength)))).toEqual(answers);
  const inputs = rows.map((row) => row.slice(0, -1));
  expect(largestDifference(await ours(model, inputs), await run(session, inputs))).toBeLessThan(1e-4);
  model.dispose();
  await session.release();
});
