/** The open engine. Its code is loaded with the WebAssembly backend only, so this file imports none of it but types. */
import * as tf from '../tf';
import type { EngineRequest, EngineRound } from './sample';
import type { EngineBatch, EnginePass } from './train';

export interface OpenEngine {
  /** A round of sampling; see `sampleInEngine`. */
  sample(request: EngineRequest): EngineRound;
  /** A forward pass whose backward pass may follow; see `forwardInEngine`. */
  forward(batch: EngineBatch): EnginePass;
}

let present: OpenEngine | null = null;

/** Makes an engine the one that computes beside the WebAssembly backend; null where there is none. */
export function setEngine(engine: OpenEngine | null): void {
  present = engine;
}

/** The engine, where it is open and tensors live on the WebAssembly backend. */
export const engine = (): OpenEngine | null => (tf.getBackend() === 'wasm' ? present : null);
