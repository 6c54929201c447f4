/**
 * Kernels of our own as loops in TypeScript over a backend's memory, for the backends whose memory this thread can see:
 * wasm and cpu. One pass takes the place of a row of stock operations, each of which would make a tensor.
 */
import * as tf from '../tf';

export interface ArrayKernel {
  /** Unique among kernels, tfjs' own included. */
  readonly name: string;
  /** Shapes of the results from those of the inputs. */
  readonly results: (shapes: readonly number[][]) => number[][];
  /** Fills every entry of the results: their memory holds what was there before. */
  readonly compute: (
    inputs: readonly Float32Array[],
    results: readonly Float32Array[],
    shapes: readonly number[][],
  ) => void;
}

/** Private parts of tfjs-backend-wasm and tfjs-backend-cpu 4.22.0 used here (frozen upstream, pinned here). */
interface Wasm {
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(info: tf.TensorInfo): Float32Array;
}
interface Cpu {
  readonly data: { get(id: object): { readonly values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: Float32Array): tf.TensorInfo;
}

/** Memory statistics that a backend must report. */
interface Memory<Backend> {
  readonly make: (backend: Backend, shape: number[]) => tf.TensorInfo;
  readonly view: (backend: Backend, info: tf.TensorInfo) => Float32Array;
}

const WASM: Memory<Wasm> = {
  make: (backend, shape) => backend.makeOutput(shape, 'float32'),
  view: (backend, info) => backend.typedArrayFromHeap(info),
};

const CPU: Memory<Cpu> = {
  make: (backend, shape) =>
    backend.makeTensorInfo(shape, 'float32', new Float32Array(tf.util.sizeFromShape(shape))),
  view: (backend, { dataId }) => backend.data.get(dataId).values,
};

function register<Backend>(
  backendName: string,
  { make, view }: Memory<Backend>,
  { name, results, compute }: ArrayKernel,
): void {
  tf.registerKernel({
    kernelName: name,
    backendName,
    kernelFunc: (given) => {
      const backend = given.backend as Backend;
      const inputs = Object.values(given.inputs as Record<string, tf.TensorInfo>);
      const shapes = inputs.map(({ shape }) => shape);
      const made = results(shapes).map((shape) => make(backend, shape));
      // After the results are made: memory that grows leaves earlier views behind.
      const see = (info: tf.TensorInfo): Float32Array => view(backend, info);
      compute(inputs.map(see), made.map(see), shapes);
      return made;
    },
  });
}

/** Registers a kernel with both backends; what comes back runs it on float32 tensors. */
export function arrayKernel(kernel: ArrayKernel): (...inputs: tf.Tensor[]) => tf.Tensor[] {
  register('wasm', WASM, kernel);
  register('cpu', CPU, kernel);
  return (...inputs) => {
    const named: tf.NamedTensorMap = { ...(inputs as unknown as tf.NamedTensorMap) };
    return tf.engine().runKernel(kernel.name, named) as tf.Tensor[];
  };
}

/** In place of an array that the number of inputs rules out but its type does not. */
export const NONE = new Float32Array();

/** True while tensors live on a backend that runs such kernels. */
export const onArrays = (): boolean => tf.getBackend() === 'wasm' || tf.getBackend() === 'cpu';
