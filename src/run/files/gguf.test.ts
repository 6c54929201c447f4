import { expect, test } from 'vitest';
import type { ModelFile } from '../../model/file';
import { parameterSpecs } from '../../model/shape';
import { createTokenizer } from '../../tasks/tokenizer';
import { shapeFor, sharpParameters, TINY_TASK } from '../../test-support/tiny';
import { ggufModel } from './gguf';

const tokenizer = createTokenizer('a é▲');
const shape = shapeFor({ ...TINY_TASK, tokenizer }, { width: 12, layers: 2, heads: 3 });
const model: ModelFile = {
  shape,
  parameters: sharpParameters(shape, 7),
  task: 'tiny',
  vocabulary: tokenizer.vocabulary,
};
const facts = { name: 'Größe “1”', task: 'tiny', promptLength: 5, responseLength: 8 };

/** Metadata and tensors of a GGUF file, read by its specification alone. */
function readGguf(file: Uint8Array) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let at = 4;
  /** Where the next bytes begin. */
  const take = (bytes: number): number => {
    at += bytes;
    return at - bytes;
  };
  const u32 = (): number => view.getUint32(take(4), true);
  const u64 = (): number => Number(view.getBigUint64(take(8), true));
  const text = (): string => {
    const length = u64();
    const start = take(length);
    return new TextDecoder().decode(file.subarray(start, at));
  };
  const read = (type: number): unknown => {
    if (type === 4 || type === 5) return u32();
    if (type === 6) return view.getFloat32(take(4), true);
    if (type === 7) return view.getUint8(take(1)) === 1;
    if (type === 8) return text();
    if (type !== 9) throw new Error(`type ${type}`);
    const inner = u32();
    return Array.from({ length: u64() }, () => read(inner));
  };
  expect(new TextDecoder().decode(file.subarray(0, 4))).toBe('GGUF');
  expect(u32()).toBe(3);
  const [tensors, values] = [u64(), u64()];
  const metadata = new Map(Array.from({ length: values }, () => [text(), read(u32())] as const));
  const infos = Array.from({ length: tensors }, () => {
    const name = text();
    const dims = Array.from({ length: u32() }, u64);
    return { name, dims, type: u32(), offset: u64() };
  });
  const start = Math.ceil(at / 32) * 32;
  const data = new Map(
    infos.map(({ name, dims, type, offset }) => {
      expect([type, offset % 32]).toEqual([0, 0]);
      const count = dims.reduce((a, b) => a * b, 1);
      return [name, { dims, data: new Float32Array(file.slice(start + offset).buffer, 0, count) }] as const;
    }),
  );
  return { metadata, tensors: data };
}

test('the sizes and the tokenizer are those of the model', () => {
  const { metadata } = readGguf(ggufModel(model, facts));
  expect(metadata.get('general.architecture')).toBe('gpt2');
  expect(metadata.get('general.name')).toBe('Größe “1”');
  expect(metadata.get('gpt2.context_length')).toBe(12);
  expect(metadata.get('gpt2.attention.head_count')).toBe(3);
  expect(metadata.get('gpt2.attention.layer_norm_epsilon')).toBeCloseTo(1e-5, 10);
  const tokens = metadata.get('tokenizer.ggml.tokens') as string[];
  expect(tokens.slice(3)).toEqual(['▁', 'a', 'é', '▲']);
  expect(metadata.get('tokenizer.ggml.token_type')).toEqual([3, 3, 3, 1, 1, 1, 1]);
  expect(metadata.get('tokenizer.ggml.scores')).toEqual(new Array(7).fill(0));
  expect(metadata.get('tokenizer.ggml.add_space_prefix')).toBe(false);
});

test('matrices of the blocks are transposed, embeddings are not, and what GPT-2 has beside ours changes nothing', () => {
  const { tensors } = readGguf(ggufModel(model, facts));
  const ours = new Map(
    parameterSpecs(shape).map(({ name, offset, size }) => [
      name,
      model.parameters.subarray(offset, offset + size),
    ]),
  );
  expect(tensors.get('token_embd.weight')).toEqual({ dims: [12, 7], data: ours.get('wte.weight') });
  expect(tensors.get('position_embd.weight')?.dims).toEqual([12, 12]);
  expect(tensors.get('output_norm.weight')?.data).toEqual(ours.get('ln_f.weight'));
  const up = tensors.get('blk.1.ffn_up.weight');
  const matrix = ours.get('h.1.mlp.c_fc.weight');
  // Inputs lie side by side.
  expect(up?.dims).toEqual([12, 48]);
  for (const [input, output] of [
    [0, 0],
    [3, 40],
    [11, 47],
  ] as const) {
    expect(up?.data[output * 12 + input]).toBe(matrix?.[input * 48 + output]);
  }
  const beside = [...tensors].filter(([name]) => /^blk\.\d\..+(norm\.weight|bias)$/.test(name));
  expect(beside).toHaveLength(2 * 8);
  for (const [name, { data }] of beside) {
    expect(new Set(data), name).toEqual(new Set([name.endsWith('norm.weight') ? 1 : 0]));
  }
});
