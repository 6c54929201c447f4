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
    forward({ model, weights, sequences, promptLength }) {
      const [batch, total] = sequences.shape;
      return forwardInEngine(engine, {
        model,
        weights,
        ids: withoutLast(sequences.dataSync<'int32'>(), total),
        batch,
        length: total - 1,
        responseAt: promptLength - 1,
      });
    },
  };
}

/** [rows, length] without its last column. */
function withoutLast(ids: Int32Array, length: number): Int32Array {
  const rows = ids.length / length;
  const kept = new Int32Array(rows * (length - 1));
  for (let row = 0; row < rows; row++) {
    kept.set(ids.subarray(row * length, (row + 1) * length - 1), row * (length - 1));
  }
  return kept;
}
