import { describe, expect, test, vi } from 'vitest';
import { UserError } from '../errors/user-error';
import { at } from '../test-support/numbers';
import { says } from '../test-support/says';
import { type ModelFile, readModel, writeModel } from './file';
import { initialParameters } from './parameters';
import { readSafetensors, writeSafetensors } from './safetensors';
import { parameterSize } from './shape';

const shape = { vocabulary: 4, context: 5, width: 6, layers: 2, heads: 3 };
const model: ModelFile = {
  shape,
  parameters: initialParameters(shape, 3),
  task: 'translation',
  vocabulary: ['PAD', 'BOS', 'EOS', 'é'],
};

test('F32 keeps every number, the shape, the task and the vocabulary', () => {
  expect(readModel(writeModel(model, 'F32'))).toEqual(model);
});

test('F16 keeps every number to half a unit in its last place', () => {
  const { parameters, ...rest } = readModel(writeModel(model, 'F16'));
  expect(rest).toEqual({ shape, task: model.task, vocabulary: model.vocabulary });
  parameters.forEach((value, i) => {
    const exact = at(model.parameters, i);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.max(2 ** -25, Math.abs(exact) * 2 ** -11));
  });
});

/** The written file with its parts changed. */
function changed(
  change: (
    metadata: Record<string, string>,
    tensors: Map<string, { shape: number[]; data: Float32Array }>,
  ) => void,
): Uint8Array {
  const { metadata, tensors } = readSafetensors(writeModel(model, 'F32'));
  const parts = new Map(
    [...tensors].map(([name, tensor]) => [name, { shape: tensor.shape, data: tensor.data.slice() }]),
  );
  const described = { ...metadata };
  change(described, parts);
  return writeSafetensors(parts, described);
}

/** Null takes an entry away. */
const withMetadata = (changes: Record<string, string | null>): Uint8Array =>
  changed((metadata) => {
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) delete metadata[name];
      else metadata[name] = value;
    }
  });

const withShape = (change: object): Uint8Array =>
  withMetadata({ shape: JSON.stringify({ ...shape, ...change }) });

describe('refuses in a sentence', () => {
  test.each([
    ['another format', withMetadata({ format: 'other' }), /not written by this program/],
    ['no format', withMetadata({ format: null }), /not written by this program/],
    ['no shape', withMetadata({ shape: null }), /does not say which shape/],
    ['a shape that is not JSON', withMetadata({ shape: '{' }), /does not say which shape/],
    ['a shape that is null', withMetadata({ shape: 'null' }), /does not say which shape/],
    ['a width of 0', withShape({ width: 0 }), /impossible width/],
    ['a fractional context', withShape({ context: 2.5 }), /impossible context/],
    ['a billion layers', withShape({ layers: 1e9 }), /impossible layers/],
    ['a vocabulary of text', withShape({ vocabulary: '4' }), /impossible vocabulary/],
    ['heads that do not divide', withShape({ heads: 4 }), /does not divide into 4 heads/],
    ['another width than its tensors', withShape({ width: 3 }), /has the shape \[4, 6\] instead of \[4, 3\]/],
    ['a missing layer', withShape({ layers: 3 }), /lacks the parameter h\.2\./],
    ['a vocabulary that is too short', withMetadata({ vocabulary: '["PAD"]' }), /vocabulary does not fit/],
    ['a vocabulary of numbers', withMetadata({ vocabulary: '[0,1,2,3]' }), /vocabulary does not fit/],
    ['no vocabulary', withMetadata({ vocabulary: null }), /vocabulary does not fit/],
    [
      'NaN',
      changed((_, tensors) => void tensors.get('wte.weight')?.data.fill(Number.NaN, 2, 3)),
      /not a finite number/,
    ],
    [
      'infinity',
      changed((_, tensors) => void tensors.get('ln_f.weight')?.data.fill(Number.POSITIVE_INFINITY, 0, 1)),
      /not a finite number/,
    ],
    ['half a file', writeModel(model, 'F32').subarray(0, 900), /cut off/],
    ['nothing', new Uint8Array(), /too short/],
  ])('%s', (_name, bytes, message) => {
    expect(() => readModel(bytes)).toThrow(UserError);
    expect(() => readModel(bytes)).toThrow(says(message));
    expect(() => readModel(bytes)).toThrow(says(/^[A-Z].*\.$/s));
  });
});

test('a shape whose parameters would take gigabytes is refused before they are made', () => {
  const huge = { vocabulary: 4096, context: 4096, width: 2048, layers: 48, heads: 64 };
  expect(parameterSize(huge)).toBeGreaterThan(2e9);
  const bytes = withShape(huge);
  const bounded = new Proxy(Float32Array, {
    construct(target, given: unknown[]) {
      if (typeof given[0] === 'number' && given[0] > 1e6)
        throw new RangeError('Array buffer allocation failed');
      return Reflect.construct(target, given);
    },
  });
  vi.stubGlobal('Float32Array', bounded);
  try {
    expect(() => readModel(bytes)).toThrow(UserError);
  } finally {
    vi.unstubAllGlobals();
  }
});
