/** Training passes in the engine: logits of whole sequences, and the gradient of the flat parameters from theirs. */
import type { SampledModel } from '../sample/layout';
import type * as tf from '../tf';
import type { Engine } from './engine';
import * as at from './layout';
import { residentOf, writeShape } from './resident';

/** Tokens of a chunk: their states stay in the processor's second cache. */
const CHUNK_TOKENS = 192;

export interface EngineBatch {
  readonly model: SampledModel;
  /** Flat parameters. */
  readonly weights: tf.Tensor1D;
  /** Row-major [batch, length]: all tokens of the sequences but the last, which predicts nothing. */
  readonly ids: Int32Array;
  readonly batch: number;
  readonly length: number;
  /** The position that predicts the first token of the response. */
  readonly responseAt: number;
}

/** A forward pass whose backward pass is still to come. */
export interface EnginePass {
  /** Row-major [batch, length − responseAt, vocabulary]. */
  readonly logits: Float32Array;
  /**
   * @param slopes gradients of the logits, like them
   * @returns gradients of the flat parameters
   */
  backward(slopes: Float32Array): Float32Array;
  /** Frees what the backward pass would need. */
  dispose(): void;
}

const parametersOf = ({ vocabulary, context, width, layers }: SampledModel): number =>
  (vocabulary + context + 12 * layers * width + 1) * width;

/**
 * Runs the forward pass.
 * @throws RangeError when there is no memory left
 */
export function forwardInEngine(engine: Engine, given: EngineBatch): EnginePass {
  const { kernels } = engine;
  const { model, weights, ids, batch, length, responseAt } = given;
  const { vocabulary, context, width, heads, layers } = model;
  const outputs = batch * (length - responseAt) * vocabulary;
  const rows = Math.max(1, Math.floor(CHUNK_TOKENS / length));
  const reserved: number[] = [];
  const allocate = (count: number): number => {
    const room = engine.allocate(count);
    reserved.push(room);
    return room;
  };
  const dispose = (): void => {
    for (const room of reserved.splice(0)) engine.free(room);
  };
  const chunks = (work: (first: number, last: number) => void): void => {
    for (let first = 0; first < batch; first += rows) work(first, Math.min(batch, first + rows));
  };
  try {
    const resident = residentOf(engine, model, weights);
    const words = allocate(at.MODEL_WORDS);
    const pass = allocate(at.PASS_WORDS);
    const tokens = allocate(ids.length);
    const activations = allocate(kernels.activationSize(width, heads, layers, batch * length));
    const logits = allocate(outputs);
    const scratch = allocate(kernels.trainScratchSize(vocabulary, context, width, heads, rows * length));
    writeShape(engine, words, resident);
    engine.ints(tokens, ids.length).set(ids);
    const view = engine.ints(pass, at.PASS_WORDS);
    view[at.MODEL] = words;
    view[at.BATCH] = batch;
    view[at.LENGTH] = length;
    view[at.RESPONSE_AT] = responseAt;
    view[at.IDS] = tokens;
    view[at.ACTIVATIONS] = activations;
    view[at.LOGITS_OUT] = logits;
    view[at.SCRATCH_TRAIN] = scratch;
    chunks((first, last) => kernels.forwardRows(pass, first, last));
    return {
      logits: engine.floats(logits, outputs).slice(),
      backward(slopes) {
        const size = parametersOf(model);
        const flat = allocate(size);
        const transposed = allocate(kernels.transposedSize(vocabulary, width, layers));
        const gradient = allocate(size);
        engine.floats(flat, size).set(weights.dataSync<'float32'>());
        kernels.packBackward(words, flat, transposed);
        engine.floats(logits, outputs).set(slopes);
        engine.floats(gradient, size).fill(0);
        const places = engine.ints(pass, at.PASS_WORDS);
        places[at.SLOPES] = logits;
        places[at.TRANSPOSED] = transposed;
        places[at.GRADIENT] = gradient;
        chunks((first, last) => kernels.backwardRows(pass, first, last));
        const result = engine.floats(gradient, size).slice();
        dispose();
        return result;
      },
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}
