/** What threads share: as many as there are, the numbers are those of one. */
import { beforeAll, expect, test } from 'vitest';
import { STREAM, uniformArray } from '../../experiment/random';
import { openEngine, openThreadedEngine } from '../../test-support/engine';
import { randomNumbers } from '../../test-support/numbers';
import { type Acceptance, disposeRound, roundOf } from '../../test-support/rounds';
import { sharpParameters } from '../../test-support/tiny';
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

/** Both passes give the same bits on 1, 2 and 4 threads. */
function expectSameBits(given: Omit<EngineBatch, 'weights' | 'keeps'>): void {
  const weights = tf.tensor1d(sharpParameters(given.model, 4));
  sameOnAll((engine) => {
    const pass = forwardInEngine(engine, { ...given, weights, keeps: true });
    const slopes = Float32Array.from(randomNumbers(pass.logits.length, 5));
    return { logits: pass.logits, gradient: pass.backward(slopes) };
  });
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
