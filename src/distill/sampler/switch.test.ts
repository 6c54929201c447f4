import { expect, test } from 'vitest';
import { STREAM, uniformArray } from '../../experiment/random';
import { responseLogits } from '../../model/forward';
import type { Model } from '../../model/model';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { onEachBackend } from '../../test-support/backends';
import { at, logSoftmax, rowsOf, sum, take } from '../../test-support/numbers';
import { shapeFor, sharpModel, TINY_TASK } from '../../test-support/tiny';
import { promptTensor } from '../batches';
import { sampleLockstep } from './lockstep';
import { disposeRollout, type Rollout, type SamplingModel } from './rollout';

const { promptLength, responseLength, tokenizer } = TINY_TASK;
const EXAMPLES = TINY_TASK.split().train.slice(0, 12);

interface Read {
  readonly tokens: number[];
  readonly mask: number[];
  readonly accepted: number[];
}

async function read(rollout: Rollout): Promise<Read> {
  const list = async (tensor: tf.Tensor | undefined): Promise<number[]> =>
    Array.from((await tensor?.data()) ?? []);
  const result = {
    tokens: await list(rollout.tokens),
    mask: await list(rollout.mask),
    accepted: await list(rollout.verification?.accepted),
  };
  disposeRollout(rollout);
  return result;
}

/** Log-probabilities [row · responseLength + i] of a model on prompts and sampled tokens. */
async function forced(model: Model, tokens: readonly number[]): Promise<number[][]> {
  const logits = tidy(() => {
    const responses = tf.tensor2d([...tokens], [EXAMPLES.length, responseLength], 'int32');
    const sequences = tf.concat2d([promptTensor(TINY_TASK, EXAMPLES), responses], 1);
    return responseLogits(model.shape, model.weights, sequences, promptLength);
  });
  return rowsOf(await take(logits), tokenizer.size).map(logSoftmax);
}

await onEachBackend('the switching sampler', () => {
  const scene = async (
    body: (sample: (factor: number | null) => Promise<Read>, models: [Model, Model]) => Promise<void>,
  ): Promise<void> => {
    const student = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 21);
    const teacher = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 22);
    const prompts = promptTensor(TINY_TASK, EXAMPLES);
    const samplingModel = (model: Model, stream: number): SamplingModel => ({
      model,
      sampling: { temperature: 1, topP: 1 },
      uniforms: uniformArray(5, stream, 1, EXAMPLES.length, responseLength),
    });
    const decodeBatch = { prompts, responseLength, maxNewTokens: responseLength };
    await body(
      (factor) =>
        read(
          sampleLockstep(
            decodeBatch,
            samplingModel(student, STREAM.studentToken),
            factor === null
              ? null
              : { ...samplingModel(teacher, STREAM.teacherToken), acceptance: { rule: 'switch', factor } },
          ),
        ),
      [student, teacher],
    );
    prompts.dispose();
    student.dispose();
    teacher.dispose();
  };

  test('with a factor that nothing exceeds it is the student alone', () =>
    scene(async (sample) => {
      const alone = await sample(null);
      const switching = await sample(1e9);
      expect([switching.tokens, switching.mask, switching.accepted]).toEqual([
        alone.tokens,
        alone.mask,
        alone.mask,
      ]);
    }));

  test('with factor 0 the teacher writes from the second token on', () =>
    scene(async (sample) => {
      const { accepted } = await sample(0);
      expect(accepted).toEqual(accepted.map((_, i) => (i % responseLength === 0 ? 1 : 0)));
    }));

  test('the teacher takes over where the divergence exceeds the factor times the mean before it, and stays', () =>
    scene(async (sample, [student, teacher]) => {
      const factor = 1.5;
      const { tokens, mask, accepted } = await sample(factor);
      const [q, p] = [await forced(student, tokens), await forced(teacher, tokens)];
      const found = p.map((logP, i) => sum(logP.map((l, v) => Math.exp(l) * (l - at(at(q, i), v)))));
      let switched = 0;
      rowsOf(found, responseLength).forEach((row, r) => {
        let open = true;
        row.forEach((d, i) => {
          const cell = r * responseLength + i;
          if (at(mask, cell) === 0) return;
          const before = row.slice(Math.max(0, i - 8), i);
          if (i > 0 && d > (factor * sum(before)) / before.length) open = false;
          expect(at(accepted, cell)).toBe(open ? 1 : 0);
          if (!open) switched++;
        });
      });
      expect(switched).toBeGreaterThan(5);
      expect(sum(accepted)).toBeGreaterThan(EXAMPLES.length);
    }));

  test('nothing is left behind', () =>
    scene(async (sample) => {
      await sample(2);
      const before = tf.memory().numTensors;
      await sample(2);
      expect(tf.memory().numTensors).toBe(before);
    }));
});
