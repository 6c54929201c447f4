import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLink } from './comparison-link';
import { DEFAULT_EXPERIMENT } from './fields';
import { PRESETS } from './presets';
import { encodeRecording, RECORDED_PRESETS } from './recording-link';
import { encodeHash } from './url';

test('every preset can be named, and nothing else', () => {
  expect([...RECORDED_PRESETS].sort()).toEqual(PRESETS.map(({ id }) => id).sort());
});

test('a link carries a recording beside its experiment', () => {
  for (const recording of [null, ...RECORDED_PRESETS]) {
    const link = decodeLink(encodeHash(DEFAULT_EXPERIMENT) + encodeRecording(recording));
    expect(link).toMatchObject({ experiment: DEFAULT_EXPERIMENT, recording, notices: [] });
  }
});

test('an unknown recording is left out with a notice, and the settings stay', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (given) => {
      fc.pre(!RECORDED_PRESETS.some((known) => known === given));
      const link = decodeLink(`v=3&seed=5&topK=2&recording=${encodeURIComponent(given)}`);
      expect(link.recording).toBeNull();
      expect(link.notices).toMatchObject([{ code: 'recordingUnknown' }]);
      expect(link.experiment).toMatchObject({ seed: 5, topK: 2 });
    }),
  );
});
