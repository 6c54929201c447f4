import { beforeAll, describe, expect, test } from 'vitest';
import { GLYPH_TEACHER } from '../../experiment/cost';
import { isPicturePrompt } from '../../experiment/picture-tasks';
import { STREAM } from '../../experiment/random';
import { Model } from '../../model/model';
import { initialParameters } from '../../model/parameters';
import { scoreResponses } from '../../model/score';
import * as tf from '../../ops/tf';
import { selectBackend } from '../../test-support/backends';
import { at, take } from '../../test-support/numbers';
import { Trainer } from '../trainer';
import { drawGlyph, glyphsOf, levelsAsPrompt } from './glyphs';
import { glyphBatch, learnGlyphs } from './learn';

const SIDE = 28;
const GLYPHS = glyphsOf(1, 10);
const drawn = (name: number, row: number, step = 1): readonly number[] =>
  drawGlyph(at(GLYPHS, name), SIDE, { seed: 1, stream: STREAM.pairedGlyph, step, row });

describe('glyphs', () => {
  test('are the same for the same seed, and each class of the most that there can be has its own', () => {
    expect(glyphsOf(1, 10)).toEqual(GLYPHS);
    expect(glyphsOf(2, 10)).not.toEqual(GLYPHS);
    // More classes leave the glyphs of the first as they are.
    const all = glyphsOf(1, 26);
    expect(all.slice(0, 10)).toEqual(GLYPHS);
    expect(new Set(all.map((glyph) => JSON.stringify(glyph))).size).toBe(26);
  });

  test('fill a box around the middle, by their longer edge', () => {
    for (const glyph of GLYPHS) {
      const points = glyph.flat();
      expect(Math.max(...points.flat().map(Math.abs))).toBeCloseTo(0.5, 12);
    }
  });

  test('are drawn anew at each address: a picture’s prompt, with ink that is not all over', () => {
    const one = drawn(3, 0);
    expect(drawn(3, 0)).toEqual(one);
    for (const other of [drawn(3, 1), drawn(3, 0, 2), drawn(4, 0)]) expect(other).not.toEqual(one);
    for (let row = 0; row < 40; row++) {
      const levels = drawn(row % 10, row);
      expect(isPicturePrompt(levelsAsPrompt(levels))).toBe(true);
      const ink = levels.filter((level) => level > 8).length / SIDE ** 2;
      expect(ink).toBeGreaterThan(0.02);
      expect(ink).toBeLessThan(0.4);
    }
  });
});

describe('a teacher of glyphs', () => {
  beforeAll(() => selectBackend('wasm'));

  test('learns to tell ten of them apart, in drawings that it has not seen', async () => {
    const { width, layers, heads, steps, batch } = GLYPH_TEACHER;
    const shape = { vocabulary: 10, context: 17, patch: 7, width, layers, heads };
    const teacher = new Trainer(new Model(shape, initialParameters(shape, 1)));
    const progress: number[] = [];
    const learned = await learnGlyphs(
      teacher,
      GLYPHS,
      SIDE,
      1,
      (done, total) => progress.push(done / total),
      async () => true,
    );
    expect(learned).toBe(true);
    expect(at(progress, 0)).toBe(0);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.length).toBeLessThan(steps);
    expect(batch).toBeGreaterThan(0);
    const classes = Array.from({ length: 200 }, (_, row) => row % 10);
    const { sequences, responses, mask } = glyphBatch(
      classes.map((name, row) => drawn(name, row)),
      classes,
    );
    const logits = scoreResponses(teacher.model, sequences, SIDE ** 2);
    const answers = await take(tf.argMax(logits, -1));
    expect(answers.filter((answer, row) => answer === row % 10).length).toBeGreaterThan(160);
    tf.dispose([sequences, responses, mask, logits]);
    teacher.dispose();
  });

  test('gives up when it is told to', async () => {
    const { width, layers, heads } = GLYPH_TEACHER;
    const shape = { vocabulary: 10, context: 17, patch: 7, width, layers, heads };
    const teacher = new Trainer(new Model(shape, initialParameters(shape, 1)));
    let asked = 0;
    const may = async (): Promise<boolean> => ++asked < 2;
    expect(await learnGlyphs(teacher, GLYPHS, SIDE, 1, () => {}, may)).toBe(false);
    expect(asked).toBe(2);
    teacher.dispose();
  });
});
