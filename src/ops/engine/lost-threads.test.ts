/** Threads that die, and threads that never come. */
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { beforeAll, expect, test, vi } from 'vitest';
import { buildEngine } from '../../../tools/build-engine';
import { asThreadWorker } from '../../../tools/node-device';
import { openEngine, openThreadedEngine } from '../../test-support/engine';
import { randomNumbers } from '../../test-support/numbers';
import { roundOf } from '../../test-support/rounds';
import { sharpParameters } from '../../test-support/tiny';
import { atOnce, type Pieces } from '../pieces';
import * as tf from '../tf';
import * as at from './layout';
import { openEngine as openForUse, sharedMemory, type ThreadedEngine } from './open';
import type { SequenceBatch } from './present';
import { type EngineRound, sampleInEngine } from './sample';
import { Threads, type ThreadWorker } from './threads';

/** Milliseconds after which a silent thread is given up here. */
const PATIENCE = 300;

let module: WebAssembly.Module;

beforeAll(async () => {
  await tf.setBackend('cpu');
  module = await WebAssembly.compile(readFileSync(await buildEngine(true)));
});

/** @param renew gives the memory after the first */
const open = (mayGrow: boolean, renew = () => sharedMemory(mayGrow)): ThreadedEngine =>
  openForUse(module, sharedMemory(mayGrow) ?? undefined, renew, PATIENCE);

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

/** The gradient of both passes. */
function* train(
  engine: ThreadedEngine,
  { slopes, ...batch }: ReturnType<typeof trainingOf>,
): Pieces<Float32Array> {
  const pass = yield* engine.forward(batch);
  return yield* pass.backward(slopes);
}

const gradientOf = (engine: ThreadedEngine, training: ReturnType<typeof trainingOf>): Float32Array =>
  atOnce(train(engine, training));

/** Rows that take many chunks, and slopes for the backward pass over them. */
function trainingOf(batch: number, width: number): SequenceBatch & { readonly slopes: Float32Array } {
  const [promptLength, responseLength, vocabulary] = [3, 30, 11];
  const total = promptLength + responseLength;
  const model = { vocabulary, context: total - 1, width, layers: 1, heads: 2 };
  const ids = Int32Array.from({ length: batch * total }, (_, i) => i % vocabulary);
  return {
    model,
    weights: tf.tensor1d(sharpParameters(model, 4)),
    sequences: tf.tensor2d(ids, [batch, total], 'int32'),
    promptLength,
    slopes: Float32Array.from(randomNumbers(batch * responseLength * vocabulary, 5)),
  };
}

test('a thread that ends in the middle of its work is done without, and nothing is lost', async () => {
  const engine = open(true);
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
  const engine = open(true);
  const lost = vi.fn();
  await engine.startThreads(2, true, startOf(mortal(2)), lost);
  const training = trainingOf(16, 12);
  const results: Float32Array[] = [];
  while (lost.mock.calls.length === 0 && results.length < 1000) {
    results.push(gradientOf(engine, training));
  }
  expect(lost).toHaveBeenCalledOnce();
  const expected = gradientOf(engine, training);
  for (const result of results) expect(result).toEqual(expected);
});

/** Starts a real thread, passes messages on, and kills it once while two threads hold a seat each of such a task. */
const KILLER = `
  const { parentPort, Worker, workerData: { script, task } } = require('node:worker_threads');
  const thread = new Worker(new URL(script));
  thread.on('message', (message) => parentPort.postMessage(message));
  const pause = new Int32Array(new SharedArrayBuffer(4));
  parentPort.once('message', (invitation) => {
    thread.once('message', () => {
      const words = new Int32Array(invitation.memory.buffer, invitation.pool, ${at.POOL_WORDS});
      // A thread that takes a second seat has done its first.
      const atWork = () => Atomics.load(words, ${at.TASK}) === task && Atomics.load(words, ${at.GENERATION}) > 0 &&
        Atomics.load(words, ${at.FREE_SEATS}) === 0 && Atomics.load(words, ${at.DONE_SEATS}) === 0;
      while (!atWork()) Atomics.wait(pause, 0, 0, 1);
      thread.terminate();
    });
    thread.postMessage(invitation);
  });
`;

/**
 * Does the work with threads that are killed in a task, until one of them is missed: it may have done its part just before.
 * @param task see layout.ts
 */
async function withKilled(
  task: number,
  mayGrow: boolean,
  work: (engine: ThreadedEngine) => void,
): Promise<void> {
  const script = new URL('../../../tools/engine-thread.mjs', import.meta.url).href;
  const lost = vi.fn();
  for (let attempt = 0; attempt < 20 && lost.mock.calls.length === 0; attempt++) {
    const renew = vi.fn(() => sharedMemory(mayGrow));
    const engine = open(mayGrow, renew);
    const killed = new Worker(KILLER, { eval: true, workerData: { script, task } });
    const ended = new Promise((resolve) => killed.once('exit', resolve));
    expect(await engine.startThreads(2, true, () => asThreadWorker(killed), lost)).toBe(true);
    work(engine);
    await killed.terminate();
    await ended;
    expect(renew).toHaveBeenCalledTimes(lost.mock.calls.length);
  }
  expect(lost).toHaveBeenCalledOnce();
}

test.each([true, false])(
  'a thread that is killed while it samples is done without, memory may grow: %s',
  async (mayGrow) => {
    const request = { ...roundOf(1000, 3), keepLogits: false };
    const expected = sampleInEngine(await openEngine(), request);
    await withKilled(at.SAMPLE, mayGrow, (engine) => {
      for (let round = 0; round < 2; round++) expect(engine.sample(request)).toEqual(expected);
    });
  },
);

test('a thread that is killed in a backward pass, where others await its turn, is done without', async () => {
  const training = trainingOf(256, 48);
  const expected = gradientOf(openForUse(module, sharedMemory(true) ?? undefined), training);
  await withKilled(at.BACKWARD, true, (engine) => {
    for (let pass = 0; pass < 2; pass++) expect(gradientOf(engine, training)).toEqual(expected);
  });
});

/** Before the second piece of the forward pass, and of the backward pass. */
test.each([2, 4])(
  'a pass is computed anew where other work loses the threads at its stop %i',
  async (stop) => {
    const training = trainingOf(256, 112);
    const expected = gradientOf(openForUse(module, sharedMemory(true) ?? undefined), training);
    const engine = open(true);
    const lost = vi.fn();
    await engine.startThreads(2, true, startOf(mortal(stop)), lost);
    const pieces = train(engine, training);
    for (let i = 0; i < stop; i++) expect(pieces.next().done).toBe(false);
    const request = roundOf(16, 3);
    for (let round = 0; round < 1000 && lost.mock.calls.length === 0; round++) engine.sample(request);
    expect(lost).toHaveBeenCalledOnce();
    expect(atOnce(pieces)).toEqual(expected);
  },
);

test('where threads do not answer, one computes', async () => {
  const engine = open(true);
  expect(await engine.startThreads(2, true, startOf(MUTE), vi.fn())).toBe(false);
  const request = roundOf(5, 1);
  expect(engine.sample(request)).toEqual(sampleInEngine(await openEngine(), request));
});

test('a thread that cannot be loaded is no answer', async () => {
  const memory = sharedMemory(true);
  if (!memory) throw new Error('no shared memory');
  const engine = await openThreadedEngine(1);
  const start = startOf('throw new Error("no such file")');
  expect(await Threads.start(engine, { module, memory, start }, 2)).toBeNull();
});
