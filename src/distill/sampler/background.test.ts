/** The sampling kernel while it is compiled in the background. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STREAM, uniformArray } from '../../experiment/random';
import * as tf from '../../ops/tf';
import { setBackgroundCompilation } from '../../ops/webgpu/pipelines';
import { padPrompt } from '../../tasks/tokenizer';
import { onEachBackend } from '../../test-support/backends';
import { shapeFor, sharpModel, TINY_TASK } from '../../test-support/tiny';
import { canSampleNow, compileSampler } from './kernel';
import { sampleLockstep } from './lockstep';
import { type DecodeBatch, disposeRollout, type SamplingModel } from './rollout';

const { promptLength, responseLength, tokenizer } = TINY_TASK;
/** A size of its own, so that no other test has compiled it. */
const ROWS = 11;

await onEachBackend('sampling while the kernel is being compiled', (backend) => {
  describe.runIf(backend === 'webgpu')('in the background', () => {
    beforeAll(() => setBackgroundCompilation(true));
    afterAll(() => setBackgroundCompilation(false));

    test('stock operations draw the tokens that the kernel draws as soon as it is there', async () => {
      const student = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 31);
      const ids = TINY_TASK.split()
        .train.slice(0, ROWS)
        .map(({ prompt }) => padPrompt(tokenizer.encode(prompt), promptLength));
      const prompts = tf.tensor2d(ids.flat(), [ROWS, promptLength], 'int32');
      const decodeBatch: DecodeBatch = { prompts, responseLength, maxNewTokens: responseLength };
      const proposer: SamplingModel = {
        model: student,
        sampling: { temperature: 1, topP: 1 },
        uniforms: uniformArray(17, STREAM.studentToken, 1, ROWS, responseLength),
      };
      const draw = async (): Promise<number[]> => {
        const rollout = sampleLockstep(decodeBatch, proposer, null);
        const tokens = Array.from(await rollout.tokens.data());
        disposeRollout(rollout);
        return tokens;
      };
      expect(canSampleNow(decodeBatch, [student], false)).toBe(false);
      const without = await draw();
      await compileSampler(decodeBatch, student);
      expect(canSampleNow(decodeBatch, [student], false)).toBe(true);
      expect(await draw()).toEqual(without);
      expect(new Set(without).size).toBeGreaterThan(3);
      prompts.dispose();
      student.dispose();
    }, 60_000);
  });
});
