import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { STREAM, uniformArray } from '../../experiment/random';
import { openEngine } from '../../test-support/engine';
import { at } from '../../test-support/numbers';
import { sharpParameters } from '../../test-support/tiny';
import { atOnce } from '../pieces';
import * as tf from '../tf';
import type { Engine } from './engine';
import { RECORD_FIELDS } from './layout';
import { sampleInEngine } from './sample';
import { forwardInEngine } from './train';

let engine: Engine;
beforeAll(async () => {
  await tf.setBackend('cpu');
  engine = await openEngine();
});

const END = 2;

/** Any shape of models that share a vocabulary, and any batch. */
const anyRound = fc.record({
  vocabulary: fc.integer({ min: 4, max: 35 }),
  promptLength: fc.integer({ min: 1, max: 9 }),
  responseLength: fc.integer({ min: 1, max: 9 }),
  batch: fc.integer({ min: 1, max: 9 }),
  student: fc.record({ heads: fc.integer({ min: 1, max: 3 }), depth: fc.integer({ min: 1, max: 9 }) }),
  teacher: fc.option(
    fc.record({ heads: fc.integer({ min: 1, max: 3 }), depth: fc.integer({ min: 1, max: 9 }) }),
  ),
  layers: fc.integer({ min: 1, max: 3 }),
  temperature: fc.constantFrom(0, 0.7, 1),
  topP: fc.constantFrom(0.5, 1),
  rule: fc.constantFrom('top-k', 'nucleus'),
  seed: fc.nat(1000),
});

test('of models of any shape, each logit is that of a forward pass over what was written', () => {
  fc.assert(
    fc.property(anyRound, (given) => {
      const { vocabulary, promptLength, responseLength, batch, layers, seed } = given;
      const context = promptLength + responseLength - 1;
      const ids = Array.from(
        { length: batch * promptLength },
        (_, i) => 3 + ((i * 31 + seed) % (vocabulary - 3)),
      );
      const prompts = tf.tensor2d(ids, [batch, promptLength], 'int32');
      const modelOf = ({ heads, depth }: { heads: number; depth: number }, stream: number) => {
        const shape = { vocabulary, context, width: heads * depth, layers, heads };
        return {
          model: shape,
          weights: tf.tensor1d(sharpParameters(shape, seed + stream)),
          temperature: given.temperature,
          topP: given.topP,
          uniforms: uniformArray(seed, stream, 1, batch, responseLength),
        };
      };
      const student = modelOf(given.student, STREAM.studentToken);
      const teacher = given.teacher && modelOf(given.teacher, STREAM.teacherToken);
      const request = {
        promptLength,
        responseLength,
        limit: responseLength,
        prompts,
        endToken: END,
        student,
        teacher,
        acceptance: {
          rule: given.rule as 'top-k' | 'nucleus',
          threshold: given.rule === 'nucleus' ? 0.5 : 2,
        },
        keepLogits: true,
      };
      const round = sampleInEngine(engine, request);
      // The second round has the teacher's prompts from the first.
      expect(sampleInEngine(engine, request)).toEqual(round);
      const field = batch * responseLength;
      expect(round.record.length).toBe(RECORD_FIELDS * field);
      const tokens = round.record.slice(0, field);
      const mask = round.record.slice(field, 2 * field);
      const length = context;
      const sequences = new Int32Array(batch * length);
      for (let row = 0; row < batch; row++) {
        const whole = [
          ...ids.slice(row * promptLength, (row + 1) * promptLength),
          ...tokens.slice(row * responseLength, (row + 1) * responseLength),
        ];
        sequences.set(whole.slice(0, length), row * length);
      }
      const judge = teacher ?? student;
      const pass = atOnce(
        forwardInEngine(engine, {
          model: judge.model,
          weights: judge.weights,
          input: sequences,
          batch,
          length,
          responseAt: promptLength - 1,
          keeps: false,
        }),
      );
      for (let i = 0; i < field; i++) {
        for (let v = 0; v < vocabulary; v++) {
          const kept = at(round.logits ?? [], i * vocabulary + v);
          const expected = at(mask, i) === 0 ? 0 : at(pass.logits, i * vocabulary + v);
          expect(Math.abs(kept - expected)).toBeLessThan(1e-3);
        }
        const isEnd = at(tokens, i) === END;
        const isLast = i % responseLength === responseLength - 1;
        if (!isLast) expect(at(mask, i + 1)).toBe(at(mask, i) === 1 && !isEnd ? 1 : 0);
      }
      pass.dispose();
      tf.dispose([prompts, student.weights, ...(teacher ? [teacher.weights] : [])]);
    }),
    { numRuns: 60 },
  );
});
