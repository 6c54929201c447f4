/** Opens a backend of the processor: WebAssembly with the engine beside it, or plain JavaScript. */
import type { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { type Problem, problem } from '../../errors/problems';
import { messageOf } from '../../errors/user-error';
import type { ThreadedEngine } from '../../ops/engine/open';
import { setEngine } from '../../ops/engine/present';
import * as tf from '../../ops/tf';
import { guardWasmMemory } from '../../ops/wasm/memory-guard';
import type { BackendInfo, ThreadsWish } from '../protocol';
import type { Declined } from './adapter';
import { gradientsAreRight } from './gradient-self-test';
import type { ThreadSource, ThreadsInUse } from './threads';

/** The WebAssembly binaries that a device is opened with. */
export interface WasmFiles {
  /** Addresses of tfjs' binaries: a folder (Node), or a map by file name (the bundle). */
  readonly tfjs: Parameters<typeof setWasmPaths>[0];
  /** Compiles the engine, for one thread or for several with a shared memory. */
  readonly engine: (shared: boolean) => Promise<WebAssembly.Module>;
  /** Without it there is one thread. */
  readonly threads?: ThreadSource;
}

export type ProcessorName = 'wasm' | 'cpu';

/** An open backend that computes on one thread. */
export interface OpenProcessor {
  readonly name: ProcessorName;
  /** Null where stock operations compute. */
  readonly engine: ThreadedEngine | null;
  /** What is known of it that a visitor should know. */
  readonly reasons: readonly Problem[];
  readonly advice: Problem | null;
  /** How many threads it may compute on; what is fastest is measured later. */
  readonly threads: number;
  /** Starts them and tells how many are used; null where one is all there is. */
  readonly startThreads: ((lost: (now: ThreadsInUse) => void) => Promise<ThreadsInUse>) | null;
}

const BACKENDS = { wasm: 'WebAssembly', cpu: 'JavaScript' } as const;

/** @throws whatever a backend throws */
export async function openProcessor(
  name: ProcessorName,
  files: WasmFiles,
  wish: ThreadsWish,
): Promise<OpenProcessor | Declined> {
  const backend = BACKENDS[name];
  if (!(await tf.setBackend(name))) {
    return { reason: problem('backend-did-not-start', { backend }), advice: null };
  }
  if (name === 'wasm') guardWasmMemory();
  if (!(await gradientsAreRight())) {
    return { reason: problem('backend-wrong-gradients', { backend }), advice: null };
  }
  const alone = { name, engine: null, reasons: [], advice: null, threads: 1, startThreads: null };
  return name === 'wasm' ? { ...alone, ...(await openEngine(files, wish)) } : alone;
}

/** Makes an open backend the one that computes. */
export async function activateProcessor({ name, engine }: OpenProcessor): Promise<void> {
  await tf.setBackend(name);
  setEngine(engine);
}

/** Opens the engine beside the WebAssembly backend. Without it, the same is computed from stock operations, slower. */
async function openEngine(files: WasmFiles, wish: ThreadsWish): Promise<Partial<OpenProcessor>> {
  try {
    const [{ openEngine, sharedMemory }, { mayGrowShared, mostThreads, startThreads, whyOneThread }] =
      await Promise.all([import('../../ops/engine/open'), import('./threads')]);
    const { threads: source } = files;
    const why = source ? whyOneThread(wish, source.cores) : problem('threads-missing');
    const newMemory = () => sharedMemory(mayGrowShared());
    const memory = why ? null : newMemory();
    const engine = openEngine(await files.engine(memory !== null), memory ?? undefined, newMemory);
    setEngine(engine);
    if (!source || !memory) return { engine, reasons: [why ?? problem('threads-missing')] };
    return {
      engine,
      threads: mostThreads(wish, source.cores),
      startThreads: (lost) => startThreads(engine, wish, source, lost),
    };
  } catch (error) {
    setEngine(null);
    if (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) {
      return { reasons: [problem('engine-failed', { message: messageOf(error) })] };
    }
    return { reasons: [problem('engine-without-simd')], advice: problem('advice-newer-browser') };
  }
}

/** What is known of an open backend, before and after its threads are. */
export function infoOf(
  { name, reasons, advice }: OpenProcessor,
  before: Pick<BackendInfo, 'reasons' | 'advice'>,
): BackendInfo {
  return {
    name,
    adapter: '',
    threads: 1,
    reasons: [...before.reasons, ...reasons],
    advice: before.advice ?? advice,
  };
}
