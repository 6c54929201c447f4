/** Sampling a batch of responses on the GPU without reading a token back: buffers, cache filling, dispatches. */
import { cachedTensor } from '../constant';
import { pack } from '../pack';
import { tidy } from '../scope';
import * as tf from '../tf';
import { upload } from '../upload';
import {
  areCompiled,
  blank,
  compiled,
  dispatch,
  isSoftwareAdapter,
  itemsOf,
  type Kernel,
  onWebGPU,
} from '../webgpu/kernel';
import { chooseCut, type SampledModel } from './layout';
import { cacheSize, RECORD, RECORD_FIELDS, type SamplerShape, SETTINGS, samplerShader } from './shader';

/** Response positions a dispatch: short enough that a page gets its frames in between, on any adapter. */
const POSITIONS_A_DISPATCH = 8;

/** A model that takes part, with the state of its prompts. */
export interface Participant {
  readonly model: SampledModel;
  /** Flat parameters. */
  readonly weights: tf.Tensor1D;
  /** Packed projections of the prompts' first promptLength − 1 tokens, one for each block [batch, promptLength − 1, 3·width]. */
  readonly prompt: readonly tf.Tensor3D[];
  readonly temperature: number;
  readonly topP: number;
  /** Row-major [batch, responseLength] in [0, 1). */
  readonly uniforms: Float32Array;
}

export interface SampleRequest {
  readonly batch: number;
  readonly promptLength: number;
  readonly responseLength: number;
  readonly limit: number;
  /** int32 [batch, promptLength]. */
  readonly prompts: tf.Tensor2D;
  readonly endToken: number;
  readonly student: Participant;
  readonly teacher: Participant | null;
  readonly acceptance: { readonly rule: 'top-k' | 'nucleus'; readonly threshold: number };
  /** Keep raw logits: the teacher's, or the student's when it is alone. */
  readonly keepLogits: boolean;
}

export interface Sampled {
  /** float32 [RECORD_FIELDS · batch · responseLength + 2 · batch]; see `field`. */
  readonly record: tf.Tensor1D;
  /** float32 [batch, responseLength, vocabulary], 0 after the end of a row. */
  readonly logits: tf.Tensor3D | null;
}

/** True when these models can be sampled by the kernel on the current backend. */
export function canSampleOnDevice(models: readonly SampledModel[]): boolean {
  return onWebGPU() && chooseCut(models, isSoftwareAdapter()) !== null;
}

/** [begin, end): the same few are used for ever. */
const span = (begin: number, end: number): tf.Tensor1D =>
  cachedTensor(`span ${begin} ${end}`, () => tf.tensor1d([begin, end], 'int32'));

/** Copies the keys and values of a prompt into the cache [layers, 2, batch, context, width] that begins at `offset`. */
function fillKernel(
  model: SampledModel,
  batch: number,
  promptTokens: number,
  layer: number,
  offset: number,
): Kernel {
  const d4 = model.width / 4;
  const count = batch * promptTokens * 2 * d4;
  return {
    key: `sample fill ${batch} ${promptTokens} ${model.context} ${model.width} ${layer} ${offset}`,
    code: () => `
@group(0) @binding(0) var<storage, read> projections: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> cache: array<vec4f>;
${itemsOf(count, 64).head}
  let c = item % ${2 * d4}u;
  let token = item / ${2 * d4}u % ${promptTokens}u;
  let row = item / ${2 * d4 * promptTokens}u;
  let plane = c / ${d4}u;
  cache[${offset / 4}u + ((${2 * layer}u + plane) * ${batch}u + row) * ${model.context * d4}u + token * ${d4}u + c % ${d4}u] =
    projections[(row * ${promptTokens}u + token) * ${3 * d4}u + ${d4}u + c];
}`,
  };
}

function fillCache(
  cache: tf.Tensor1D,
  { model, prompt }: Participant,
  batch: number,
  fills: readonly Kernel[],
): void {
  prompt.forEach((projections, layer) => {
    const { groups } = itemsOf((batch * projections.shape[1] * model.width) / 2, 64);
    dispatch(fills[layer] as Kernel, [projections, cache], groups);
  });
}

/** Puts every row's state before its first position: the last prompt token, alive. */
const startKernel = (batch: number, promptLength: number, fieldSize: number): Kernel => ({
  key: `sample start ${batch} ${promptLength} ${fieldSize}`,
  code: () => `
@group(0) @binding(0) var<storage, read> prompts: array<i32>;
@group(0) @binding(1) var<storage, read_write> record: array<f32>;
${itemsOf(batch, 64).head}
  record[${RECORD_FIELDS * fieldSize}u + item] = f32(prompts[(item + 1u) * ${promptLength}u - 1u]);
  record[${RECORD_FIELDS * fieldSize + batch}u + item] = 1.0;
}`,
});

