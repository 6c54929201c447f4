/** Rounds of sampling in the engine for tests. */
import { STREAM, uniformArray } from '../experiment/random';
import type { EngineModel } from '../ops/engine/round';
import type { EngineRequest } from '../ops/engine/sample';
import * as tf from '../ops/tf';
import { sharpParameters } from './tiny';

export type Acceptance = EngineRequest['acceptance'];

/** A request with both models. */
interface Round extends EngineRequest {
  readonly teacher: EngineModel;
}

/** A round of odd sizes, in which rows end early and some prompts come twice. The caller frees it. */
export function roundOf(
  batch: number,
  seed: number,
  acceptance: Acceptance = { rule: 'top-k', threshold: 2 },
): Round {
  const [promptLength, responseLength, vocabulary] = [6, 9, 13];
  const shape = { vocabulary, context: promptLength + responseLength - 1, layers: 2 };
  const ids = Int32Array.from(
    { length: batch * promptLength },
    (_, i) => 3 + ((Math.floor((i + seed) / 2) * 7) % 10),
  );
  const modelOf = (width: number, heads: number, stream: number): EngineModel => {
    const model = { ...shape, width, heads };
    return {
      model,
      weights: tf.tensor1d(sharpParameters(model, seed + stream)),
      ...{ temperature: 1, topP: 0.9 },
      uniforms: uniformArray(seed, stream, 1, batch, responseLength),
    };
  };
  return {
    ...{ promptLength, responseLength, limit: responseLength, endToken: 2, keepLogits: true, acceptance },
    prompts: tf.tensor2d(ids, [batch, promptLength], 'int32'),
    student: modelOf(10, 2, STREAM.studentToken),
    teacher: modelOf(21, 3, STREAM.teacherToken),
  };
}

export function disposeRound({ prompts, student, teacher }: Round): void {
  tf.dispose([prompts, student.weights, teacher.weights]);
}
