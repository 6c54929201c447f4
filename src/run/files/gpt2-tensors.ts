/**
 * Parameters in Hugging Face's layout of GPT-2. Matrices are [in, out] there as here, so only names differ, and what our
 * transformer does not have: biases, and gains of the norms inside the blocks.
 */
import { type Problem, problem } from '../../errors/problems';
import { UserError } from '../../errors/user-error';
import type { ModelFile } from '../../model/file';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../../model/safetensors';
import { type ModelShape, parameterSize, parameterSpecs } from '../../model/shape';

/** In front of the names of parameters in a model with a head. */
export const PREFIX = 'transformer.';
/** Wrappers that leave their names in front of a model's own: `torch.compile`, data parallelism, and the model with a head. */
const WRAPPERS = /^(?:_orig_mod\.|module\.|transformer\.)+/;
const HEAD = 'lm_head.weight';
const EMBEDDING = 'wte.weight';
/** Buffers that versions of transformers saved among the parameters: masks, position ids, frequencies. */
const BUFFER = /(^|\.)(attn\.(masked_)?bias|position_ids|inv_freq)$/;

/** Lengths of the vectors that GPT-2 has and we have not, by name. */
export function gpt2Extras({
  width,
  layers,
}: ModelShape): Map<string, { readonly size: number; readonly value: 0 | 1 }> {
  const found = new Map<string, { readonly size: number; readonly value: 0 | 1 }>();
  for (let i = 0; i < layers; i++) {
    for (const [name, size] of [
      ['attn.c_attn.bias', 3 * width],
      ['attn.c_proj.bias', width],
      ['mlp.c_fc.bias', 4 * width],
      ['mlp.c_proj.bias', width],
      ['ln_1.bias', width],
      ['ln_2.bias', width],
    ] as const) {
      found.set(`h.${i}.${name}`, { size, value: 0 });
    }
    found.set(`h.${i}.ln_1.weight`, { size: width, value: 1 });
    found.set(`h.${i}.ln_2.weight`, { size: width, value: 1 });
  }
  return found.set('ln_f.bias', { size: width, value: 0 });
}

/** Contents of `model.safetensors`: biases 0, gains inside the blocks 1. The head is tied and left out. */
export function gpt2Tensors({ shape, parameters }: ModelFile): Uint8Array {
  const tensors = new Map<string, { shape: number[]; data: Float32Array }>();
  for (const { name, shape: dims, offset, size } of parameterSpecs(shape)) {
    tensors.set(PREFIX + name, { shape: [...dims], data: parameters.subarray(offset, offset + size) });
  }
  for (const [name, { size, value }] of gpt2Extras(shape)) {
    tensors.set(PREFIX + name, { shape: [size], data: new Float32Array(size).fill(value) });
  }
  return writeSafetensors(tensors, { format: 'pt' });
}

export interface Gpt2Layout {
  /** By config.json. */
  readonly shape: ModelShape;
  /** The output head is the token embedding. */
  readonly tied: boolean;
  /** The rows of the embedding that have a token, in the order of the vocabulary. */
  readonly ids: readonly number[];
}

export interface Gpt2Parameters {
  /** Flat, for a vocabulary of `ids.length`. */
  readonly parameters: Float32Array;
  readonly notes: readonly Problem[];
}

/**
 * The flat parameters of a GPT-2. Gains of the norms inside the blocks are folded into the matrix that follows, which
 * is the same function: (n · diag(g)) W = n (diag(g) W).
 *
 * @param files the one, or all shards, by name
 * @throws UserError when the file is malformed or holds a number that is not finite, when parts are missing, superfluous, of the wrong shape, or beyond a transformer without biases
 */
