/** The pairs, devices and sizes of docs/scale.md. */
import type { ModelShape } from '../../src/model/shape';
import type { Decoder, Device, Work } from './formulas';

/** config.json of google/gemma-2b and google/gemma-7b. */
const GEMMA = { vocabulary: 256_000, headSize: 256, gated: true, tied: true, positions: 0 } as const;
/** config.json of Qwen/Qwen2-0.5B and Qwen/Qwen2-7B. */
const QWEN2 = { gated: true, positions: 0 } as const;

export const GEMMA_2B: Decoder = {
  ...{ ...GEMMA, name: 'Gemma 2B', layers: 18, width: 2048, inner: 16_384, heads: 8, keyValueHeads: 1 },
};
export const GEMMA_7B: Decoder = {
  ...{ ...GEMMA, name: 'Gemma 7B', layers: 28, width: 3072, inner: 24_576, heads: 16, keyValueHeads: 16 },
};
export const QWEN2_HALF: Decoder = {
  ...{ ...QWEN2, name: 'Qwen2 0.5B', layers: 24, width: 896, inner: 4864, heads: 14, keyValueHeads: 2 },
  ...{ headSize: 64, vocabulary: 151_936, tied: true },
};
export const QWEN2_7B: Decoder = {
  ...{ ...QWEN2, name: 'Qwen2 7B', layers: 28, width: 3584, inner: 18_944, heads: 28, keyValueHeads: 4 },
  ...{ headSize: 128, vocabulary: 152_064, tied: false },
};

export const PAIRS: readonly (readonly [student: Decoder, teacher: Decoder])[] = [
  [GEMMA_2B, GEMMA_7B],
  [QWEN2_HALF, QWEN2_7B],
];

/** NVIDIA's data sheet of the H100 SXM, without sparsity. */
export const H100: Device = { name: 'H100 SXM', memory: 80e9, bandwidth: 3.35e12, operations: 989e12 };

/** Bytes a second between two machines: 400 Gbit/s. */
export const NETWORK = 50e9;

export const WORK: Work = { rows: 64, prompt: 256, response: 256 };

/** A model of the page. */
export const ourDecoder = (
  name: string,
  { vocabulary, context, width, layers, heads }: ModelShape,
): Decoder => ({
  ...{ name, layers, width, inner: 4 * width, heads, keyValueHeads: heads, headSize: width / heads },
  ...{ vocabulary, gated: false, tied: true, positions: context },
});
