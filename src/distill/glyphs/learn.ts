/** What a lightweight teacher learns before a run: glyphs of the classes, and no picture. */
import { GLYPH_TEACHER } from '../../experiment/cost';
import { STREAM } from '../../experiment/random';
import * as tf from '../../ops/tf';
import { upload } from '../../ops/upload';
import type { Sequences } from '../batches';
import { rateAt } from '../schedule/rate';
import { supervisedStep } from '../step';
import type { Trainer } from '../trainer';
import { drawGlyph, type Glyph } from './glyphs';

const RATE = {
  learningRate: 6e-3,
  steps: GLYPH_TEACHER.steps,
  warmUpSteps: 20,
  schedule: 'cosine',
  finalRateFraction: 0.1,
} as const;
const [WEIGHT_DECAY, CLIP_NORM] = [0.01, 1];
/** Steps between two reports of progress. */
const INTERVAL = 10;

/**
 * Drawings on the device, like pictures of the data.
 * @param drawings grey levels of each
 */
export function glyphBatch(drawings: readonly (readonly number[])[], classes: readonly number[]): Sequences {
  const rows = drawings.length;
  const ids = drawings.flatMap((levels, row) => [...levels, classes[row] ?? 0]);
  return {
    sequences: upload(Int32Array.from(ids), [rows, ids.length / rows]),
    responses: upload(Int32Array.from(classes), [rows, 1]),
    mask: upload(new Float32Array(rows).fill(1), [rows, 1]),
  };
}

/**
 * Trains a teacher to tell drawn glyphs apart, of every class as many.
 * @param side of the drawings, in pixels
 * @param onProgress called with the drawings done and their number
 * @param mayContinue asked with it; false gives up
 * @returns whether it has learned to the end
 */
export async function learnGlyphs(
  teacher: Trainer,
  glyphs: readonly Glyph[],
  side: number,
  seed: number,
  onProgress: (done: number, total: number) => void,
  mayContinue: () => Promise<boolean>,
): Promise<boolean> {
  const { steps, batch } = GLYPH_TEACHER;
  for (let step = 1; step <= steps; step++) {
    const reports = (step - 1) % INTERVAL === 0;
    if (reports) {
      onProgress((step - 1) * batch, steps * batch);
      if (!(await mayContinue())) return false;
    }
    const classes = Array.from({ length: batch }, (_, row) => ((step - 1) * batch + row) % glyphs.length);
    const drawings = classes.map((name, row) =>
      drawGlyph(glyphs[name] ?? [], side, { seed, stream: STREAM.learnedGlyph, step, row }),
    );
    const drawn = glyphBatch(drawings, classes);
    const rate = { learningRate: rateAt(step, RATE), weightDecay: WEIGHT_DECAY, clipNorm: CLIP_NORM };
    const { metrics, studentLogits } = supervisedStep(teacher, side ** 2, drawn, rate);
    // The device is waited for now and then, so that progress is its own.
    if (reports) await metrics.data();
    tf.dispose([metrics, studentLogits, drawn.sequences, drawn.responses, drawn.mask]);
  }
  return true;
}
