import { expect, test } from 'vitest';
import { responseStates } from '../model/forward';
import { Model } from '../model/model';
import { join, weightsOf } from '../model/parameters';
import { constant } from '../ops/constant';
import { linear } from '../ops/linear';
import { tidy, valueAndGradients } from '../ops/scope';
import * as tf from '../ops/tf';
import { onEachBackend } from '../test-support/backends';
import { expectClose, take } from '../test-support/numbers';
import { shapeFor, sharpParameters, TINY_SCENES, tinyExperiment } from '../test-support/tiny';
import { AUXILIARY_SHARE, jointGradient, lowerModel } from './auxiliary-head';
import { dataBatch } from './batches';
import { crossEntropy, maskedMean } from './loss/token-losses';
import { planAt } from './schedule/plan';
import { teacherForward } from './teacher-forward';

const SHAPE = { ...shapeFor(TINY_SCENES, { layers: 3 }), auxiliary: 1 };
const { promptLength } = TINY_SCENES;
const batchOf = () => dataBatch(TINY_SCENES, TINY_SCENES.split().train.slice(0, 6));
const modelOf = () => new Model(SHAPE, sharpParameters(SHAPE, 8, 4));

await onEachBackend('an auxiliary head', () => {
  test('is trained with the head: the joint gradient is that of both losses in one graph', async () => {
    const model = modelOf();
    const batch = batchOf();
    const loss = (logits: tf.Tensor3D): tf.Scalar =>
      maskedMean(crossEntropy(batch.responses, logits), batch.mask);
    const found = jointGradient(model, batch, promptLength, loss);
    const expected = tidy(() => {
      const { value, gradients } = valueAndGradients(model.parts, constant(1), () => {
        const weights = weightsOf(SHAPE, model.parts);
        const of = (layers: number, head: tf.Tensor2D): tf.Scalar => {
          const lower = { ...weights, blocks: weights.blocks.slice(0, layers) };
          const states = responseStates(SHAPE, lower, batch.sequences, promptLength);
          return loss(linear(states, head) as tf.Tensor3D);
        };
        const { head, auxiliary } = weights.classifier ?? {};
        if (!head || !auxiliary) throw new Error('a head is missing');
        return tf.add(of(3, head), tf.mul(of(1, auxiliary), AUXILIARY_SHARE));
      });
      const all = model.parts.map((part, i) => gradients[i] ?? tf.zerosLike(part));
      return [tf.reshape(value, [1]) as tf.Tensor1D, join(all)] as const;
    });
    expectClose(await take(found.loss), await take(expected[0]), 1e-5);
    expectClose(await take(found.gradient), await take(expected[1]), 1e-4);
    model.dispose();
    tf.dispose([batch.sequences, batch.responses, batch.mask]);
  });

  test('is the early exit that relative difficulty asks for, and that of the lower model', async () => {
    const model = modelOf();
    const lower = lowerModel(model);
    const batch = batchOf();
    const plan = planAt(tinyExperiment({ method: 'rdd-labels', steps: 10 }), 1);
    const ask = (of: Model) => teacherForward(plan, of, batch.sequences, promptLength, 1, null);
    const [whole, early] = [ask(model), ask(lower)];
    if (!whole.earlyExitLogits || !early.teacherLogits) throw new Error('nothing was asked');
    expect(whole.earlyExitLogits.shape).toEqual([6, 4, 2]);
    expectClose(await take(whole.earlyExitLogits), await take(early.teacherLogits), 1e-4);
    lower.dispose();
    model.dispose();
  });
});
