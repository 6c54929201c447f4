/** The open engine. Its code is loaded with the WebAssembly backend only, so this file imports none of it but types. */
import type { Pieces } from '../pieces';
import * as tf from '../tf';
import type { Engine } from './engine';
import type { EngineRequest, EngineRound } from './sample';
import type { SpeculationRequest } from './speculate';
import type { EngineBatch, EnginePass } from './train';
import type { divergenceInEngine, updateInEngine } from './update';

/** Whole sequences, int32 [batch, promptLength + responseLength], and the model that reads them. */
export interface SequenceBatch extends Pick<EngineBatch, 'model' | 'weights'> {
  readonly sequences: tf.Tensor2D;
  readonly promptLength: number;
}

type WithoutEngine<F> = F extends (engine: Engine, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

export interface OpenEngine {
  /** A round of sampling; see `sampleInEngine`. */
  sample(request: EngineRequest): EngineRound;
  /** Speculative decoding; see `speculateInEngine`. */
  speculate(request: SpeculationRequest): Float32Array;
  /** A forward pass whose backward pass may follow, or which is disposed; see `forwardInEngine`. */
  forward(batch: SequenceBatch): Pieces<EnginePass>;
  /** Logits of a forward pass alone, row-major [batch, responseLength, vocabulary]. */
  score(batch: SequenceBatch): Float32Array;
  /** See `divergenceInEngine`. */
  divergence: WithoutEngine<typeof divergenceInEngine>;
  /** See `updateInEngine`. */
  update: WithoutEngine<typeof updateInEngine>;
}

let present: OpenEngine | null = null;

/** Makes an engine the one that computes beside the WebAssembly backend; null where there is none. */
export function setEngine(engine: OpenEngine | null): void {
  present = engine;
}

/** The engine, where it is open and tensors live on the WebAssembly backend. */
export const engine = (): OpenEngine | null => (tf.getBackend() === 'wasm' ? present : null);
