/** Comparisons that can be started as they are. */
import type { Comparison } from '../../experiment/comparison';
import { PRESETS, TWO_HUNDRED_EXAMPLES } from '../../experiment/presets';
import type { TextKey } from '../text/text';

export interface ReadyComparison {
  readonly title: TextKey;
  readonly about: TextKey;
  readonly comparison: Comparison;
}

const LITTLE_DATA = PRESETS.find(({ id }) => id === 'three-regimes-200')?.experiment ?? TWO_HUNDRED_EXAMPLES;

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
      base: TWO_HUNDRED_EXAMPLES,
      vary: 'topK',
      // 30 is the size of the vocabulary: everything is accepted.
      values: [0, 1, 3, 10, 30],
      seeds: 3,
      budget: 'updates',
      methodSettings: 'published',
    },
  },
  {
    title: 'compare.ready.data',
    about: 'compare.ready.data.about',
    comparison: {
      base: TWO_HUNDRED_EXAMPLES,
      vary: 'trainSize',
      values: [50, 100, 200, 400],
      seeds: 3,
      budget: 'updates',
      methodSettings: 'published',
    },
  },
  {
    title: 'compare.ready.divergence',
    about: 'compare.ready.divergence.about',
    comparison: {
      base: TWO_HUNDRED_EXAMPLES,
      vary: 'divergence',
      values: ['forward-kl', 'reverse-kl', 'jsd'],
      seeds: 3,
      budget: 'updates',
      methodSettings: 'published',
    },
  },
  {
    title: 'compare.ready.width',
    about: 'compare.ready.width.about',
    comparison: {
      base: TWO_HUNDRED_EXAMPLES,
      vary: 'studentWidth',
      values: [16, 32, 48, 96],
      seeds: 3,
      budget: 'updates',
      methodSettings: 'published',
    },
  },
  {
    title: 'compare.ready.text',
    about: 'compare.ready.text.about',
    comparison: {
      base: TWO_HUNDRED_EXAMPLES,
      vary: 'method',
      values: ['sft', 'seqkd', 'supervised-kd', 'on-policy-kd', 'skd'],
      seeds: 3,
      budget: 'updates',
      methodSettings: 'published',
    },
  },
];
