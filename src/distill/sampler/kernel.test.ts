import { describe, expect, test } from 'vitest';
import { STREAM, uniformArray } from '../../experiment/random';
import * as tf from '../../ops/tf';
import { padPrompt } from '../../tasks/tokenizer';
import { onEachBackend } from '../../test-support/backends';
import { at, rowsOf } from '../../test-support/numbers';
import { shapeFor, sharpModel, TINY_TASK } from '../../test-support/tiny';
import { sampleComposed } from './composed';
import { sampleLockstep } from './lockstep';
import { type DecodeBatch, disposeRollout, type Rollout, type SamplingModel } from './rollout';

const { promptLength, responseLength, tokenizer } = TINY_TASK;
const ROWS = 128;
const ROUNDS = 16;

async function sequences(rollout: Rollout): Promise<number[][]> {
  const parts = [
    rollout.tokens,
    rollout.verification?.accepted,
    rollout.verification?.rank,
    rollout.verification?.proposed,
  ];
  const read = await Promise.all(
    parts.map(async (part) => rowsOf(Array.from((await part?.data()) ?? []), responseLength)),
  );
  disposeRollout(rollout);
  return Array.from({ length: ROWS }, (_, row) => read.flatMap((rows) => at(rows, row)));
}

await onEachBackend('the sampling kernel over thousands of sequences', (backend) => {
  // Plain JavaScript has neither kernel nor engine.
  describe.runIf(backend !== 'cpu')('kernel', () => {
    test(`${ROWS * ROUNDS} SKD sequences, verdicts and ranks equal the composed sampler's`, async () => {
      const examples = [
        ...TINY_TASK.split().train,
        ...TINY_TASK.split().validation,
        ...TINY_TASK.split().test,
      ];
      const student = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 31);
      const teacher = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 32);
      let different = 0;
      let kept = 0;
      for (let round = 1; round <= ROUNDS; round++) {
        const ids = Array.from({ length: ROWS }, (_, row) =>
          padPrompt(tokenizer.encode(at(examples, (row + 7 * round) % examples.length).prompt), promptLength),
        );
        const prompts = tf.tensor2d(ids.flat(), [ROWS, promptLength], 'int32');
        const decodeBatch: DecodeBatch = { prompts, responseLength, maxNewTokens: responseLength };
        const samplingModel = (model: typeof student, stream: number): SamplingModel => ({
          model,
          sampling: { temperature: 1, topP: 1 },
          uniforms: uniformArray(17, stream, round, ROWS, responseLength),
        });
        const judge = {
          ...samplingModel(teacher, STREAM.teacherToken),
          acceptance: { rule: 'top-k', topK: 2 } as const,
        };
        const inKernel = await sequences(
          sampleLockstep(decodeBatch, samplingModel(student, STREAM.studentToken), judge),
        );
        const composed = await sequences(
          sampleComposed(decodeBatch, samplingModel(student, STREAM.studentToken), judge),
        );
        prompts.dispose();
        inKernel.forEach((row, i) => {
          kept += row.slice(responseLength, 2 * responseLength).reduce((a, b) => a + b, 0);
          if (row.join() !== at(composed, i).join()) different++;
        });
      }
      student.dispose();
      teacher.dispose();
      // Both accepted and replaced tokens occur.
      expect(kept).toBeGreaterThan(ROWS * ROUNDS);
      // A uniform number within rounding of a boundary between two tokens may fall on either side: one in 10⁶ tokens.
      expect(different).toBeLessThanOrEqual(1);
    }, 120_000);
  });
});
