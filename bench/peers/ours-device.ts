/** This project on a device of its own, opened as the worker opens it. */
import { Engine as Kernels } from '../../src/ops/engine/engine';
import { openDevice, type WasmFiles } from '../../src/run/resources/device';
import type { Product } from '../cases';
import { normals } from '../data';
import { type Engine, noFacts, ON_ONE_THREAD, type Workload } from '../engine';
import { engine as peer } from './ours';

const BYTES = 4;

/** The engine's own product: packed weights, as its forward passes use them. */
function packedProduct(module: WebAssembly.Module, { rows, inner, columns, repeat }: Product): Workload {
  const kernels = new Kernels(module);
  const padded = Math.ceil(columns / 8) * 8;
  const left = kernels.allocate(rows * inner);
  const right = kernels.allocate(inner * columns);
  const packed = kernels.allocate(inner * padded);
  const out = kernels.allocate(rows * padded);
  kernels.floats(left, rows * inner).set(normals(rows * inner, 1));
  kernels.floats(right, inner * columns).set(normals(inner * columns, 2));
  kernels.kernels.pack(right, packed, inner, columns);
  return {
    launch: async () => {
      for (let i = 0; i < repeat; i++) {
        kernels.kernels.product(left, inner * BYTES, packed, out, padded * BYTES, rows, inner, columns, 0);
      }
      return () => Promise.resolve();
    },
    facts: noFacts,
    // Its memory ends with it.
    dispose: () => {},
  };
}

/** @param wasmFiles the WebAssembly binaries of the place: a page's or Node's */
export function onDevice(wasmFiles: WasmFiles): Engine {
  let compiled: WebAssembly.Module | null = null;
  let threads = 1;
  return {
    title: peer.title,
    open: async (target) => {
      threads = target.threads;
      const device = await openDevice(target.backend, wasmFiles, {
        threads: { asked: threads, framed: false },
      });
      const info = await device.settled;
      if (info.threads < threads) throw new Error(`${threads} threads did not start`);
      compiled = target.backend === 'wasm' ? await wasmFiles.engine(false) : null;
    },
    refuses: (work) => (work.kind === 'product' && threads > 1 ? ON_ONE_THREAD : peer.refuses(work)),
    prepare: async (work) =>
      compiled && work.kind === 'product' ? packedProduct(compiled, work) : peer.prepare(work),
  };
}
