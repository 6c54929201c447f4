/**
 * Models as safetensors files: parameters under GPT-2's names, shape and vocabulary in the metadata.
 */
import { UserError } from '../errors/user-error';
import { readSafetensors, writeSafetensors } from './safetensors';
import { type ModelShape, parameterSize, parameterSpecs } from './shape';

export interface ModelFile {
  readonly shape: ModelShape;
  /** Flat, in the order of `parameterSpecs`. */
  readonly parameters: Float32Array;
  readonly task: string;
  /** Display form of each token id. */
  readonly vocabulary: readonly string[];
}

const FORMAT = 'distillery-1';
const LIMITS = {
  vocabulary: 4096,
  context: 4096,
  width: 2048,
  layers: 48,
  heads: 64,
  patch: 64,
  words: 65_536,
  subclasses: 64,
  auxiliary: 48,
} as const;

function wholeNumber(value: unknown, name: keyof typeof LIMITS): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > LIMITS[name]) {
    throw new UserError('model-size-impossible', { field: name, limit: LIMITS[name] });
  }
  return value;
}

/** @throws UserError when the numbers do not describe a model this program can run */
function parseShape(json: string | undefined): ModelShape {
  let raw: unknown;
  try {
    raw = JSON.parse(json ?? '');
  } catch {
    raw = null;
  }
  if (typeof raw !== 'object' || raw === null) {
    throw new UserError('model-shape-missing');
  }
  const fields = raw as Record<string, unknown>;
  const shape: ModelShape = {
    vocabulary: wholeNumber(fields.vocabulary, 'vocabulary'),
    context: wholeNumber(fields.context, 'context'),
    width: wholeNumber(fields.width, 'width'),
    layers: wholeNumber(fields.layers, 'layers'),
    heads: wholeNumber(fields.heads, 'heads'),
    ...(fields.patch === undefined ? {} : { patch: wholeNumber(fields.patch, 'patch') }),
    ...(fields.words === undefined ? {} : { words: wholeNumber(fields.words, 'words') }),
    ...(fields.perPatch === true ? { perPatch: true as const } : {}),
    ...(fields.auxiliary === undefined ? {} : { auxiliary: wholeNumber(fields.auxiliary, 'auxiliary') }),
    ...(fields.subclasses === undefined ? {} : { subclasses: wholeNumber(fields.subclasses, 'subclasses') }),
  };
  if (shape.width % shape.heads !== 0) {
    throw new UserError('model-heads-do-not-divide', { width: shape.width, heads: shape.heads });
  }
  return shape;
}

function parseVocabulary(json: string | undefined, size: number): string[] {
  let raw: unknown;
  try {
    raw = JSON.parse(json ?? '');
  } catch {
    raw = null;
  }
  if (!Array.isArray(raw) || raw.length !== size || !raw.every((entry) => typeof entry === 'string')) {
    throw new UserError('model-vocabulary-misfit');
  }
  return raw;
}

/**
 * Reads a model that `writeModel` wrote.
 * @param name of the file, for sentences
 * @throws UserError `model-foreign` for a file that `writeModel` did not write, others for anything malformed, of the wrong shape, or not finite
 */
export function readModel(bytes: Uint8Array, name = 'model.safetensors'): ModelFile {
  const { metadata, tensors } = readSafetensors(bytes, { assertFinite: true, name });
  if (metadata.format !== FORMAT) {
    throw new UserError('model-foreign');
  }
  const shape = parseShape(metadata.shape);
  const parts = parameterSpecs(shape).map(({ name, shape: dims, offset }) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new UserError('model-parameter-missing', { parameter: name });
    if (tensor.shape.join() !== dims.join()) {
      throw new UserError('model-parameter-shape', {
        parameter: name,
        found: tensor.shape.join(', '),
        expected: dims.join(', '),
      });
    }
    return { offset, data: tensor.data };
  });
  // Only now: a shape that the file's tensors do not bear out could ask for gigabytes.
  const parameters = new Float32Array(parameterSize(shape));
  for (const { offset, data } of parts) parameters.set(data, offset);
  return {
    shape,
    parameters,
    task: metadata.task ?? '',
    vocabulary: parseVocabulary(metadata.vocabulary, shape.vocabulary),
  };
}

/** Serialises a model; `F16` halves the size and rounds to nearest even. */
export function writeModel(model: ModelFile, dtype: 'F32' | 'F16'): Uint8Array<ArrayBuffer> {
  const tensors = new Map(
    parameterSpecs(model.shape).map(({ name, shape, offset, size }) => [
      name,
      { shape: [...shape], data: model.parameters.subarray(offset, offset + size) },
    ]),
  );
  return writeSafetensors(
    tensors,
    {
      format: FORMAT,
      task: model.task,
      shape: JSON.stringify(model.shape),
      vocabulary: JSON.stringify(model.vocabulary),
    },
    dtype,
  );
}
