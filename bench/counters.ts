/** Counts what goes through WebGPU in this process or page, by wrapping the prototypes that every library calls. */

export interface Counts {
  dispatches: number;
  submits: number;
  buffersCreated: number;
  pipelinesCompiled: number;
  /** Bytes of buffers that were created and not destroyed. */
  bytesAlive: number;
}

const counts: Counts = {
  dispatches: 0,
  submits: 0,
  buffersCreated: 0,
  pipelinesCompiled: 0,
  bytesAlive: 0,
};

type Method = (...args: never[]) => unknown;

function wrap<T extends object>(
  prototype: T,
  name: keyof T,
  before: (self: T, ...args: never[]) => void,
): void {
  const original = prototype[name] as Method;
  prototype[name] = function (this: T, ...args: never[]): unknown {
    before(this, ...args);
    return original.apply(this, args);
  } as T[keyof T];
}

/** Once, before any device is requested. */
export function installCounters(): void {
  wrap(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', () => {
    counts.dispatches += 1;
  });
  wrap(GPUComputePassEncoder.prototype, 'dispatchWorkgroupsIndirect', () => {
    counts.dispatches += 1;
  });
  wrap(GPUQueue.prototype, 'submit', () => {
    counts.submits += 1;
  });
  wrap(GPUDevice.prototype, 'createBuffer', (_self, descriptor: GPUBufferDescriptor) => {
    counts.buffersCreated += 1;
    counts.bytesAlive += descriptor.size;
  });
  for (const name of ['createComputePipeline', 'createComputePipelineAsync'] as const) {
    wrap(GPUDevice.prototype, name, () => {
      counts.pipelinesCompiled += 1;
    });
  }
  const destroyed = new WeakSet<GPUBuffer>();
  wrap(GPUBuffer.prototype, 'destroy', (buffer) => {
    if (destroyed.has(buffer)) return;
    destroyed.add(buffer);
    counts.bytesAlive -= buffer.size;
  });
}

export const readCounters = (): Counts => ({ ...counts });
