import { afterEach, describe, expect, test } from 'vitest';
import { sampleComposed } from '../../distill/sampler/composed';
import { sampleLockstep } from '../../distill/sampler/lockstep';
import { disposeRollout, type Rollout } from '../../distill/sampler/rollout';
import { uniformArray } from '../../experiment/random';
import { Model } from '../../model/model';
import { initialParameters } from '../../model/parameters';
import { onEachBackend } from '../../test-support/backends';
import * as tf from '../tf';
import { setSoftwareAdapter } from './kernel';
import { productKernel } from './product-kernel';

// The kernels are cut differently for a graphics processor; both cuts must be right on any adapter.
await onEachBackend('kernels as a hardware adapter gets them', (backend) => {
  describe.runIf(backend === 'webgpu')('cut for hardware', () => {
    afterEach(() => setSoftwareAdapter(true));

    test('products of 515 rows, with a residual and with cut sums, equal the stock ones', async () => {
      setSoftwareAdapter(false);
      const a = tf.randomUniform<tf.Rank.R2>([515, 8], -1, 1, 'float32', 1);
      const b = tf.randomUniform<tf.Rank.R2>([8, 12], -1, 1, 'float32', 2);
      const r = tf.randomUniform<tf.Rank.R2>([515, 12], -1, 1, 'float32', 3);
      const pairs: [tf.Tensor2D, tf.Tensor][] = [
        [productKernel(a, b, 'nn', r), tf.add(tf.matMul(a, b), r)],
        [productKernel(r, b, 'nt'), tf.matMul(r, b, false, true)],
        [productKernel(a, r, 'tn'), tf.matMul(a, r, true, false)],
      ];
      for (const [ours, stock] of pairs) {
        const [gap = Number.NaN] = await tf.max(tf.abs(tf.sub(ours, stock))).data();
        expect(gap).toBeLessThan(1e-4);
      }
    });

    test('the sampling kernel with one row a workgroup draws the composed sequences', async () => {
      setSoftwareAdapter(false);
      const [vocabulary, batch, promptLength, responseLength] = [7, 3, 3, 6];
      const context = promptLength + responseLength - 1;
      const student = new Model(
        { vocabulary, context, width: 8, layers: 1, heads: 2 },
        initialParameters({ vocabulary, context, width: 8, layers: 1, heads: 2 }, 1).map((x) => 4 * x),
      );
      const teacher = new Model(
        { vocabulary, context, width: 16, layers: 2, heads: 2 },
        initialParameters({ vocabulary, context, width: 16, layers: 2, heads: 2 }, 2).map((x) => 4 * x),
      );
      const prompts = tf.tensor2d([0, 1, 3, 1, 4, 5, 1, 6, 3], [batch, promptLength], 'int32');
      const decodeBatch = { prompts, responseLength, maxNewTokens: responseLength };
      const samplingModel = (model: Model, stream: number) => ({
        model,
        sampling: { temperature: 0.9, topP: 0.95 },
        uniforms: uniformArray(1, stream, 1, batch, responseLength),
      });
      const judge = { ...samplingModel(teacher, 3), acceptance: { rule: 'top-k', topK: 2 } as const };
      const numbers = async (rollout: Rollout): Promise<number[]> => {
        const tokens = Array.from(await rollout.tokens.data());
        const accepted = Array.from((await rollout.verification?.accepted.data()) ?? []);
        disposeRollout(rollout);
        return [...tokens, ...accepted];
      };
      const kernel = await numbers(sampleLockstep(decodeBatch, samplingModel(student, 2), judge));
      const composed = await numbers(sampleComposed(decodeBatch, samplingModel(student, 2), judge));
      expect(kernel).toEqual(composed);
    });
  });
});
