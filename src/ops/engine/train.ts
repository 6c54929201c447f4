/** Training passes in the engine: logits of whole sequences, and the gradient of the flat parameters from theirs. */
import type { Pieces } from '../pieces';
import type * as tf from '../tf';
import type { Engine } from './engine';
import * as at from './layout';
import { type EngineShape, type Resident, residentOf, writeShape } from './resident';

/** Tokens of a chunk: their states stay in the processor's second cache. */
const CHUNK_TOKENS = 192;
/** Groups of chunks whose gradients are summed on their own: so many threads can share a backward pass. */
const GROUPS = 8;
/** Multiplications and additions after which a thread stops for a moment: some 30 ms. */
const PIECE = 1e9;

/** Of the forward pass, about; the backward pass has twice as many. */
const operationsOf = ({ width, layers }: EngineShape, tokens: number): number =>
  24 * layers * width ** 2 * tokens;

export interface EngineBatch {
  readonly model: EngineShape;
  /** Flat parameters. */
  readonly weights: tf.Tensor1D;
  /**
   * Row-major tokens [batch, length]: all of the sequences but the last, which predicts nothing. Of an encoder pixels of
   * patches [batch, length, patch²], zeros at the class token.
   */
  readonly input: Int32Array | Float32Array;
  readonly batch: number;
  readonly length: number;
  /** The position that predicts the first token of the response. */
  readonly responseAt: number;
  /** Whether a backward pass may follow. */
  readonly keeps: boolean;
}

/** A forward pass whose backward pass may still come. */
export interface EnginePass {
  /** Row-major [batch, length − responseAt, vocabulary]. */
  readonly logits: Float32Array;
  /**
   * @param slopes gradients of the logits, like them
   * @returns gradients of the flat parameters
   */
  backward(slopes: Float32Array): Pieces<Float32Array>;
  /** Frees what the backward pass would need. */
  dispose(): void;
}

/**
 * Runs the forward pass. A small pass has one piece, and the numbers do not depend on how many there are.
 * @throws UserError `memory-full`
 */
export function* forwardInEngine(engine: Engine, given: EngineBatch): Pieces<EnginePass> {
  const { kernels } = engine;
  const { model, weights, input, batch, length, responseAt, keeps } = given;
  const { vocabulary, context, width, heads, layers, patch = 0 } = model;
  const outputs = batch * (length - responseAt) * vocabulary;
  const rows = Math.max(1, Math.floor(CHUNK_TOKENS / length));
  const chunks = Math.ceil(batch / rows);
  const { size } = weights;
  const groupSize = Math.ceil(chunks / GROUPS);
  const perThread = operationsOf(model, batch * length) / engine.threads;
  const reserved: number[] = [];
  let resident: Resident | null = null;
  const allocate = (count: number): number => {
    const room = engine.allocate(count);
    reserved.push(room);
    return room;
  };
  const dispose = (): void => {
    for (const room of reserved.splice(0)) engine.free(room);
    if (resident) resident.passes -= 1;
    resident = null;
  };
  let made = false;
  try {
    resident = residentOf(engine, model, weights);
    resident.passes += 1;
    const words = allocate(at.MODEL_WORDS);
    const counters = allocate(2);
    const tokens = allocate(input.length);
    const activations = keeps ? allocate(kernels.activationSize(width, heads, layers, batch * length)) : 0;
    const logits = allocate(outputs);
    writeShape(engine, words, resident);
    if (input instanceof Int32Array) engine.ints(tokens, input.length).set(input);
    else engine.floats(tokens, input.length).set(input);
    const tokensOfChunk = rows * length;
    const scratchSize = kernels.trainScratchSize(vocabulary, context, width, heads, patch, tokensOfChunk);
    const seats = Array.from({ length: Math.min(engine.threads, chunks) }, () => {
      const pass = allocate(at.PASS_WORDS);
      const scratch = allocate(scratchSize);
      const view = engine.ints(pass, at.PASS_WORDS);
      view[at.MODEL] = words;
      view[at.BATCH] = batch;
      view[at.LENGTH] = length;
      view[at.RESPONSE_AT] = responseAt;
      view[at.INPUT] = tokens;
      view[at.ACTIVATIONS] = activations;
      view[at.LOGITS_OUT] = logits;
      view[at.SCRATCH_TRAIN] = scratch;
      view[at.CHUNK] = rows;
      view[at.NEXT_CHUNK] = counters;
      view[at.CHUNKS_OF_GROUP] = groupSize;
      return pass;
    });
    /** @param count of the chunks or groups that the task consists of */
    const run = function* (task: number, count: number, operations: number): Pieces<void> {
      const size = Math.max(seats.length, Math.ceil(count / Math.ceil(operations / PIECE)));
      for (let from = 0; from < count; from += size) {
        if (size < count) yield;
        engine.ints(counters, 2).fill(from);
        for (const pass of seats) {
          engine.ints(pass, at.PASS_WORDS)[at.END_OF_PIECE] = Math.min(count, from + size);
        }
        engine.run(task, seats);
      }
    };
    yield* run(at.FORWARD, chunks, perThread);
    const pass: EnginePass = {
      logits: engine.floats(logits, outputs).slice(),
      *backward(slopes) {
        const transposed = allocate(kernels.transposedSize(vocabulary, width, layers));
        const gradient = allocate(size);
        const ofGroups = seats.map(() => allocate(size));
        kernels.packBackward(words, transposed);
        engine.floats(logits, outputs).set(slopes);
        engine.floats(gradient, size).fill(0);
        seats.forEach((pass, i) => {
          const places = engine.ints(pass, at.PASS_WORDS);
          places[at.SLOPES] = logits;
          places[at.TRANSPOSED] = transposed;
          places[at.GRADIENT] = gradient;
          places[at.GROUP_GRADIENT] = ofGroups[i] ?? 0;
        });
        yield* run(at.BACKWARD, Math.ceil(chunks / groupSize), 2 * perThread);
        const result = engine.floats(gradient, size).slice();
        dispose();
        return result;
      },
      dispose,
    };
    made = true;
    return pass;
  } finally {
    if (!made) dispose();
  }
}
