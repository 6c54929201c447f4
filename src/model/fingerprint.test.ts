import { expect, test } from 'vitest';
import { type ModelFile, readModel, writeModel } from './file';
import { fingerprintOf } from './fingerprint';

const shape = { vocabulary: 4, context: 5, width: 6, layers: 1, heads: 3 };
const model: ModelFile = {
  shape,
  parameters: Float32Array.from({ length: 492 }, (_, i) => Math.sin(i)),
  task: 'translation',
  vocabulary: ['PAD', 'BOS', 'EOS', 'é'],
};

test('is the same after a file and at another place in memory, and a uint32 that is not 0', () => {
  const fingerprint = fingerprintOf(model);
  expect(fingerprintOf(readModel(writeModel(model, 'F32')))).toBe(fingerprint);
  const shifted = new Float32Array(493);
  shifted.set(model.parameters, 1);
  expect(fingerprintOf({ ...model, parameters: shifted.subarray(1) })).toBe(fingerprint);
  expect(Number.isInteger(fingerprint) && fingerprint > 0 && fingerprint < 2 ** 32).toBe(true);
});

test('tells parameters, shapes and vocabularies apart', () => {
  const changed = model.parameters.slice();
  changed[300] = (changed[300] ?? 0) + 1e-6;
  const others = [
    model,
    { ...model, parameters: changed },
    { ...model, shape: { ...shape, heads: 2 } },
    { ...model, vocabulary: ['PAD', 'BOS', 'EOS', 'è'] },
  ];
  expect(new Set(others.map(fingerprintOf)).size).toBe(others.length);
});
