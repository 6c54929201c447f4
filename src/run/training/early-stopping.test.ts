import { expect, test } from 'vitest';
import { EXACT_MATCH, PHONEME_ERROR_RATE } from '../../tasks/metrics';
import { says } from '../../test-support/says';
import { EarlyStopping } from './early-stopping';

test('ends after as many evaluations without improvement as it is set to', () => {
  const earlyStopping = new EarlyStopping(2, EXACT_MATCH);
  const outcomes = [0, 0.2, 0.2, 0.3, 0.1, 0.3].map((score, i) => earlyStopping.observe(10 * i, score));
  expect(outcomes.slice(0, 5)).toEqual([null, null, null, null, null]);
  expect(outcomes[5]).toEqual(
    says(
      'Training ended at step 50: exact match on held-out prompts was best at step 30 (0.300) and has not improved in the 2 evaluations since.',
    ),
  );
});

test('knows metrics of which less is better', () => {
  const earlyStopping = new EarlyStopping(1, PHONEME_ERROR_RATE);
  expect([0.9, 0.5, 0.4].map((score, i) => earlyStopping.observe(i, score))).toEqual([null, null, null]);
  expect(earlyStopping.observe(3, 0.6)).toEqual(
    says(/was best at step 2 \(0\.400\).*in the 1 evaluation since/),
  );
});

test('resumes from where it was', () => {
  const first = new EarlyStopping(3, EXACT_MATCH);
  for (const score of [0.5, 0.4]) first.observe(1, score);
  const second = new EarlyStopping(3, EXACT_MATCH);
  second.restore(first.state);
  expect(second.observe(2, 0.5)).toBeNull();
  expect(second.observe(3, 0.5)).not.toBeNull();
});
