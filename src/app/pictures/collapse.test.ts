import { expect, test } from 'vitest';
import { collapseOf } from './collapse';

test.each([
  [0.05, 0.4, 'one'],
  [0.05, 0.001, 'one'],
  [0.99, 0.001, 'level'],
  [0.8, 0.4, 'none'],
] as const)('a mean entropy of %d and a divergence of %d are: %s', (entropy, divergence, expected) => {
  expect(collapseOf({ 'prototype-entropy': entropy, 'prototype-divergence': divergence })).toBe(expected);
});

test('other losses have no such gauges', () => {
  expect(collapseOf({ 'cross-entropy': 1 })).toBeNull();
});
