/** Comparisons that can be started as they are. */
import type { Comparison } from '../../experiment/comparison';
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import { PRESETS } from '../../experiment/presets';
import type { TextKey } from '../text/text';

export interface ReadyComparison {
  readonly title: TextKey;
  readonly about: TextKey;
  readonly comparison: Comparison;
}

const LITTLE_DATA = PRESETS.find(({ id }) => id === 'three-regimes-200')?.experiment ?? DEFAULT_EXPERIMENT;

export const READY: readonly ReadyComparison[] = [
  {
    title: 'compare.ready.methods',
    about: 'compare.ready.methods.about',
    comparison: {
      base: LITTLE_DATA,
      vary: 'method',
      values: ['skd', 'supervised-kd', 'on-policy-kd'],
      seeds: 3,
      budget: 'updates',
      methodSettings: 'published',
    },
  },
  {
    title: 'compare.ready.k',
    about: 'compare.ready.k.about',
    comparison: {
      base: DEFAULT_EXPERIMENT,
      vary: 'topK',
      // 30 is the size of the vocabulary: everything is accepted.
      values: [0, 1, 3, 10, 30],
      seeds: 3,
      budget: 'updates',
      methodSettings: 'published',
    },
  },
];
