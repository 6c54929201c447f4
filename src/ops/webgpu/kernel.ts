/**
 * Runs WGSL of our own on the tfjs WebGPU backend, in order with the backend's own dispatches.
 *
 * Shapes are constants in the shader text, so a dispatch needs no uniform buffer: a pipeline, a bind group, and that is
 * all. `WebGPUBackend.runWebGPUProgram` would write and bind a uniform buffer each time and allows one output only.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { UserError } from '../../errors/user-error';
import { constant } from '../constant';
import * as tf from '../tf';
import { canDispatch, type PipelineHost, pendingCompilations, pipelineOf, whenCompiled } from './pipelines';

/** A compute shader with entry point `main`; binding i is the i-th tensor, as a storage buffer. */
export interface Kernel {
  /** Unique for the code: name and every constant in it. */
  readonly key: string;
  /** Called only when the pipeline is not there yet: a step dispatches a hundred kernels and compiles none. */
  readonly code: () => string;
}

/**
 * The private parts of tfjs-backend-webgpu 4.22.0 (frozen upstream, pinned here) that keep our commands in order with
 * its own: the open pass, and which tensors a not yet submitted command still needs.
 */
interface Internals extends PipelineHost {
  readonly tensorMap: { get(id: object): { resource: GPUBuffer; dtype: tf.DataType } };
  readonly commandEncoder: GPUCommandEncoder;
  computePassEncoder: GPUComputePassEncoder | null;
  commandQueueOwnedIds: WeakSet<object>;
  dispatchCountInPass: number;
}

/** True while tensors live on the WebGPU backend. */
export const onWebGPU = (): boolean => tf.getBackend() === 'webgpu';

const backend = (): WebGPUBackend => tf.backend() as WebGPUBackend;
const internals = (): Internals => tf.backend() as unknown as Internals;

const MEGABYTE = 2 ** 20;

/** @throws UserError when a kernel cannot bind a tensor of so many numbers */
function assertFits(count: number): void {
  const { maxStorageBufferBindingSize, maxBufferSize } = internals().device.limits;
  const limit = Math.min(maxStorageBufferBindingSize, maxBufferSize);
  if (4 * count <= limit) return;
  const megabytes = (bytes: number): number => Math.ceil(bytes / MEGABYTE);
  throw new UserError('device-buffer-limit', {
    size: megabytes(4 * count),
    limit: Math.floor(limit / MEGABYTE),
  });
}

/** Workgroups along x, y and z. */
export type Grid = readonly [number, number?, number?];

/**
 * Spreads workgroups that are numbered in one row over two dimensions where one would exceed the device's limit.
 * @returns `index`: WGSL for the number of the workgroup `group` (its `workgroup_id`). The last numbers may lie beyond
 * `count`.
 */
export function gridOf(count: number): { readonly groups: Grid; readonly index: string } {
  const limit = internals().device.limits.maxComputeWorkgroupsPerDimension;
  const lines = Math.ceil(count / limit);
  const line = Math.ceil(count / Math.max(1, lines));
  return { groups: [line, lines], index: lines > 1 ? `(group.y * ${line}u + group.x)` : 'group.x' };
}

/**
 * An invocation for each of `count` items.
 * @returns `head`: the beginning of `main`, where `item` is the number of the item
 */
export function itemsOf(count: number, size: number): { readonly groups: Grid; readonly head: string } {
  const { groups, index } = gridOf(Math.ceil(count / size));
  const head = `@compute @workgroup_size(${size})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lid: u32) {
  let item = ${index} * ${size}u + lid;
  if (item >= ${count}u) { return; }`;
  return { groups, head };
}

/** A tensor whose values a kernel will write; until then they are whatever the pooled buffer held. */
export function blank<T extends tf.Tensor>(shape: number[], dtype: 'float32' | 'int32' = 'float32'): T {
  assertFits(shape.reduce((size, length) => size * length, 1));
  const info = backend().makeTensorInfo(shape, dtype);
  backend().uploadToGPU(info.dataId);
  return tf.engine().makeTensorFromTensorInfo(info) as T;
}

/**
 * A tensor of given values. tfjs makes, maps and destroys a staging buffer for each upload; this writes into a pooled
 * buffer. Safe: the pool hands out no buffer that an unsubmitted command still uses, and the queue orders the write
 * after everything submitted.
 */
