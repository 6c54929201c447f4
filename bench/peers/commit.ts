/**
 * An earlier commit of this project, from a folder with its files and its packages. Asked of it are two functions:
 * `openNodeDevice('wasm')` of tools/node-device.ts, and `engine.prepare(work)` of bench/peers/ours.ts. Products go through its
 * `linear` (src/ops/linear.ts).
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Product, readsPictures } from '../cases';
import { normals } from '../data';
import { type Engine, noFacts, type Peer, type Workload } from '../engine';

interface Tensor {
  dispose(): void;
}

interface Functions {
  readonly openNodeDevice: (backend: string) => Promise<unknown>;
  readonly engine: Pick<Peer, 'prepare'>;
  readonly linear: (x: Tensor, w: Tensor) => Tensor;
  readonly tensor2d: (values: Float32Array, shape: [number, number]) => Tensor;
  readonly tidy: <T>(body: () => T) => T;
}

/** A function of the commit; the name of what is missing is in the error. */
async function exported<T>(folder: string, file: string, name: string): Promise<T> {
  const path = join(folder, file);
  const module: Record<string, unknown> = await import(pathToFileURL(path).href);
  if (!(name in module)) throw new Error(`that commit has no ${name} in ${file}`);
  return module[name] as T;
}

async function functionsOf(folder: string): Promise<Functions> {
  return {
    openNodeDevice: await exported(folder, 'tools/node-device.ts', 'openNodeDevice'),
    engine: await exported(folder, 'bench/peers/ours.ts', 'engine'),
    linear: await exported(folder, 'src/ops/linear.ts', 'linear'),
    tensor2d: await exported(folder, 'src/ops/tf.ts', 'tensor2d'),
    tidy: await exported(folder, 'src/ops/scope.ts', 'tidy'),
  };
}

function product({ linear, tensor2d, tidy }: Functions, work: Product): Workload {
  const { rows, inner, columns, repeat } = work;
  const a = tensor2d(normals(rows * inner, 1), [rows, inner]);
  const b = tensor2d(normals(inner * columns, 2), [inner, columns]);
  return {
    launch: async () => {
      for (let i = 0; i < repeat; i++) tidy(() => linear(a, b)).dispose();
      return () => Promise.resolve();
    },
    facts: noFacts,
    dispose: () => {
      a.dispose();
      b.dispose();
    },
  };
}

/**
 * @param folder where the commit's files and its node_modules are
 * @throws Error when the commit lacks one of the functions
 */
export async function engineOfCommit(folder: string): Promise<Engine> {
  const functions = await functionsOf(folder);
  return {
    title: 'this project, earlier',
    open: async ({ backend }) => {
      await functions.openNodeDevice(backend);
    },
    refuses: (work) =>
      work.kind === 'forward' || readsPictures(work) ? 'not asked of earlier commits' : null,
    prepare: async (work) =>
      work.kind === 'product' ? product(functions, work) : functions.engine.prepare(work),
  };
}
