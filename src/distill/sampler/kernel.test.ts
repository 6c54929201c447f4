import { describe, expect, test } from 'vitest';
import { STREAM, uniformArray } from '../../experiment/random';
import * as tf from '../../ops/tf';
import { padPrompt } from '../../tasks/tokenizer';
import { byStockOperations, onEachBackend } from '../../test-support/backends';
import { at, rowsOf, sum } from '../../test-support/numbers';
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

const EXAMPLES = (({ train, validation, test: held }) => [...train, ...validation, ...held])(
  TINY_TASK.split(),
);

/** The sequences of all rounds, drawn by one of the samplers on the current backend. */
async function draw(sample: typeof sampleComposed): Promise<number[][]> {
  const student = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 31);
  const teacher = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 32);
  const drawn: number[][] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const ids = Array.from({ length: ROWS }, (_, row) =>
      padPrompt(tokenizer.encode(at(EXAMPLES, (row + 7 * round) % EXAMPLES.length).prompt), promptLength),
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
    drawn.push(...(await sequences(sample(decodeBatch, samplingModel(student, STREAM.studentToken), judge))));
    prompts.dispose();
  }
  student.dispose();
  teacher.dispose();
  return drawn;
}

await onEachBackend('the sampling kernel over thousands of sequences', (backend) => {
  // Plain JavaScript has neither kernel nor engine.
  describe.runIf(backend !== 'cpu')('kernel', () => {
    test(`${ROWS * ROUNDS} SKD sequences, verdicts and ranks equal the composed sampler's`, async () => {
      const composed = await byStockOperations(backend, () => draw(sampleComposed));
      const inKernel = await draw(sampleLockstep);
      const kept = sum(inKernel.flatMap((row) => row.slice(responseLength, 2 * responseLength)));
      // Both accepted and replaced tokens occur.
      expect(kept).toBeGreaterThan(ROWS * ROUNDS);
      // A uniform number within rounding of a boundary between two tokens may fall on either side: one in 10⁶ tokens.
      const different = inKernel.filter((row, i) => row.join() !== at(composed, i).join());
      expect(different.length).toBeLessThanOrEqual(1);
    }, 120_000);
  });
});
