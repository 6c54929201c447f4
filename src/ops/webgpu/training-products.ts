/**
 * The matrix products of one layer of a training step on a bare WebGPU device, without tfjs: three shaders instead of
 * thirty, so that an adapter can be timed before anything is waited for.
 */
import {
  outerProductCode,
  outerProductGroups,
  type ProductSizes,
  rowProductCode,
  rowProductGroups,
} from './product-kernel';

/** A layer y = x·w of a training step. Widths are multiples of 4. */
export interface LayerSizes {
  /** Rows of x: tokens of a batch. A multiple of 4. */
  readonly tokens: number;
  readonly from: number;
  readonly to: number;
}

export interface TrainingProducts {
  /** Floating-point operations of a pass. */
  readonly flops: number;
  /**
   * Computes so many passes one after another and resolves when the device has done them; 0 is the way there and back.
   * @throws Error when the device is lost
   */
  run(passes: number): Promise<void>;
}

const BYTES = 4;
/** Rows an invocation computes, as for every software adapter. */
const TILE = 4;

/** A buffer of so many small numbers. */
function bufferOf(device: GPUDevice, count: number): GPUBuffer {
  const buffer = device.createBuffer({
    size: BYTES * count,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
  });
  device.queue.writeBuffer(buffer, 0, new Float32Array(count).fill(0.01));
  return buffer;
}

/**
 * Compiles y = x·w, y·wᵀ (the gradient of x) and xᵀ·y (that of w), side by side. The buffers end with the device.
 * @throws GPUPipelineError when the driver refuses a shader
 */
export async function openTrainingProducts(
  device: GPUDevice,
  { tokens, from, to }: LayerSizes,
): Promise<TrainingProducts> {
  const x = bufferOf(device, tokens * from);
  const w = bufferOf(device, from * to);
  const y = bufferOf(device, tokens * to);
  const dx = bufferOf(device, tokens * from);
  const dw = bufferOf(device, from * to);
  const forward: ProductSizes = { rows: tokens, inner: from, columns: to };
  const back: ProductSizes = { rows: tokens, inner: to, columns: from };
  const outer: ProductSizes = { rows: from, inner: tokens, columns: to };
  const products = [
    {
      code: rowProductCode('nn', forward, TILE, false),
      groups: rowProductGroups(forward, TILE),
      buffers: [x, w, y],
    },
    {
      code: rowProductCode('nt', back, TILE, false),
      groups: rowProductGroups(back, TILE),
      buffers: [y, w, dx],
    },
    { code: outerProductCode(outer, tokens), groups: outerProductGroups(outer), buffers: [x, y, dw] },
  ];
  const ready = await Promise.all(
    products.map(async ({ code, groups, buffers }) => {
      const pipeline = await device.createComputePipelineAsync({
        layout: 'auto',
        compute: { module: device.createShaderModule({ code }), entryPoint: 'main' },
      });
      const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
      const layout = pipeline.getBindGroupLayout(0);
      return { pipeline, groups, group: device.createBindGroup({ layout, entries }) };
    }),
  );
  const lost = device.lost.then(({ message }) => {
    throw new Error(message || 'the device was lost');
  });
  // Without a pass under way nobody waits for it.
  lost.catch(() => {});
  return {
    flops: 3 * 2 * tokens * from * to,
    run: async (passes) => {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      for (let i = 0; i < passes; i++) {
        for (const { pipeline, group, groups } of ready) {
          pass.setPipeline(pipeline);
          pass.setBindGroup(0, group);
          pass.dispatchWorkgroups(...groups);
        }
      }
      pass.end();
      device.queue.submit([encoder.finish()]);
      await Promise.race([device.queue.onSubmittedWorkDone(), lost]);
    },
  };
}
