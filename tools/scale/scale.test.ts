import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parameterSize } from '../../src/model/shape';
import { renderDocument } from './document';
import { multiplied, parameters, passSeconds, sentBytes, stepSeconds, tokensPerPass } from './formulas';
import { readMeasured } from './measured';
import { GEMMA_2B, GEMMA_7B, H100, ourDecoder, QWEN2_7B, QWEN2_HALF, WORK } from './models';

test.each([
  // Numbers of parameters that the published files hold, norms and biases included.
  [GEMMA_2B, 2_506_172_416],
  [GEMMA_7B, 8_537_680_896],
  [QWEN2_HALF, 494_032_768],
  [QWEN2_7B, 7_615_616_512],
])('$name has as many parameters as published, but for norms and biases', (model, published) => {
  const found = parameters(model);
  expect(found).toBeLessThan(published);
  expect(found / published).toBeGreaterThan(0.9998);
});

test('a model of ours has all its parameters but the gain', () => {
  const shape = { vocabulary: 30, context: 81, width: 64, layers: 2, heads: 2 };
  expect(parameters(ourDecoder('ours', shape))).toBe(parameterSize(shape) - 64);
});

test('tokens a pass: the mean over all ways in which a block can end', () => {
  for (const a of [0, 0.3, 0.8, 1]) {
    for (const block of [1, 2, 5]) {
      // The i-th draft is the first that is rejected, or none is.
      const ends = Array.from({ length: block }, (_, i) => (i + 1) * a ** i * (1 - a));
      const mean = ends.reduce((sum, term) => sum + term, block * a ** block);
      expect(tokensPerPass(a, block)).toBeCloseTo(mean, 12);
    }
  }
});

describe('seconds', () => {
  const skd = (block: number, acceptance: number): number =>
    stepSeconds(QWEN2_HALF, QWEN2_7B, H100, WORK, { block, acceptance }).sampling;

  test('one token a row is bound by reading the weights, a long prompt by computing', () => {
    const reading = (2 * multiplied(QWEN2_7B)) / H100.bandwidth;
    expect(passSeconds(QWEN2_7B, H100, 1, 1, 0)).toBeCloseTo(reading, 12);
    expect(passSeconds(QWEN2_7B, H100, 64, 512, 256)).toBeGreaterThan(20 * reading);
  });

  test('blocks of one token are token by token, and blocks that are all accepted save passes of the teacher alone', () => {
    expect(skd(1, 0.3)).toBe(skd(1, 0.9));
    const verify = (tokens: number): number =>
      passSeconds(QWEN2_7B, H100, WORK.rows, tokens, WORK.prompt + WORK.response / 2);
    const saved = WORK.response * verify(1) - (WORK.response / 8) * verify(8);
    expect(skd(1, 1) - skd(8, 1)).toBeCloseTo(saved, 9);
  });
});

test('one machine sends no gradients, and two send each half of what is reduced twice', () => {
  expect(sentBytes(GEMMA_2B, GEMMA_7B, 1, WORK)).toMatchObject({ gradients: 0, sharded: 0, gatheredOnce: 0 });
  expect(sentBytes(GEMMA_2B, GEMMA_7B, 2, WORK).gradients).toBe(2 * parameters(GEMMA_2B));
});

test('docs/scale.md has the tables that its command makes', () => {
  const document = readFileSync(new URL('../../docs/scale.md', import.meta.url), 'utf8');
  expect(renderDocument(document, readMeasured())).toBe(document);
  expect(() => renderDocument('<!-- table nothing -->\n<!-- end -->', readMeasured())).toThrow(/nothing/);
});
