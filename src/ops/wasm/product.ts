/**
 * Matrix products of the WebAssembly backend, all through XNNPACK.
 *
 * tfjs-backend-wasm 4.22.0 hands a product to XNNPACK only when it is a single one and neither side is transposed; batches
 * and transposed sides go through a scalar loop (1.4 against 20 GFLOP/s on one core of the development machine), which
 * made attention two thirds of a training step. This kernel transposes first and multiplies a batch slice by slice. A slice
 * is not copied: the module gets the address of a tensor inside the memory of another.
 */
import * as tf from '../tf';

/** Private parts of tfjs-backend-wasm 4.22.0 used here (frozen upstream, pinned here). */
interface Internals {
  readonly wasm: {
    readonly tfjs: {
      registerTensor(id: number, size: number, memoryOffset: number): void;
      disposeData(id: number): void;
    };
    cwrap(name: string, result: null, parameters: readonly ('number' | 'array')[]): unknown;
  };
  readonly dataIdMap: { get(id: object): { readonly id: number; readonly memoryOffset: number } };
  dataIdNextNumber: number;
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  disposeData(id: object): boolean;
}

/** One product of the module: ids, shapes as bytes of int32 with their rank, whether transposed, and the id of the result. */
type Multiply = (
  a: number,
  aShape: Uint8Array,
  aRank: number,
  b: number,
  bShape: Uint8Array,
  bRank: number,
  transposeA: number,
  transposeB: number,
  out: number,
) => void;

interface Product {
  readonly inputs: { readonly a: tf.TensorInfo; readonly b: tf.TensorInfo };
  readonly attrs: { readonly transposeA: boolean; readonly transposeB: boolean };
  readonly backend: Internals;
}

const BYTES = 4;
const NAME = 'BatchMatMul';

let multiply: Multiply;

const bytesOf = (shape: number[]): Uint8Array => new Uint8Array(Int32Array.from(shape).buffer);

/** The last two dimensions swapped; the caller disposes the result. */
function swapped(x: tf.TensorInfo, backend: Internals): tf.TensorInfo {
  const rank = x.shape.length;
  const perm = Array.from({ length: rank }, (_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i));
  const transpose = tf.getKernel('Transpose', 'wasm').kernelFunc;
  return transpose({
    inputs: { x },
    attrs: { perm },
    backend: backend as unknown as tf.KernelBackend,
  }) as tf.TensorInfo;
}

/** a [batch, m, k] · b [batch, k, n], leading dimensions alike. */
function product(a: tf.TensorInfo, b: tf.TensorInfo, backend: Internals): tf.TensorInfo {
  const [m = 0, k = 0] = a.shape.slice(-2);
  const n = b.shape.at(-1) ?? 0;
  const out = backend.makeOutput([...a.shape.slice(0, -1), n], 'float32');
  const slices = tf.util.sizeFromShape(a.shape.slice(0, -2));
  const aShape = bytesOf([1, m, k]);
  const bShape = bytesOf([1, k, n]);
  const { tfjs } = backend.wasm;
  if (slices === 1) {
    // Under its own id, so that weights which meet many inputs, token after token, are packed once.
    const idOf = ({ dataId }: tf.TensorInfo): number => backend.dataIdMap.get(dataId).id;
    multiply(idOf(a), aShape, 3, idOf(b), bShape, 3, 0, 0, idOf(out));
    return out;
  }
  const parts = [
    { size: m * k, at: backend.dataIdMap.get(a.dataId).memoryOffset, id: backend.dataIdNextNumber++ },
    { size: k * n, at: backend.dataIdMap.get(b.dataId).memoryOffset, id: backend.dataIdNextNumber++ },
    { size: m * n, at: backend.dataIdMap.get(out.dataId).memoryOffset, id: backend.dataIdNextNumber++ },
  ] as const;
  for (let slice = 0; slice < slices; slice++) {
    for (const { id, size, at } of parts) tfjs.registerTensor(id, size, at + slice * size * BYTES);
    multiply(parts[0].id, aShape, 3, parts[1].id, bShape, 3, 0, 0, parts[2].id);
    // XNNPACK keeps what it packed of b under b's id until that is disposed of.
    for (const { id } of parts) tfjs.disposeData(id);
  }
  return out;
}

/** Replaces the backend's own kernel. Call once, after tfjs-backend-wasm is imported and before the backend opens. */
export function replaceWasmProducts(): void {
  const { kernelFunc: original, setupFunc } = tf.getKernel(NAME, 'wasm');
  const kernel = (args: Product): tf.TensorInfo => {
    const { inputs, attrs, backend } = args;
    const { a, b } = inputs;
    const leading = a.shape.slice(0, -2);
    const alike = tf.util.arraysEqual(leading, b.shape.slice(0, -2));
    // Broadcast batches and empty tensors do not occur here in anything that takes time.
    if (!alike || tf.util.sizeFromShape(a.shape) * tf.util.sizeFromShape(b.shape) === 0) {
      return original(args as unknown as Parameters<typeof original>[0]) as tf.TensorInfo;
    }
    const left = attrs.transposeA ? swapped(a, backend) : a;
    const right = attrs.transposeB ? swapped(b, backend) : b;
    const out = product(left, right, backend);
    if (left !== a) backend.disposeData(left.dataId);
    if (right !== b) backend.disposeData(right.dataId);
    return out;
  };
  tf.unregisterKernel(NAME, 'wasm');
  tf.registerKernel({
    kernelName: NAME,
    backendName: 'wasm',
    kernelFunc: kernel as unknown as tf.KernelFunc,
    setupFunc: (backend) => {
      setupFunc?.(backend);
      multiply = (backend as unknown as Internals).wasm.cwrap(NAME, null, [
        'number',
        'array',
        'number',
        'number',
        'array',
        'number',
        'number',
        'number',
        'number',
      ]) as Multiply;
    },
  });
}
