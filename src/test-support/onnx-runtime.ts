/** ONNX Runtime Web, the engine that browsers run ONNX files with, as far as tests use it. For tests only. */
import { createRequire } from 'node:module';

export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly run: (inputs: Record<string, object>) => Promise<Record<string, { readonly data: unknown }>>;
  readonly release: () => Promise<void>;
}

export const runtime: {
  readonly env: { readonly wasm: { numThreads?: number } };
  readonly InferenceSession: { readonly create: (model: Uint8Array) => Promise<Session> };
  readonly Tensor: new (type: string, data: BigInt64Array, dims: readonly number[]) => object;
} = createRequire(import.meta.url)('onnxruntime-web');
