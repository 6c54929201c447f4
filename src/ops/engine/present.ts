/** The open engine. Its code is loaded with the WebAssembly backend only, so this file imports none of it but types. */
import * as tf from '../tf';
import type { EngineRequest, EngineRound } from './sample';
import type { EngineBatch, EnginePass } from './train';

/** Whole sequences, int32 [batch, promptLength + responseLength], and the model that reads them. */
export interface SequenceBatch extends Pick<EngineBatch, 'model' | 'weights'> {
  readonly sequences: tf.Tensor2D;
  readonly promptLength: number;
}

export interface OpenEngine {
  /** A round of sampling; see `sampleInEngine`. */
  sample(request: EngineRequest): EngineRound;
  /** A forward pass whose backward pass may follow, or which is disposed; see `forwardInEngine`. */
  forward(batch: SequenceBatch): EnginePass;
}

let present: OpenEngine | null = null;

/** Makes an engine the one that computes beside the WebAssembly backend; null where there is none. */
export function setEngine(engine: OpenEngine | null): void {
  present = engine;
}

/** The engine, where it is open and tensors live on the WebAssembly backend. */
export const engine = (): OpenEngine | null => (tf.getBackend() === 'wasm' ? present : null);
