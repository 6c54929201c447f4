/** What threads share: as many as there are, the numbers are those of one. */
import { beforeAll, expect, test } from 'vitest';
import { STREAM, uniformArray } from '../../experiment/random';
import { openEngine, openThreadedEngine } from '../../test-support/engine';
import { randomNumbers } from '../../test-support/numbers';
import { type Acceptance, disposeRound, roundOf } from '../../test-support/rounds';
import { sharpParameters } from '../../test-support/tiny';
import { atOnce, type Pieces } from '../pieces';
import * as tf from '../tf';
import type { Engine } from './engine';
import * as at from './layout';
import { sampleInEngine } from './sample';
import { speculateInEngine } from './speculate';
import { type EngineBatch, forwardInEngine } from './train';

const COUNTS = [1, 2, 4] as const;
const engines = new Map<number, Engine>();

beforeAll(async () => {
  await tf.setBackend('cpu');
  engines.set(0, await openEngine());
  for (const count of COUNTS) engines.set(count, await openThreadedEngine(count));
});

/** The results of the module for one thread, and of 1, 2 and 4 threads of the other one. */
function onAll<T>(work: (engine: Engine) => T): readonly T[] {
  return [...engines.values()].map(work);
}

/** The result of all of them, which has the same bits. */
function sameOnAll<T>(work: (engine: Engine) => T): T {
  const [alone, ...threaded] = onAll(work);
  for (const result of threaded) expect(result).toEqual(alone);
  return alone as T;
}

test('the engines share work among as many threads as they should', () => {
  expect(onAll((engine) => engine.threads)).toEqual([1, 1, 2, 4]);
});

const SIZES = [1, 2, 3, 5, 16, 37] as const;
const RULES: readonly Acceptance[] = [
  { rule: 'top-k', threshold: 2 },
  { rule: 'nucleus', threshold: 0.5 },
  { rule: 'switch', threshold: 1.5 },
];

test.each(RULES)('sampling by the rule $rule gives the same bits on 1, 2 and 4 threads', (acceptance) => {
  const verdicts = new Set<number>();
  for (const batch of SIZES) {
    const request = roundOf(batch, batch, acceptance);
    const field = batch * request.responseLength;
    // Twice: the second round has the teacher's prompts from the first.
    for (let round = 0; round < 2; round++) {
      const { record } = sameOnAll((engine) => sampleInEngine(engine, request));
      for (let i = 0; i < field; i++) {
        if (record[at.MASK * field + i]) verdicts.add(record[at.ACCEPTED * field + i] ?? Number.NaN);
      }
    }
    disposeRound(request);
  }
  expect([...verdicts].sort()).toEqual([0, 1]);
});

test.each([1, 3])('speculation with %i drafts gives the same bits on 1, 2 and 4 threads', (drafts) => {
  const verdicts = new Set<number>();
  for (const batch of SIZES) {
    const round = roundOf(batch, batch);
    const { responseLength } = round;
    const request = {
      ...round,
      acceptance: uniformArray(batch, STREAM.draftAcceptance, 1, batch, responseLength),
      drafts,
    };
    for (let time = 0; time < 2; time++) {
      const record = sameOnAll((engine) => speculateInEngine(engine, request));
      for (let i = 0; i < batch * responseLength; i++) {
        const row = Math.floor(i / responseLength) * at.DRAFT_FIELD_COUNT * responseLength;
        const of = (field: number) => record[row + field * responseLength + (i % responseLength)];
        if (of(at.DRAFT_MASK)) verdicts.add(of(at.DRAFT_ACCEPTED) ?? Number.NaN);
      }
    }
    disposeRound(round);
  }
  expect([...verdicts].sort()).toEqual([0, 1]);
});

/** Both passes. */
function* train(
  engine: Engine,
  given: EngineBatch,
): Pieces<{ readonly logits: Float32Array; readonly gradient: Float32Array }> {
  const pass = yield* forwardInEngine(engine, given);
  const slopes = Float32Array.from(randomNumbers(pass.logits.length, 5));
  return { logits: pass.logits, gradient: yield* pass.backward(slopes) };
}

function expectSameBits(given: Omit<EngineBatch, 'weights' | 'keeps'>): void {
  const weights = tf.tensor1d(sharpParameters(given.model, 4));
  sameOnAll((engine) => atOnce(train(engine, { ...given, weights, keeps: true })));
  weights.dispose();
}

test.each([
  { batch: 1, length: 5, width: 6 },
  { batch: 5, length: 50, width: 10 },
  { batch: 19, length: 33, width: 12 },
  { batch: 16, length: 81, width: 24 },
])('training on $batch × $length tokens gives the same bits on 1, 2 and 4 threads', (size) => {
  const { batch, length, width } = size;
  const model = { vocabulary: 11, context: length, width, layers: 2, heads: 2 };
  const input = Int32Array.from({ length: batch * length }, (_, i) => (i * 31) % 11);
  expectSameBits({ model, input, batch, length, responseAt: 2 });
});

test.each([
  { batch: 1, length: 5, width: 6 },
  { batch: 64, length: 17, width: 12 },
])('training on $batch pictures of $length tokens gives the same bits on 1, 2 and 4 threads', (size) => {
  const { batch, length, width } = size;
  const model = { vocabulary: 11, context: length, width, layers: 2, heads: 2, patch: 3 };
  const input = Float32Array.from(randomNumbers(batch * length * 9, 6));
  expectSameBits({ model, input, batch, length, responseAt: length - 1 });
});

test('long passes stop on their way, the less often the more threads there are, and give the same bits', () => {
  const [batch, length] = [64, 81];
  const model = { vocabulary: 11, context: length, width: 64, layers: 2, heads: 2 };
  const given = {
    ...{ model, batch, length, responseAt: 40, keeps: true },
    input: Int32Array.from({ length: batch * length }, (_, i) => (i * 31) % 11),
    weights: tf.tensor1d(sharpParameters(model, 4)),
  };
  const stops: number[] = [];
  sameOnAll((engine) => {
    const pieces = train(engine, given);
    for (let count = 0; ; count++) {
      const next = pieces.next();
      if (!next.done) continue;
      stops.push(count);
      return next.value;
    }
  });
  // By operations: two pieces forward and three backward, one and two, one and one.
  expect(stops).toEqual([5, 5, 2, 0]);
  given.weights.dispose();
});

test('what is packed for a pass stays so while other work goes on', () => {
  const [batch, length] = [64, 81];
  const shape = { vocabulary: 11, context: length, width: 64, layers: 2, heads: 2 };
  const input = Int32Array.from({ length: batch * length }, (_, i) => (i * 31) % 11);
  const weights = Array.from({ length: 6 }, (_, seed) => tf.tensor1d(sharpParameters(shape, seed)));
  const passOf = (parameters: tf.Tensor1D): EngineBatch => ({
    ...{ model: shape, weights: parameters, input, batch, length, responseAt: 40, keeps: true },
  });
  const engine = engines.get(1) as Engine;
  const [first, ...others] = weights as [tf.Tensor1D, ...tf.Tensor1D[]];
  const expected = atOnce(train(engine, passOf(first)));
  const pieces = train(engine, passOf(first));
  for (const other of others) {
    pieces.next();
    atOnce(train(engine, { ...passOf(other), batch: 2, input: input.slice(0, 2 * length) }));
  }
  expect(atOnce(pieces)).toEqual(expected);
  tf.dispose(weights);
});
