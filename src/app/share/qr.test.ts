import jsQR from 'jsqr';
import { expect, test } from 'vitest';
import { DEFAULT_EXPERIMENT, type Experiment } from '../../experiment/fields';
import { PRESETS } from '../../experiment/presets';
import { encodeHash } from '../../experiment/url';
import { type QrPath, QUIET_ZONE, qrPath, qrSvg } from './qr';

const PIXELS = 3;

/** What a camera would read off the path. */
function readBack({ size, path }: QrPath): string | undefined {
  const side = PIXELS * (size + 2 * QUIET_ZONE);
  const image = new Uint8ClampedArray(4 * side * side).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let at = 0; at < PIXELS * PIXELS; at++) {
      const column = PIXELS * (Number(x) + QUIET_ZONE) + (at % PIXELS);
      const row = PIXELS * (Number(y) + QUIET_ZONE) + Math.floor(at / PIXELS);
      image.fill(0, 4 * (row * side + column), 4 * (row * side + column) + 3);
    }
  }
  return jsQR(image, side, side)?.data;
}

const link = (experiment: Experiment): string =>
  `https://example.org/distillery/#${encodeHash(experiment)}&view=embed&hide=settings,compare`;

test.each([
  ['of the first screen', link(DEFAULT_EXPERIMENT)],
  ...PRESETS.slice(0, 3).map(({ id, experiment }) => [id, link(experiment)]),
  ['with many changes during the run', `${link(DEFAULT_EXPERIMENT)}&at=${'120:topK=10;'.repeat(60)}`],
])('a decoder reads the link off its code: %s', (_, text = '') => {
  const code = qrPath(text);
  expect(code && readBack(code)).toBe(text);
  expect(code && qrSvg(code)).toContain(code?.path);
});

test('a text that no code holds has none', () => {
  expect(qrPath('a'.repeat(2953))).not.toBeNull();
  expect(qrPath('a'.repeat(2954))).toBeNull();
});
