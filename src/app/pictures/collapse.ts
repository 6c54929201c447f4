/** What the gauges of self-distillation say of a collapse. */

/** `one`: nearly all views have one prototype. `level`: the teacher says nearly the same of everything. */
export type Collapse = 'one' | 'level' | 'none';

/** Shares of their greatest values below which gauges tell of a collapse. */
const [LEAST_ENTROPY, LEAST_DIVERGENCE] = [0.2, 0.01];

/** Null for a loss that has no such gauges. */
export function collapseOf(lossTerms: Readonly<Record<string, number>>): Collapse | null {
  const { 'prototype-entropy': entropy, 'prototype-divergence': divergence } = lossTerms;
  if (entropy === undefined || divergence === undefined) return null;
  if (entropy < LEAST_ENTROPY) return 'one';
  return divergence < LEAST_DIVERGENCE ? 'level' : 'none';
}
