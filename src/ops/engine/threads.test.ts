import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { beforeAll, expect, test, vi } from 'vitest';
import { buildEngine } from '../../../tools/build-engine';
import { asThreadWorker } from '../../../tools/node-device';
import { STREAM, uniformArray } from '../../experiment/random';
import { openEngine, openThreadedEngine } from '../../test-support/engine';
import { randomNumbers } from '../../test-support/numbers';
import { sharpParameters } from '../../test-support/tiny';
import * as tf from '../tf';
import type { Engine } from './engine';
import * as at from './layout';
import { openEngine as openForUse, sharedMemory } from './open';
import { type EngineRequest, type EngineRound, sampleInEngine } from './sample';
import { Threads, type ThreadWorker } from './threads';
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

/** A round of odd sizes, in which rows end early. */
function roundOf(batch: number, seed: number): EngineRequest {
  const [promptLength, responseLength, vocabulary] = [6, 9, 13];
  const shape = { vocabulary, context: promptLength + responseLength - 1, layers: 2 };
  // Some prompts are twice in a round.
  const ids = Int32Array.from(
    { length: batch * promptLength },
    (_, i) => 3 + ((Math.floor((i + seed) / 2) * 7) % 10),
  );
  const modelOf = (width: number, heads: number, stream: number) => {
    const model = { ...shape, width, heads };
    return {
      model,
      weights: tf.tensor1d(sharpParameters(model, seed + stream)),
      ...{ temperature: 1, topP: 0.9 },
      uniforms: uniformArray(seed, stream, 1, batch, responseLength),
    };
  };
  return {
    ...{ promptLength, responseLength, limit: responseLength, endToken: 2, keepLogits: true },
    prompts: tf.tensor2d(ids, [batch, promptLength], 'int32'),
    student: modelOf(10, 2, STREAM.studentToken),
    teacher: modelOf(21, 3, STREAM.teacherToken),
    acceptance: { rule: 'top-k', threshold: 2 },
  };
}

test('the engines share work among as many threads as they should', () => {
  expect(onAll((engine) => engine.threads)).toEqual([1, 1, 2, 4]);
});

test.each([1, 2, 3, 5, 16, 37])('sampling %i rows gives the same bits on 1, 2 and 4 threads', (batch) => {
  const request = roundOf(batch, batch);
  // Twice: the second round has the teacher's prompts from the first.
  for (let round = 0; round < 2; round++) {
    const [alone, ...threaded] = onAll((engine) => sampleInEngine(engine, request));
    for (const result of threaded) expect(result).toEqual(alone);
  }
  tf.dispose([request.prompts, request.student.weights, request.teacher?.weights ?? []]);
});