/** The shapes that a request's kernels are made for. */
export interface SampleShapes
  extends Pick<SampleRequest, 'batch' | 'promptLength' | 'responseLength' | 'keepLogits'> {
  readonly student: SampledModel;
  readonly teacher: SampledModel | null;
}

interface SampleKernels {
  /** Takes rows a workgroup. */
  readonly sample: Kernel;
  readonly rows: number;
  readonly start: Kernel;
  /** For each participant one for each layer. */
  readonly fills: readonly (readonly Kernel[])[];
}

/** @throws Error when the models do not fit the kernel */
function kernelsOf({
  batch,
  promptLength,
  responseLength,
  student,
  teacher,
  keepLogits,
}: SampleShapes): SampleKernels {
  const models = teacher ? [student, teacher] : [student];
  const cut = chooseCut(models, isSoftwareAdapter());
  if (!cut) throw new Error('these models do not fit the sampling kernel');
  const shape: SamplerShape = { batch, promptLength, responseLength, student, teacher, logits: keepLogits };
  let offset = 0;
  const fills = models.map((model) => {
    const begin = offset;
    offset += cacheSize(model, batch);
    return Array.from({ length: promptLength > 1 ? model.layers : 0 }, (_, layer) =>
      fillKernel(model, batch, promptLength - 1, layer, begin),
    );
  });
  return {
    sample: { key: `sample ${JSON.stringify([shape, cut])}`, code: () => samplerShader(shape, cut) },
    rows: cut.rows,
    start: startKernel(batch, promptLength, batch * responseLength),
    fills,
  };
}

const allOf = ({ sample, start, fills }: SampleKernels): readonly Kernel[] => [
  sample,
  start,
  ...fills.flat(),
];

/**
 * Whether `sampleOnDevice` can draw now. Where kernels are compiled in the background, that begins with this question.
 * @throws Error when the models do not fit the kernel
 */
export const isSamplerCompiled = (shapes: SampleShapes): boolean => areCompiled(allOf(kernelsOf(shapes)));

/**
 * Resolves when the kernels of `sampleOnDevice` have been compiled in the background, or could not be.
 * @throws Error when the models do not fit the kernel
 */
export const samplerCompiled = (shapes: SampleShapes): Promise<void> => compiled(allOf(kernelsOf(shapes)));

/**
 * Draws responses. Row r at response position i uses `uniforms[r, i]` of each participant and nothing else, so the
 * result is that of the composed samplers with the same numbers, whatever their block size.
 * @throws Error when the models do not fit the kernel; ask `canSampleOnDevice` first
 */
export function sampleOnDevice(request: SampleRequest): Sampled {
  const { batch, responseLength, limit, student, teacher, acceptance, keepLogits } = request;
  const kernels = kernelsOf({ ...request, student: student.model, teacher: teacher?.model ?? null });
  return tidy(() => {
    const field = batch * responseLength;
    const settings = new Float32Array(SETTINGS + 2 * field);
    settings.set([
      student.temperature,
      student.topP,
      teacher?.temperature ?? 0,
      teacher?.topP ?? 0,
      acceptance.threshold,
      acceptance.threshold,
      acceptance.rule === 'nucleus' ? 1 : 0,
      request.endToken,
    ]);
    settings.set(student.uniforms, SETTINGS);
    if (teacher) settings.set(teacher.uniforms, SETTINGS + field);

    const record = blank<tf.Tensor1D>([RECORD_FIELDS * field + 2 * batch]);
    const logits = keepLogits ? blank<tf.Tensor3D>([batch, responseLength, student.model.vocabulary]) : null;
    const participants = teacher ? [student, teacher] : [student];
    const cache = blank<tf.Tensor1D>([
      participants.reduce((sum, { model }) => sum + cacheSize(model, batch), 0),
    ]);
    participants.forEach((participant, i) => {
      fillCache(cache, participant, batch, kernels.fills[i] ?? []);
    });
    const weights = teacher ? pack([student.weights, teacher.weights]) : student.weights;
    const bindings = [
      upload<tf.Tensor1D>(settings, [settings.length]),
      record,
      weights,
      cache,
      ...(logits ? [logits] : []),
    ];
    dispatch(kernels.start, [request.prompts, record], itemsOf(batch, 64).groups);
    const groups = Math.ceil(batch / kernels.rows);
    for (let begin = 0; begin < limit; begin += POSITIONS_A_DISPATCH) {
      dispatch(
        kernels.sample,
        [span(begin, Math.min(limit, begin + POSITIONS_A_DISPATCH)), ...bindings],
        [groups],
      );
    }
    return { record, logits };
  });
}

/** One field of the record, [batch, responseLength]. */
export function field(
  record: tf.Tensor1D,
  name: keyof typeof RECORD,
  batch: number,
  responseLength: number,
): tf.Tensor2D {
  const size = batch * responseLength;
  return tf.reshape(tf.slice(record, [RECORD[name] * size], [size]), [batch, responseLength]);
}