export function write<T extends tf.Tensor>(values: Float32Array | Int32Array, shape: number[]): T {
  const tensor = blank<T>(shape, values instanceof Int32Array ? 'int32' : 'float32');
  const { device, tensorMap } = internals();
  device.queue.writeBuffer(tensorMap.get(tensor.dataId).resource, 0, values as Float32Array<ArrayBuffer>);
  return tensor;
}

/**
 * The tensor with its numbers stored as its type says. The backend's cast from bool or int32 to float32 changes the
 * name of the type only, and its own shaders convert as they read; ours would read whole numbers as tiny fractions.
 */
function stored(tensor: tf.Tensor): tf.Tensor {
  const { dtype } = internals().tensorMap.get(tensor.dataId);
  return tensor.dtype === 'float32' && dtype !== 'float32' ? tf.mul(tensor, constant(1)) : tensor;
}

/**
 * Records one dispatch after everything recorded so far. In compile-only mode it only requests the pipeline.
 * @throws UserError when the device has no room for one of the tensors, or for so many workgroups
 */
export function dispatch(kernel: Kernel, tensors: readonly tf.Tensor[], groups: Grid): void {
  for (const { size } of tensors) assertFits(size);
  const most = internals().device.limits.maxComputeWorkgroupsPerDimension;
  const longest = Math.max(...groups.map((count = 1) => count));
  if (longest > most) throw new UserError('device-dispatch-limit', { count: longest, limit: most });
  const pipeline = pipelineOf(internals(), kernel);
  if (!pipeline) return;
  const inner = internals();
  const bound = tensors.map(stored);
  const entries = bound.map((tensor, binding): GPUBindGroupEntry => {
    backend().uploadToGPU(tensor.dataId);
    inner.commandQueueOwnedIds.add(tensor.dataId);
    return { binding, resource: { buffer: inner.tensorMap.get(tensor.dataId).resource } };
  });
  const group = inner.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  backend().ensureCommandEncoderReady();
  inner.computePassEncoder ??= inner.commandEncoder.beginComputePass();
  inner.computePassEncoder.setPipeline(pipeline);
  inner.computePassEncoder.setBindGroup(0, group);
  inner.computePassEncoder.dispatchWorkgroups(groups[0], groups[1] ?? 1, groups[2] ?? 1);
  inner.dispatchCountInPass += 1;
  // Freed by the backend only after the commands above are submitted.
  for (const [i, tensor] of bound.entries()) if (tensor !== tensors[i]) tensor.dispose();
  if (inner.dispatchCountInPass >= tf.env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) {
    backend().endComputePassEncoder();
    backend().submitQueue();
  }
}

/**
 * Copies stretches of numbers between tensors, in order with everything recorded so far. Offsets and lengths in
 * numbers; each must be a multiple of 1 number (4 bytes), which WebGPU demands and 32-bit types give.
 */
export function copyNumbers(
  copies: readonly { from: tf.Tensor; fromOffset: number; to: tf.Tensor; toOffset: number; length: number }[],
): void {
  if (tf.env().getBool('WEBGPU_ENGINE_COMPILE_ONLY')) return;
  const inner = internals();
  const bufferOf = (tensor: tf.Tensor): GPUBuffer => {
    backend().uploadToGPU(tensor.dataId);
    inner.commandQueueOwnedIds.add(tensor.dataId);
    return inner.tensorMap.get(tensor.dataId).resource;
  };
  // Uploads may record copies of their own: they come first.
  const buffers = copies.map(({ from, to }) => [bufferOf(from), bufferOf(to)] as const);
  backend().ensureCommandEncoderReady();
  backend().endComputePassEncoder();
  copies.forEach(({ fromOffset, toOffset, length }, i) => {
    const [source, target] = buffers[i] as readonly [GPUBuffer, GPUBuffer];
    inner.commandEncoder.copyBufferToBuffer(source, 4 * fromOffset, target, 4 * toOffset, 4 * length);
  });
}

/** See `canDispatch` of pipelines.ts, on the present device. */
export const areCompiled = (kernels: readonly Kernel[]): boolean => canDispatch(internals(), kernels);

/** See `whenCompiled` of pipelines.ts, on the present device. */
export const compiled = (kernels: readonly Kernel[]): Promise<void> => whenCompiled(internals(), kernels);

/** See `pendingCompilations` of pipelines.ts, on the present device. */
export const pendingKernels = (): Promise<unknown> | null => pendingCompilations(internals());

let software = false;

/** Told once at start: kernels for a processor that plays GPU want more rows a workgroup and fewer invocations. */
export function setSoftwareAdapter(value: boolean): void {
  software = value;
}

export const isSoftwareAdapter = (): boolean => software;
