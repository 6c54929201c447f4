import { describe, expect, it } from 'vitest';
import type { Bucket } from '../history/buckets';
import { t } from '../text/all-text';
import { layersIn, panelsOf } from './loss-terms';

const NONE: readonly Bucket[] = [];

describe('parts of the loss', () => {
  it('fall into panels by their kind, with the same stroke for a layer in each', () => {
    const lossTerms = {
      'hidden-2': NONE,
      divergence: NONE,
      'attention-2': NONE,
      'attention-1': NONE,
      meanTokenWeight: NONE,
    };
    const found = panelsOf(lossTerms, t).map(({ kind, lines }) => [
      kind,
      lines.map(({ name, stroke }) => [name, stroke]),
    ]);
    expect(found).toEqual([
      [
        'attention',
        [
          ['attention-1', 0],
          ['attention-2', 1],
        ],
      ],
      ['hidden', [['hidden-2', 1]]],
      ['terms', [['divergence', null]]],
    ]);
    const [panel] = panelsOf({ divergence: NONE, 'cross-entropy': NONE, meanTokenWeight: NONE }, t);
    expect(panel?.lines.map(({ name, stroke }) => [name, stroke])).toEqual([
      ['cross-entropy', 0],
      ['divergence', 1],
    ]);
    expect(panelsOf({ meanTokenWeight: NONE, validation: NONE }, t)).toEqual([]);
  });

  it('name their layers in runs', () => {
    expect(layersIn(['divergence', 'meanTokenWeight'])).toBe('');
    expect(layersIn(['attention-2', 'hidden-2'])).toBe('2');
    expect(layersIn(['attention-3', 'attention-1', 'hidden-2', 'attention-5'])).toBe('1–3, 5');
  });
});
