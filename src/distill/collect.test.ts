import { describe, expect, test } from 'vitest';
import { responseLogits } from '../model/forward';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import { padPrompt, padResponse } from '../tasks/tokenizer';
import { onEachBackend } from '../test-support/backends';
import { at, expectClose, rowsOf, sum, take } from '../test-support/numbers';
import { shapeFor, sharpModel, TINY_TASK, tinyExperiment } from '../test-support/tiny';
import { Batches } from './batches';
import { collect, disposeCollected } from './collect';

const { promptLength, responseLength, tokenizer } = TINY_TASK;
const EXAMPLES = new Batches(TINY_TASK.split().train, 4, 1).at(1);

await onEachBackend('collect', () => {
  describe.each([
    ['skd', 1],
    ['skd', 3],
    ['on-policy-kd', 1],
    ['supervised-kd', 1],
  ] as const)('%s, block size %i', (method, blockSize) => {
    const experiment = tinyExperiment({ method, blockSize, topK: 3, responseLimit: 512 });

    test('sequences, mask, and the logits of the teacher’s full forward pass on them', async () => {
      const student = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 31);
      const teacher = sharpModel(shapeFor(TINY_TASK), 32);
      const collected = await collect(TINY_TASK, experiment, student, teacher, EXAMPLES, 1);
      const { sequences, mask, responses, teacherLogits, verification } = collected;
      expect(sequences.shape).toEqual([4, promptLength + responseLength]);
      expect(mask.shape).toEqual([4, responseLength]);
      expect(teacherLogits?.shape).toEqual([4, responseLength, tokenizer.size]);
      expect(verification === null).toBe(method !== 'skd');

      const expected = await take(
        tidy(() => responseLogits(teacher.shape, teacher.weights, sequences, promptLength)),
      );
      const masked = Array.from(await mask.data());
      const alive = (values: readonly number[]): number[] =>
        rowsOf(values, tokenizer.size)
          .filter((_, i) => at(masked, i) === 1)
          .flat();
      expectClose(alive(Array.from((await teacherLogits?.data()) ?? [])), alive(expected), 1e-4);

      const drawn = rowsOf(Array.from(await responses.data()), responseLength);
      rowsOf(Array.from(await sequences.data()), promptLength + responseLength).forEach((row, r) => {
        expect(row.slice(0, promptLength)).toEqual(
          padPrompt(tokenizer.encode(at(EXAMPLES, r).prompt), promptLength),
        );
        expect(row.slice(promptLength)).toEqual(drawn[r]);
        if (method === 'supervised-kd') {
          expect(drawn[r]).toEqual(padResponse(tokenizer.encode(at(EXAMPLES, r).response), responseLength));
        }
      });
      if (verification) expect(sum(Array.from(await verification.accepted.data()))).toBeGreaterThan(0);
      disposeCollected(collected);
      student.dispose();
      teacher.dispose();
    });
  });

  test('the same step gives the same sequences, another step others', async () => {
    const student = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 31);
    const teacher = sharpModel(shapeFor(TINY_TASK), 32);
    const tokens = async (step: number): Promise<number[]> => {
      const collected = await collect(TINY_TASK, tinyExperiment(), student, teacher, EXAMPLES, step);
      const values = Array.from(await collected.responses.data());
      disposeCollected(collected);
      return values;
    };
    const first = await tokens(1);
    expect(await tokens(1)).toEqual(first);
    expect(await tokens(2)).not.toEqual(first);
    student.dispose();
    teacher.dispose();
  });

  test('K at least V is on-policy KD, number by number', async () => {
    const student = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 31);
    const teacher = sharpModel(shapeFor(TINY_TASK), 32);
    const results = [];
    for (const changes of [{ method: 'skd', topK: 512 }, { method: 'on-policy-kd' }] as const) {
      const collected = await collect(TINY_TASK, tinyExperiment(changes), student, teacher, EXAMPLES, 1);
      results.push([Array.from(await collected.sequences.data()), Array.from(await collected.mask.data())]);
      disposeCollected(collected);
    }
    expect(results[0]).toEqual(results[1]);
    student.dispose();
    teacher.dispose();
  });

  test('the response limit holds, and nothing is left behind', async () => {
    const student = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 31);
    const teacher = sharpModel(shapeFor(TINY_TASK), 32);
    for (const changes of [
      { method: 'skd' },
      { method: 'skd', blockSize: 2 },
      { method: 'on-policy-kd' },
    ] as const) {
      const experiment = tinyExperiment({ ...changes, responseLimit: 2 });
      const once = async (): Promise<number[]> => {
        const collected = await collect(TINY_TASK, experiment, student, teacher, EXAMPLES, 1);
        const mask = Array.from(await collected.mask.data());
        disposeCollected(collected);
        return mask;
      };
      const mask = rowsOf(await once(), responseLength);
      expect(Math.max(...mask.map(sum))).toBe(2);
      const before = tf.memory().numTensors;
      await once();
      expect(tf.memory().numTensors).toBe(before);
    }
    student.dispose();
    teacher.dispose();
  });
});
