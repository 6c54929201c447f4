/** Opens the engine. */
import { Engine } from './engine';
import type { OpenEngine } from './present';
import { sampleInEngine } from './sample';
import { forwardInEngine } from './train';

/** @throws WebAssembly.LinkError when the module is not the engine's */
export function openEngine(module: WebAssembly.Module): OpenEngine {
  const engine = new Engine(module);
  return {
    sample: (request) => sampleInEngine(engine, request),
    forward: (batch) => forwardInEngine(engine, batch),
  };
}
