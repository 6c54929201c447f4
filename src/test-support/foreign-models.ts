/** GPT-2 folders as other programs write them: types of numbers, buffers, names. Shares no code with the readers. */

/** A tensor as it lies in a file. */
export interface RawTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const bytesOf = (numbers: ArrayBufferView): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/** Rounds to nearest even, as PyTorch does. */
export function toBfloat16(values: ArrayLike<number>): Uint16Array {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  return Uint16Array.from(bits, (word) => (word + 0x7fff + ((word >>> 16) & 1)) >>> 16);
}

export const raw = (
  dtype: 'F32' | 'F64' | 'BF16',
  shape: readonly number[],
  values: ArrayLike<number>,
): RawTensor => ({
  dtype,
  shape,
  bytes: bytesOf(
    dtype === 'F32'
      ? Float32Array.from(values)
      : dtype === 'F64'
        ? Float64Array.from(values)
        : toBfloat16(values),
  ),
});

/** Contents of a safetensors file. */
export function safetensorsOf(tensors: ReadonlyMap<string, RawTensor>): Uint8Array {
  let end = 0;
  const described = [...tensors].map(([name, { dtype, shape, bytes }]) => {
    const offsets = [end, end + bytes.length];
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: offsets }] as const;
  });
  const header = new TextEncoder().encode(
    JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(described) }),
  );
  const file = new Uint8Array(8 + header.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  let at = 8 + header.length;
  for (const { bytes } of tensors.values()) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/** The buffers that versions of transformers have saved among the parameters, each in a type that was in use. */
export const buffersOf = (context: number): Map<string, RawTensor> => {
  const mask = (dtype: string, width: number): RawTensor => ({
    dtype,
    shape: [1, 1, context, context],
    bytes: new Uint8Array(context * context * width).fill(1),
  });
  return new Map([
    ['transformer.h.0.attn.bias', mask('BOOL', 1)],
    ['transformer.h.1.attn.bias', mask('U8', 1)],
    ['h.2.attn.bias', mask('F32', 4)],
    ['transformer.h.0.attn.masked_bias', raw('F32', [], [-1e4])],
    ['transformer.h.1.attn.masked_bias', raw('F32', [], [Number.NEGATIVE_INFINITY])],
    ['transformer.position_ids', { dtype: 'I64', shape: [context], bytes: new Uint8Array(8 * context) }],
    ['h.0.attn.rotary_emb.inv_freq', raw('BF16', [2], [1, 0.01])],
  ]);
};