/** Both passes give the same bits on 1, 2 and 4 threads. */
function expectSameBits(given: Omit<EngineBatch, 'weights' | 'keeps'>): void {
  const weights = tf.tensor1d(sharpParameters(given.model, 4));
  const [alone, ...threaded] = onAll((engine) => {
    const pass = forwardInEngine(engine, { ...given, weights, keeps: true });
    const slopes = Float32Array.from(randomNumbers(pass.logits.length, 5));
    return { logits: pass.logits, gradient: pass.backward(slopes) };
  });
  for (const result of threaded) expect(result).toEqual(alone);
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

/** Joins, takes a seat of the task of this number or a later one, and ends without a word. */
const mortal = (task: number): string => `
  const { parentPort } = require('node:worker_threads');
  parentPort.once('message', ({ memory, pool }) => {
    const words = new Int32Array(memory.buffer, pool, ${at.POOL_WORDS});
    Atomics.add(words, ${at.JOINED}, 1);
    parentPort.postMessage('joined');
    while (Atomics.load(words, ${at.GENERATION}) < ${task});
    while (Atomics.load(words, ${at.FREE_SEATS}) <= 0 || Atomics.sub(words, ${at.FREE_SEATS}, 1) <= 0);
    process.exit();
  });
  parentPort.postMessage('loaded');
`;

/** Loads, and never answers an invitation. */
const MUTE = `require('node:worker_threads').parentPort.postMessage('loaded');
  setInterval(() => {}, 1000);`;

const startOf = (script: string) => (): ThreadWorker => {
  const worker = new Worker(script, { eval: true });
  worker.unref();
  return asThreadWorker(worker);
};

test('a thread that ends in the middle of its work is done without, and nothing is lost', async () => {
  const module = await WebAssembly.compile(readFileSync(await buildEngine(true)));
  const engine = openForUse(module, sharedMemory(true) ?? undefined);
  const lost = vi.fn();
  expect(await engine.startThreads(2, true, startOf(mortal(1)), lost)).toBe(true);
  expect(engine.threads).toBe(2);
  const request = roundOf(16, 3);
  const expected = sampleInEngine(await openEngine(), request);
  const results: EngineRound[] = [];
  // The first thread may have taken all seats before the other one was awake.
  while (lost.mock.calls.length === 0 && results.length < 1000) results.push(engine.sample(request));
  expect(lost).toHaveBeenCalledOnce();
  for (const result of results) expect(result).toEqual(expected);
  expect(engine.threads).toBe(1);
  expect(engine.sample(request)).toEqual(expected);
});

test('a thread that ends between the passes of training is done without', async () => {
  const module = await WebAssembly.compile(readFileSync(await buildEngine(true)));
  const engine = openForUse(module, sharedMemory(true) ?? undefined);
  const lost = vi.fn();
  await engine.startThreads(2, true, startOf(mortal(2)), lost);
  const model = { vocabulary: 11, context: 32, width: 12, layers: 1, heads: 2 };
  const batch = {
    model,
    weights: tf.tensor1d(sharpParameters(model, 4)),
    sequences: tf.tensor2d(
      Int32Array.from({ length: 16 * 33 }, (_, i) => i % 11),
      [16, 33],
      'int32',
    ),
    promptLength: 3,
  };
  const slopes = Float32Array.from(randomNumbers(16 * 30 * 11, 5));
  const results: Float32Array[] = [];
  while (lost.mock.calls.length === 0 && results.length < 1000) {
    results.push(engine.forward(batch).backward(slopes));
  }
  expect(lost).toHaveBeenCalledOnce();
  const expected = engine.forward(batch).backward(slopes);
  for (const result of results) expect(result).toEqual(expected);
});

/** Starts a real thread, passes messages on, and kills it once while two threads hold a seat each. */
const KILLER = `
  const { parentPort, Worker, workerData } = require('node:worker_threads');
  const thread = new Worker(new URL(workerData));
  thread.on('message', (message) => parentPort.postMessage(message));
  const pause = new Int32Array(new SharedArrayBuffer(4));
  parentPort.once('message', (invitation) => {
    thread.once('message', () => {
      const words = new Int32Array(invitation.memory.buffer, invitation.pool, ${at.POOL_WORDS});
      // A thread that takes a second seat has done its first.
      const atWork = () => Atomics.load(words, ${at.GENERATION}) > 0 &&
        Atomics.load(words, ${at.FREE_SEATS}) === 0 && Atomics.load(words, ${at.DONE_SEATS}) === 0;
      while (!atWork()) Atomics.wait(pause, 0, 0, 1);
      thread.terminate();
    });
    thread.postMessage(invitation);
  });
`;

test.each([true, false])(
  'a thread that is killed while it computes is done without, memory may grow: %s',
  async (mayGrow) => {
    const module = await WebAssembly.compile(readFileSync(await buildEngine(true)));
    const request = { ...roundOf(1000, 3), keepLogits: false };
    const expected = sampleInEngine(await openEngine(), request);
    const lost = vi.fn();
    // It may have done its part just before it dies: then it is not missed.
    for (let attempt = 0; attempt < 20 && lost.mock.calls.length === 0; attempt++) {
      const renew = vi.fn(() => sharedMemory(mayGrow));
      const engine = openForUse(module, sharedMemory(mayGrow) ?? undefined, renew);
      const killed = new Worker(KILLER, {
        eval: true,
        workerData: new URL('../../../tools/engine-thread.mjs', import.meta.url).href,
      });
      const ended = new Promise((resolve) => killed.once('exit', resolve));
      expect(await engine.startThreads(2, true, () => asThreadWorker(killed), lost)).toBe(true);
      for (let round = 0; round < 2; round++) expect(engine.sample(request)).toEqual(expected);
      await killed.terminate();
      await ended;
      expect(renew).toHaveBeenCalledTimes(lost.mock.calls.length);
    }
    expect(lost).toHaveBeenCalledOnce();
  },
);

test('where threads do not answer, one computes', async () => {
  const module = await WebAssembly.compile(readFileSync(await buildEngine(true)));
  const engine = openForUse(module, sharedMemory(true) ?? undefined);
  expect(await engine.startThreads(2, true, startOf(MUTE), vi.fn())).toBe(false);
  const request = roundOf(5, 1);
  expect(engine.sample(request)).toEqual(sampleInEngine(await openEngine(), request));
});

test('a thread that cannot be loaded is no answer', async () => {
  const module = await WebAssembly.compile(readFileSync(await buildEngine(true)));
  const memory = sharedMemory(true);
  if (!memory) throw new Error('no shared memory');
  const engine = await openThreadedEngine(1);
  const start = startOf('throw new Error("no such file")');
  expect(await Threads.start(engine, { module, memory, start }, 2)).toBeNull();
});