export function readGpt2Tensors(
  files: ReadonlyMap<string, Uint8Array>,
  { shape, tied, ids }: Gpt2Layout,
): Gpt2Parameters {
  const known = gpt2Extras(shape);
  const tensors = tensorsIn(files);
  const ours = new Set(parameterSpecs(shape).map(({ name }) => name));
  const strange = [...tensors.keys()].filter((name) => !(ours.has(name) || known.has(name) || name === HEAD));
  if (strange.length > 0) throw new UserError('gpt2-parts-unknown', { parts: strange });
  // A file holds two equal tensors once, under either name.
  const head = tensors.get(HEAD);
  if (head && tied && !tensors.has(EMBEDDING)) tensors.set(EMBEDDING, head);
  const specs = parameterSpecs({ ...shape, vocabulary: ids.length });
  const embedding = vector(tensors, EMBEDDING, [shape.vocabulary, shape.width]);
  const parts = specs.map((spec) => ({
    ...spec,
    data:
      spec.name === EMBEDDING ? rowsOf(embedding, shape.width, ids) : vector(tensors, spec.name, spec.shape),
  }));
  refuseBiases(tensors, known);
  assertTied(tensors, shape, tied);

  // Only now: a configuration that the tensors do not bear out could ask for gigabytes.
  const parameters = new Float32Array(parameterSize({ ...shape, vocabulary: ids.length }));
  for (const { offset, data } of parts) parameters.set(data, offset);
  for (const { name, offset, size, shape: dims } of specs) {
    const gain = gainBefore(name);
    const gains = gain === null ? undefined : tensors.get(gain);
    if (gains) foldIn(parameters.subarray(offset, offset + size), vector(tensors, String(gain), [dims[0]]));
  }
  const rounded = [...tensors.values()].some(({ dtype }) => dtype === 'F64');
  return { parameters, notes: rounded ? [problem('note-rounded')] : [] };
}

/** The rows of a row-major matrix in the order of `ids`. */
function rowsOf(matrix: Float32Array, width: number, ids: readonly number[]): Float32Array {
  if (ids.length * width === matrix.length && ids.every((id, i) => id === i)) return matrix;
  const rows = new Float32Array(ids.length * width);
  ids.forEach((id, i) => {
    rows.set(matrix.subarray(id * width, (id + 1) * width), i * width);
  });
  return rows;
}

/** The norm's gain that multiplies what goes into a matrix. */
function gainBefore(name: string): string | null {
  if (name.endsWith('.attn.c_attn.weight')) return name.replace('attn.c_attn', 'ln_1');
  if (name.endsWith('.mlp.c_fc.weight')) return name.replace('mlp.c_fc', 'ln_2');
  return null;
}

/** Scales row i of a row-major matrix by gains[i]. */
function foldIn(matrix: Float32Array, gains: Float32Array): void {
  const columns = matrix.length / gains.length;
  gains.forEach((gain, row) => {
    for (let i = row * columns; i < (row + 1) * columns; i++) matrix[i] = (matrix[i] ?? 0) * gain;
  });
}

/** The tensors of all files by their plain names, without buffers, which no computation reads. */
function tensorsIn(files: ReadonlyMap<string, Uint8Array>): Map<string, StoredTensor> {
  const found = new Map<string, StoredTensor>();
  const plainName = (name: string): string => name.replace(WRAPPERS, '');
  for (const [name, bytes] of files) {
    const wanted = (tensor: string): boolean => !BUFFER.test(plainName(tensor));
    const { tensors } = readSafetensors(bytes, { assertFinite: true, wanted, name });
    for (const [full, tensor] of tensors) {
      const plain = plainName(full);
      if (found.has(plain)) throw new UserError('gpt2-part-twice', { part: [plain] });
      found.set(plain, tensor);
    }
  }
  return found;
}

function vector(
  tensors: ReadonlyMap<string, StoredTensor>,
  name: string,
  dims: readonly number[],
): Float32Array {
  const tensor = tensors.get(name);
  if (!tensor) throw new UserError('gpt2-part-missing', { part: [name] });
  if (tensor.shape.join() !== dims.join()) {
    throw new UserError('gpt2-part-shape', {
      part: [name],
      found: tensor.shape.join(', '),
      expected: dims.join(', '),
    });
  }
  return tensor.data;
}

function refuseBiases(
  tensors: ReadonlyMap<string, StoredTensor>,
  known: ReadonlyMap<string, { readonly value: 0 | 1 }>,
): void {
  const biases = [...known].flatMap(([name, { value }]) =>
    value === 0 && tensors.get(name)?.data.some((number) => number !== 0) ? [name] : [],
  );
  if (biases.length > 0) {
    throw new UserError('gpt2-biases', { parts: biases });
  }
}

function assertTied(tensors: ReadonlyMap<string, StoredTensor>, shape: ModelShape, tied: boolean): void {
  const head = tensors.get(HEAD);
  const embedding = tensors.get(EMBEDDING);
  const same = head
    ? vector(tensors, HEAD, [shape.vocabulary, shape.width]).every((x, i) => x === embedding?.data[i])
    : tied;
  if (!same) {
    throw new UserError('gpt2-head-not-tied');
  }
}
