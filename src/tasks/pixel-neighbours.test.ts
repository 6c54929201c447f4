/** The score without any learning that charts of pictures have as a line: it is what the shipped pictures give. */
import { beforeAll, expect, test } from 'vitest';
import { readAsset } from '../../tools/read-asset';
import { PIXEL_NEIGHBOURS } from '../experiment/picture-tasks';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import { selectBackend } from '../test-support/backends';
import { at, take } from '../test-support/numbers';
import { loadTask } from './index';
import type { Example } from './task';

const NEIGHBOURS = 10;

/** Grey levels as rows of length 1. */
function rowsOf(examples: readonly Example[]): tf.Tensor2D {
  const levels = examples.map(({ prompt }) => Array.from(prompt, (digit) => Number.parseInt(digit, 16)));
  return tidy(() => {
    const pixels = tf.tensor2d(levels);
    return tf.div(pixels, tf.norm(pixels, 2, 1, true));
  });
}

/** The class that most of the nearest have; the nearest of them decides between equals. */
function vote(nearest: readonly Example[]): string {
  const votes = new Map<string, number>();
  for (const { response } of nearest) votes.set(response, (votes.get(response) ?? 0) + 1);
  const [[winner = ''] = []] = [...votes].sort(([, a], [, b]) => b - a);
  return winner;
}

beforeAll(() => selectBackend('wasm'));

test.each(['digits', 'parity', 'fashion'] as const)(
  '%s: ten nearest neighbours by the cosine of raw pixels',
  async (id) => {
    const { train, test: heldOut } = (await loadTask(id, readAsset)).split();
    const nearest = await take(
      tidy(() => tf.topk(tf.matMul(rowsOf(heldOut), rowsOf(train), false, true), NEIGHBOURS).indices),
    );
    const right = heldOut.filter(({ response }, i) => {
      const own = nearest.slice(i * NEIGHBOURS, (i + 1) * NEIGHBOURS).map((place) => at(train, place));
      return vote(own) === response;
    });
    expect(right.length / heldOut.length).toBe(PIXEL_NEIGHBOURS[id]);
  },
);
