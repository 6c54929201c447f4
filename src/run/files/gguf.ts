/**
 * A model as a GGUF file of the architecture `gpt2`, which llama.cpp runs: version 3 of the format (ggml-org/ggml, docs/gguf.md), float32,
 * little-endian. Its tokenizer is of the kind `llama` (SentencePiece) with single characters, which is never merged.
 *
 * llama.cpp computes GELU by its tanh form, from a table in half precision: logits differ in the third decimal.
 */
import type { ModelFile } from '../../model/file';
import { parameterSpecs } from '../../model/shape';
import { BOS, EOS, PAD } from '../../tasks/tokenizer';
import { EPSILON, type UserDataFacts } from './config-json';
import { gpt2Extras } from './gpt2-tensors';
import { textsOf } from './tokenizer-json';

const VERSION = 3;
const ALIGNMENT = 32;
/** Types of metadata values. */
const TYPE = { u32: 4, i32: 5, f32: 6, bool: 7, text: 8, list: 9 } as const;
/** Type of tensors, and of all numbers of a file. */
const F32 = 0;
/** Types of tokens. */
const NORMAL = 1;
const CONTROL = 3;
/** SentencePiece's space. */
const SPACE = '▁';

/** What GGUF calls the parts of a block. */
const PARTS: Readonly<Record<string, string>> = {
  ...{ ln_1: 'attn_norm', 'attn.c_attn': 'attn_qkv', 'attn.c_proj': 'attn_output' },
  ...{ ln_2: 'ffn_norm', 'mlp.c_fc': 'ffn_up', 'mlp.c_proj': 'ffn_down' },
};
const OUTSIDE: Readonly<Record<string, string>> = {
  ...{ wte: 'token_embd', wpe: 'position_embd', ln_f: 'output_norm' },
};

/** GGUF's name for one of GPT-2's. */
function ggufName(name: string): string {
  const [, block, part = '', kind] = /^(?:h\.(\d+)\.)?(.+)\.(weight|bias)$/.exec(name) ?? [];
  return block === undefined ? `${OUTSIDE[part]}.${kind}` : `blk.${block}.${PARTS[part]}.${kind}`;
}

const u32 = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);
const u64 = (value: number): Uint8Array => new Uint8Array(BigUint64Array.of(BigInt(value)).buffer);

function text(value: string): Uint8Array[] {
  const bytes = new TextEncoder().encode(value);
  return [u64(bytes.length), bytes];
}

/** A metadata value: its type, then itself. */
type Value = readonly Uint8Array[];
const asText = (value: string): Value => [u32(TYPE.text), ...text(value)];
const asCount = (value: number): Value => [u32(TYPE.u32), u32(value)];
const asBool = (value: boolean): Value => [u32(TYPE.bool), Uint8Array.of(Number(value))];
const asReal = (value: number): Value => [u32(TYPE.f32), new Uint8Array(Float32Array.of(value).buffer)];
const asList = (type: number, count: number, items: readonly Uint8Array[]): Value => [
  ...[u32(TYPE.list), u32(type), u64(count)],
  ...items,
];

/** The file's bytes. */
export function ggufModel(model: ModelFile, facts: UserDataFacts): Uint8Array<ArrayBuffer> {
  const tensors = tensorsOf(model);
  const metadata = Object.entries(metadataOf(model, facts));
  const infos: Uint8Array[] = [];
  let offset = 0;
  for (const { name, dims, data } of tensors) {
    // The dimension whose neighbours lie side by side comes first.
    infos.push(...text(name), u32(dims.length), ...[...dims].reverse().map(u64), u32(F32), u64(offset));
    offset += padded(data.byteLength);
  }
  const head = [
    ...[new TextEncoder().encode('GGUF'), u32(VERSION), u64(tensors.length), u64(metadata.length)],
    ...metadata.flatMap(([key, value]) => [...text(key), ...value]),
    ...infos,
  ];
  const start = padded(head.reduce((sum, { length }) => sum + length, 0));
  const file = new Uint8Array(start + offset);
  let at = 0;
  for (const part of head) {
    file.set(part, at);
    at += part.length;
  }
  at = start;
  for (const { data } of tensors) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += padded(data.byteLength);
  }
  return file;
}

const padded = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

function metadataOf({ shape, vocabulary }: ModelFile, facts: UserDataFacts): Readonly<Record<string, Value>> {
  const tokens = textsOf(vocabulary).map((token) => token.replace(' ', SPACE));
  const types = tokens.map((_, id) => ([PAD, BOS, EOS].includes(id) ? CONTROL : NORMAL));
  return {
    'general.architecture': asText('gpt2'),
    'general.name': asText(facts.name),
    'general.file_type': asCount(F32),
    'gpt2.context_length': asCount(shape.context),
    'gpt2.embedding_length': asCount(shape.width),
    'gpt2.feed_forward_length': asCount(4 * shape.width),
    'gpt2.block_count': asCount(shape.layers),
    'gpt2.attention.head_count': asCount(shape.heads),
    'gpt2.attention.layer_norm_epsilon': asReal(EPSILON),
    'tokenizer.ggml.model': asText('llama'),
    'tokenizer.ggml.tokens': asList(TYPE.text, tokens.length, tokens.flatMap(text)),
    'tokenizer.ggml.scores': asList(TYPE.f32, tokens.length, [new Uint8Array(4 * tokens.length)]),
    'tokenizer.ggml.token_type': asList(TYPE.i32, types.length, types.map(u32)),
    'tokenizer.ggml.bos_token_id': asCount(BOS),
    'tokenizer.ggml.eos_token_id': asCount(EOS),
    'tokenizer.ggml.padding_token_id': asCount(PAD),
    'tokenizer.ggml.add_bos_token': asBool(false),
    'tokenizer.ggml.add_space_prefix': asBool(false),
    'distillery.task': asText(facts.task),
    'distillery.prompt_length': asCount(facts.promptLength),
    'distillery.response_length': asCount(facts.responseLength),
  };
}

interface Tensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Ours, matrices of the blocks as [out, in], and what GPT-2 has beside them. The head is the embedding and left out. */
function tensorsOf({ shape, parameters }: ModelFile): Tensor[] {
  const own = parameterSpecs(shape).map(({ name, shape: dims, offset, size }): Tensor => {
    const data = parameters.subarray(offset, offset + size);
    const [rows, columns] = dims;
    return name.startsWith('h.') && columns !== undefined
      ? { name: ggufName(name), dims: [columns, rows], data: transposed(data, rows, columns) }
      : { name: ggufName(name), dims, data };
  });
  const others = [...gpt2Extras(shape)].map(([name, { size, value }]): Tensor => {
    return { name: ggufName(name), dims: [size], data: new Float32Array(size).fill(value) };
  });
  return [...own, ...others];
}

function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = matrix[row * columns + column] ?? 0;
    }
  }
  return result;
}
