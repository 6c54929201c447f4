/**
 * Pipelines of our kernels. Most are made when they are first needed, or ahead in tfjs' compile-only mode. A few take long
 * to compile (14 s on one software adapter): those can be compiled in the background, while the same is computed without them.
 */
import * as tf from '../tf';
import type { Kernel } from './kernel';

/** A device with the pipelines that tfjs keeps; promises are those that its compile-only mode has asked for. */
export interface PipelineHost {
  readonly device: GPUDevice;
  readonly pipelineCache: Record<string, GPUComputePipeline | Promise<GPUComputePipeline>>;
}

/** A compilation in the background. */
interface Background {
  /** Null while it is under way, and for ever where it has failed. */
  pipeline: GPUComputePipeline | null;
  /** Never rejects. */
  readonly ended: Promise<void>;
}

/**
 * By device and key. They stay out of the cache of tfjs: its checkCompileCompletionAsync loses the entries that come while it
 * waits.
 */
const begun = new WeakMap<GPUDevice, Map<string, Background>>();

let inBackground = false;

/** Whether kernels that take long to compile are compiled in the background, as a page wants it. Tools and tests rather wait. */
export function setBackgroundCompilation(value: boolean): void {
  inBackground = value;
}

const descriptor = (device: GPUDevice, label: string, code: string): GPUComputePipelineDescriptor => ({
  label,
  layout: 'auto',
  compute: { module: device.createShaderModule({ label, code }), entryPoint: 'main' },
});

/**
 * The pipeline of a kernel, made at once where it is missing; null in compile-only mode, which only asks for it.
 * @throws Error while compile-only mode or the background is still compiling it
 */
export function pipelineOf(
  { device, pipelineCache }: PipelineHost,
  kernel: Kernel,
): GPUComputePipeline | null {
  const { key, code } = kernel;
  const compileOnly = tf.env().getBool('WEBGPU_ENGINE_COMPILE_ONLY');
  const late = begun.get(device)?.get(key);
  const known = pipelineCache[key] ?? late?.pipeline;
  if (known && !(known instanceof Promise)) return compileOnly ? null : known;
  if (compileOnly) {
    // In the backend's own cache, so that its checkCompileCompletionAsync waits for this one as well.
    if (!known && !late)
      pipelineCache[key] = device.createComputePipelineAsync(descriptor(device, key, code()));
    return null;
  }
  if (known || late) throw new Error(`the shader ${key} is still being compiled`);
  const pipeline = device.createComputePipeline(descriptor(device, key, code()));
  pipelineCache[key] = pipeline;
  return pipeline;
}

function compile({ device }: PipelineHost, { key, code }: Kernel): Background {
  const known = begun.get(device) ?? new Map<string, Background>();
  begun.set(device, known);
  const before = known.get(key);
  if (before) return before;
  const ended = device.createComputePipelineAsync(descriptor(device, key, code())).then(
    (pipeline) => {
      entry.pipeline = pipeline;
    },
    // The driver refuses it, or the device is lost: the same is computed without it.
    () => {},
  );
  const entry: Background = { pipeline: null, ended };
  known.set(key, entry);
  return entry;
}

const isThere = ({ device, pipelineCache }: PipelineHost, { key }: Kernel): boolean => {
  const known = pipelineCache[key] ?? begun.get(device)?.get(key)?.pipeline;
  return known !== undefined && known !== null && !(known instanceof Promise);
};

/**
 * Whether these kernels can be dispatched now. Where compilation in the background is wanted, it begins with this question. In
 * compile-only mode, which dispatches nothing, the first question is answered with yes: the programs around them are asked for.
 */
export function canDispatch(host: PipelineHost, kernels: readonly Kernel[]): boolean {
  if (!inBackground) return true;
  const missing = kernels.filter((kernel) => !isThere(host, kernel));
  if (missing.length === 0) return true;
  const isNew = missing.some(({ key }) => !begun.get(host.device)?.has(key));
  for (const kernel of missing) compile(host, kernel);
  return isNew && tf.env().getBool('WEBGPU_ENGINE_COMPILE_ONLY');
}

/** Resolves when the compilation of these kernels in the background, begun here if need be, has ended, well or not. */
export async function whenCompiled(host: PipelineHost, kernels: readonly Kernel[]): Promise<void> {
  const missing = inBackground ? kernels.filter((kernel) => !isThere(host, kernel)) : [];
  await Promise.all(missing.map((kernel) => compile(host, kernel).ended));
}

/** Compilations in the background that have not brought a pipeline; null where there are none. Never rejects. */
export function pendingCompilations({ device }: PipelineHost): Promise<unknown> | null {
  const pending = [...(begun.get(device)?.values() ?? [])].filter(({ pipeline }) => pipeline === null);
  return pending.length === 0 ? null : Promise.all(pending.map(({ ended }) => ended));
}
