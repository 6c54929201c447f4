/** The sampling kernel at the limits of user data: the largest vocabulary and the longest sequences there can be. */
import { describe, expect, test } from 'vitest';
import { STREAM, uniformArray } from '../../experiment/random';
import { USER_DATA_LIMITS as LIMITS } from '../../experiment/user-data';
import { chooseCut } from '../../ops/sample/layout';
import * as tf from '../../ops/tf';
import type { Example } from '../../tasks/task';
import { padPrompt } from '../../tasks/tokenizer';
import { userTask } from '../../tasks/user-data/dataset';
import { byStockOperations, onEachBackend } from '../../test-support/backends';
import { sum } from '../../test-support/numbers';
import { shapeFor, sharpModel } from '../../test-support/tiny';
import { sampleComposed } from './composed';
import { sampleLockstep } from './lockstep';
import { type DecodeBatch, disposeRollout, type Rollout, type SamplingModel } from './rollout';

const ROWS = 4;
const FIRST = 0x100;

/** As many characters, and as long, as they may be. */
const EXAMPLES: readonly Example[] = Array.from({ length: 40 }, (_, i) => {
  const text = (shift: number, length: number): string =>
    String.fromCharCode(
      ...Array.from({ length }, (_, at) => FIRST + ((i * 67 + at * 13 + shift) % LIMITS.characters)),
    );
  return { prompt: text(0, LIMITS.prompt), response: text(5, LIMITS.response) };
});
const task = userTask({ fingerprint: 1, name: 'largest', kind: 'pairs', examples: EXAMPLES });

test('the shipped size of teacher with the default student fits the kernel on hardware', () => {
  expect(task.tokenizer.size).toBe(LIMITS.characters + 3);
  const models = [
    shapeFor(task, { width: 48, layers: 2, heads: 4 }),
    shapeFor(task, { width: 128, layers: 4, heads: 4 }),
  ];
  expect(chooseCut(models, false)).not.toBeNull();
  expect(chooseCut(models, true)).not.toBeNull();
});

async function read(rollout: Rollout): Promise<number[][]> {
  const parts = [rollout.tokens, rollout.verification?.accepted, rollout.verification?.rank];
  const values = await Promise.all(parts.map(async (part) => Array.from((await part?.data()) ?? [])));
  disposeRollout(rollout);
  return values;
}

/** Tokens, verdicts and ranks of a batch, drawn by one of the samplers on the current backend. */
async function draw(sample: typeof sampleComposed): Promise<number[][]> {
  const { promptLength, responseLength, tokenizer } = task;
  const ids = EXAMPLES.slice(0, ROWS).map(({ prompt }) => padPrompt(tokenizer.encode(prompt), promptLength));
  const prompts = tf.tensor2d(ids.flat(), [ROWS, promptLength], 'int32');
  const student = sharpModel(shapeFor(task, { width: 16, layers: 1 }), 31);
  const teacher = sharpModel(shapeFor(task, { width: 32, layers: 1, heads: 4 }), 32);
  const decodeBatch: DecodeBatch = { prompts, responseLength, maxNewTokens: responseLength };
  const samplingModel = (model: typeof student, stream: number): SamplingModel => ({
    model,
    sampling: { temperature: 1, topP: 0.95 },
    uniforms: uniformArray(17, stream, 1, ROWS, responseLength),
  });
  const judge = {
    ...samplingModel(teacher, STREAM.teacherToken),
    acceptance: { rule: 'top-k', topK: 40 } as const,
  };
  const drawn = await read(sample(decodeBatch, samplingModel(student, STREAM.studentToken), judge));
  tf.dispose(prompts);
  student.dispose();
  teacher.dispose();
  return drawn;
}

await onEachBackend('the sampling kernel at the limits of own data', (backend) => {
  describe.runIf(backend === 'webgpu')('kernel', () => {
    test('equals the composed sampler', async () => {
      const composed = await byStockOperations(backend, () => draw(sampleComposed));
      const inKernel = await draw(sampleLockstep);
      expect(inKernel).toEqual(composed);
      const accepted = sum(inKernel[1] ?? []);
      expect(accepted).toBeGreaterThan(0);
      expect(accepted).toBeLessThan(ROWS * task.responseLength);
    }, 300_000);
  });
});
