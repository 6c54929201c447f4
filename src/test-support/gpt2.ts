/**
 * A GPT-2 in Hugging Face's format, read and computed from its published description alone: zip (PKWARE APPNOTE),
 * safetensors, config.json, tokenizer.json, and the transformer of Radford et al. 2019 in double precision, one token at
 * a time in plain loops. Shares no code with src/, which it is the judge of.
 */
import { inflateRawSync } from 'node:zlib';

interface Config {
  readonly vocab_size: number;
  readonly n_positions: number;
  readonly n_embd: number;
  readonly n_layer: number;
  readonly n_head: number;
  readonly activation_function: string;
  readonly layer_norm_epsilon: number;
  readonly tie_word_embeddings: boolean;
}

interface TokenizerFile {
  readonly pre_tokenizer: { readonly type: string; readonly behavior: string };
  readonly decoder: { readonly type: string };
  readonly model: { readonly type: string; readonly vocab: Readonly<Record<string, number>> };
}

type Vector = readonly number[];

/** Contents of the files of a zip archive, by name without folder. */
export function unzipPlainly(zip: Uint8Array): Map<string, Buffer> {
  const bytes = Buffer.from(zip);
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const files = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < bytes.readUInt16LE(end + 10); i++) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const path = bytes.toString('utf8', at + 46, at + 46 + (name ?? 0));
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    files.set(
      path.slice(path.lastIndexOf('/') + 1),
      bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed,
    );
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return files;
}

export class Gpt2 {
  readonly config: Config;
  readonly #tokenizer: TokenizerFile;
  readonly #tensors = new Map<string, number[]>();

  /** @param files the folder's, by name */
  constructor(files: ReadonlyMap<string, Buffer>) {
    const need = (name: string): Buffer => {
      const file = files.get(name);
      if (!file) throw new Error(`${name} is missing`);
      return file;
    };
    this.config = JSON.parse(need('config.json').toString());
    this.#tokenizer = JSON.parse(need('tokenizer.json').toString());
    const tensors = need('model.safetensors');
    const length = Number(tensors.readBigUInt64LE(0));
    const header: Record<string, { dtype: string; data_offsets: [number, number] }> = JSON.parse(
      tensors.toString('utf8', 8, 8 + length),
    );
    for (const [name, { dtype, data_offsets: offsets }] of Object.entries(header)) {
      if (name === '__metadata__') continue;
      if (dtype !== 'F32') throw new Error(`${name} is ${dtype}`);
      const [begin, end] = offsets;
      const values: number[] = [];
      for (let at = begin; at < end; at += 4) values.push(tensors.readFloatLE(8 + length + at));
      this.#tensors.set(name, values);
    }
  }

  /** Ids of a text, one a character, without special tokens. */
  encode(text: string): number[] {
    const { pre_tokenizer: split, model, decoder } = this.#tokenizer;
    if (`${split.type} ${split.behavior} ${model.type} ${decoder.type}` !== 'Split Isolated WordLevel Fuse') {
      throw new Error('not the tokenizer that this test knows');
    }
    return [...text].map((character) => {
      const id = model.vocab[character];
      if (id === undefined) throw new Error(`${character} is not in the vocabulary`);
      return id;
    });
  }

  /** Logits after each token of a sequence: [length][vocabulary]. */
  logits(ids: readonly number[]): number[][] {
    const { n_embd: width, n_layer: layers, tie_word_embeddings: tied } = this.config;
    if (!tied) throw new Error('not tied');
    let rows: Vector[] = ids.map((id, position) =>
      plus(this.#row('wte.weight', id, width), this.#row('wpe.weight', position, width)),
    );
    for (let layer = 0; layer < layers; layer++) {
      rows = this.#attention(rows, `h.${layer}`);
      rows = rows.map((x) => {
        const inner = this.#affine(this.#norm(x, `h.${layer}.ln_2`), `h.${layer}.mlp.c_fc`).map(gelu);
        return plus(x, this.#affine(inner, `h.${layer}.mlp.c_proj`));
      });
    }
    return rows.map((x) => {
      const last = this.#norm(x, 'ln_f');
      return Array.from({ length: this.config.vocab_size }, (_, id) =>
        dot(last, this.#row('wte.weight', id, width)),
      );
    });
  }

  #attention(rows: readonly Vector[], block: string): Vector[] {
    const { n_embd: width, n_head: heads } = this.config;
    const depth = width / heads;
    const projected = rows.map((x) => this.#affine(this.#norm(x, `${block}.ln_1`), `${block}.attn.c_attn`));
    return rows.map((x, t) => {
      const mixed: number[] = [];
      for (let head = 0; head < heads; head++) {
        const part = (row: Vector, which: number): Vector =>
          row.slice(which * width + head * depth, which * width + (head + 1) * depth);
        const seen = projected.slice(0, t + 1);
        const query = part(projected[t] ?? [], 0);
        const weights = softmax(seen.map((row) => dot(query, part(row, 1)) / Math.sqrt(depth)));
        for (let i = 0; i < depth; i++) {
          mixed.push(
            dot(
              weights,
              seen.map((row) => part(row, 2)[i] ?? Number.NaN),
            ),
          );
        }
      }
      return plus(x, this.#affine(mixed, `${block}.attn.c_proj`));
    });
  }

  #tensor(name: string): readonly number[] {
    const tensor = this.#tensors.get(`transformer.${name}`);
    if (!tensor) throw new Error(`${name} is missing`);
    return tensor;
  }

  #row(name: string, index: number, width: number): Vector {
    return this.#tensor(name).slice(index * width, (index + 1) * width);
  }

  /** x · W + b with W [in, out], as GPT-2's Conv1D has it. */
  #affine(x: Vector, name: string): Vector {
    const weight = this.#tensor(`${name}.weight`);
    return this.#tensor(`${name}.bias`).map((bias, out, { length }) =>
      x.reduce((sum, value, i) => sum + value * (weight[i * length + out] ?? Number.NaN), bias),
    );
  }

  #norm(x: Vector, name: string): Vector {
    const mean = x.reduce((a, b) => a + b, 0) / x.length;
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
    const scale = 1 / Math.sqrt(variance + this.config.layer_norm_epsilon);
    const [gain, bias] = [this.#tensor(`${name}.weight`), this.#tensor(`${name}.bias`)];
    return x.map((value, i) => (value - mean) * scale * (gain[i] ?? Number.NaN) + (bias[i] ?? Number.NaN));
  }
}

const plus = (a: Vector, b: Vector): Vector => a.map((value, i) => value + (b[i] ?? Number.NaN));
const dot = (a: Vector, b: Vector): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? Number.NaN), 0);

function softmax(scores: Vector): Vector {
  const most = Math.max(...scores);
  const parts = scores.map((score) => Math.exp(score - most));
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => part / sum);
}

const gelu = (x: number): number => (x / 2) * (1 + erf(x / Math.SQRT2));

/** The Taylor series of the error function, which converges everywhere; beyond 6 it is 1 to 16 digits. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
