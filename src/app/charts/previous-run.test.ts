import { expect, test } from 'vitest';
import { DEFAULT_EXPERIMENT, type Experiment } from '../../experiment/fields';
import { isSameLoss } from './previous-run';

const of = (settings: Partial<Experiment>): Experiment => ({ ...DEFAULT_EXPERIMENT, ...settings });

test('losses are the same where their name and their divergence are, by choice or by method', () => {
  expect(isSameLoss(of({ method: 'skd' }), of({ method: 'supervised-kd', learningRate: 1e-4 }))).toBe(true);
  expect(isSameLoss(of({ method: 'skd' }), of({ method: 'sft' }))).toBe(false);
  expect(isSameLoss(of({ method: 'skd', divergence: 'jsd' }), of({ divergence: 'reverse-kl' }))).toBe(false);
  expect(isSameLoss(of({ method: 'distillm' }), of({ method: 'gkd', divergence: 'skew-forward-kl' }))).toBe(
    true,
  );
  // Cross-entropy has none, whatever the hidden setting says.
  expect(isSameLoss(of({ method: 'sft' }), of({ method: 'seqkd', divergence: 'jsd' }))).toBe(true);
});
