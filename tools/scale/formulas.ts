/**
 * What distilling one decoder from another costs: parameters, operations, bytes, seconds at least. Usual counts (Kaplan et al. 2020,
 * arXiv 2001.08361): 2 operations a token and parameter of a matrix forward, 6 forward and backward; norms and biases are left out.
 */

/** A decoder-only transformer. */
export interface Decoder {
  readonly name: string;
  readonly layers: number;
  readonly width: number;
  /** Width inside the feed-forward network. */
  readonly inner: number;
  readonly heads: number;
  /** Heads of keys and values; fewer than `heads` where queries share them. */
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly vocabulary: number;
  /** Three matrices in the feed-forward network instead of two. */
  readonly gated: boolean;
  /** The output head is the token embedding. */
  readonly tied: boolean;
  /** Learned positions; 0 for rotary ones. */
  readonly positions: number;
}

/** An accelerator by its data sheet. */
export interface Device {
  readonly name: string;
  /** Bytes of memory, bytes a second to it, operations a second in bfloat16. */
  readonly memory: number;
  readonly bandwidth: number;
  readonly operations: number;
}

/** Sequences of a step on one device, in tokens. */
export interface Work {
  readonly rows: number;
  readonly prompt: number;
  readonly response: number;
}

/** Numbers in 2 bytes: weights, gradients, keys and values. */
const HALF = 2;
/** Float32 weights and both moments of AdamW. */
const OPTIMIZER = 12;
/** Bytes of float32. */
const SINGLE = 4;

const layerMatrices = ({ width, inner, heads, keyValueHeads, headSize, gated }: Decoder): number =>
  width * headSize * 2 * (heads + keyValueHeads) + (gated ? 3 : 2) * width * inner;

/** Parameters in matrices that a token is multiplied with: all layers and the head. */
export const multiplied = (model: Decoder): number =>
  model.layers * layerMatrices(model) + model.vocabulary * model.width;

/** Parameters. */
export const parameters = (model: Decoder): number =>
  multiplied(model) + model.width * ((model.tied ? 0 : model.vocabulary) + model.positions);

/** Bytes of keys and values, a token of a sequence. */
export const cacheBytes = ({ layers, keyValueHeads, headSize }: Decoder, bytes = HALF): number =>
  2 * layers * keyValueHeads * headSize * bytes;

/** Operations of a forward pass over tokens that see `attended` positions each. */
export const forwardOperations = (model: Decoder, tokens: number, attended: number): number =>
  tokens * (2 * multiplied(model) + 4 * model.layers * model.heads * model.headSize * attended);

/**
 * Bytes of activations of a step without recomputation, 2 bytes a number, attention weights kept (Korthikanti et al. 2022,
 * arXiv 2205.05198, equation 2, without the two dropout masks of 1 byte a number each and that of attention).
 */
export const activationBytes = ({ layers, width, heads }: Decoder, rows: number, length: number): number =>
  rows * length * layers * (32 * width + 4 * heads * length);

/** Bytes of activations with each layer computed again in the backward pass: what goes into each. */
export const recomputedBytes = ({ layers, width }: Decoder, rows: number, length: number): number =>
  rows * length * layers * HALF * width;

export interface Memory {
  readonly teacher: number;
  /** Weights, gradients, optimizer. */
  readonly student: number;
  /** Keys and values of both while they write. */
  readonly caches: number;
  /** Of the response: the teacher's in 2 bytes; the student's, its log-probabilities and their gradient in 4. */
  readonly logits: number;
  readonly activations: number;
}

/** Bytes on one device that holds everything. Caches and activations are not there at one time. */
export function memory(student: Decoder, teacher: Decoder, { rows, prompt, response }: Work): Memory {
  const length = prompt + response;
  return {
    teacher: HALF * parameters(teacher),
    student: (2 * HALF + OPTIMIZER) * parameters(student),
    caches: rows * length * (cacheBytes(student) + cacheBytes(teacher)),
    logits: rows * response * student.vocabulary * (HALF + 3 * SINGLE),
    activations: recomputedBytes(student, rows, length),
  };
}

/**
 * Mean number of tokens that one pass of the teacher over γ drafted tokens commits, the replacement included, where each is accepted with
 * probability a: (1 − a^γ) / (1 − a). (Leviathan et al. 2023, arXiv 2211.17192, equation 1, whose γ + 1st token SKD does not draw.)
 */
export const tokensPerPass = (acceptance: number, block: number): number =>
  acceptance === 1 ? block : (1 - acceptance ** block) / (1 - acceptance);

/** Seconds of one forward pass over `tokens` new tokens a row, at least: the slower of reading and computing. */
export function passSeconds(
  model: Decoder,
  device: Device,
  rows: number,
  tokens: number,
  attended: number,
): number {
  const read = HALF * multiplied(model) + rows * attended * cacheBytes(model);
  const computed = forwardOperations(model, rows * tokens, attended);
  return Math.max(read / device.bandwidth, computed / device.operations);
}

export interface Seconds {
  /** Writing the responses, and the teacher's pass over given ones where it takes no part in that. */
  readonly sampling: number;
  readonly teacher: number;
  readonly update: number;
}

/** Who writes: the data set, the student alone, or both interleaved with γ tokens a block that are accepted with probability a. */
export type Writer = 'data' | 'student' | { readonly block: number; readonly acceptance: number };

/** Seconds of a step on one device that holds everything, at least. */
export function stepSeconds(
  student: Decoder,
  teacher: Decoder,
  device: Device,
  work: Work,
  writer: Writer,
): Seconds {
  const { rows, prompt, response } = work;
  const length = prompt + response;
  // Positions that a response token sees on average.
  const seen = prompt + response / 2;
  const over = (model: Decoder, tokens: number): number =>
    passSeconds(model, device, rows, tokens, tokens / 2);
  const update = (3 * forwardOperations(student, rows * length, length / 2)) / device.operations;
  if (writer === 'data') return { sampling: 0, teacher: over(teacher, length), update };
  const draft = passSeconds(student, device, rows, 1, seen);
  if (writer === 'student') {
    return { sampling: over(student, prompt) + response * draft, teacher: over(teacher, length), update };
  }
  const { block, acceptance } = writer;
  const passes = response / tokensPerPass(acceptance, block);
  const verify = passSeconds(teacher, device, rows, block, seen);
  const sampling = over(student, prompt) + over(teacher, prompt) + passes * (block * draft + verify);
  return { sampling, teacher: 0, update };
}

/** Bytes that each of `ranks` machines sends a step. Ring algorithms: a reduction sends 2·(R − 1)/R of the data, a gathering half of it. */
export function sentBytes(student: Decoder, teacher: Decoder, ranks: number, { rows, response }: Work) {
  const gathered = ((ranks - 1) / ranks) * HALF;
  return {
    /** Data parallel: gradients in 2 bytes. */
    gradients: 2 * gathered * parameters(student),
    /** Student sharded: gathered forward and backward, gradients scattered. */
    sharded: 3 * gathered * parameters(student),
    /** Both gathered once for the whole of the sampling. */
    gatheredOnce: gathered * (parameters(student) + parameters(teacher)),
    /** Both gathered for each token: no weights stay. */
    gatheredEachToken: response * gathered * (parameters(student) + parameters(teacher)),
    /** A teacher on another machine: ids there, its logits back in 2 bytes. */
    logits: rows * response * (SINGLE + HALF * teacher.vocabulary),
    /** The same with its 64 most probable tokens and their ids. */
    topLogits: rows * response * (SINGLE + 64 * (HALF + SINGLE)),
  };
}
