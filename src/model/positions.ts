/** Learned positions of a grid of patches, for pictures of another size. */
import { cachedTensor } from '../ops/constant';
import * as tf from '../ops/tf';

/** The cubic kernel's parameter (Keys 1981), as PyTorch has it. */
const A = -0.75;

/** Weight of a sample at a distance, in samples. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x <= 1) return (A + 2) * x ** 3 - (A + 3) * x ** 2 + 1;
  return x < 2 ? A * (x ** 3 - 5 * x ** 2 + 8 * x - 4) : 0;
}

/** Bicubic weights along a side, row-major [to, from]; samples beyond the edge are those at the edge. */
function weightsAlong(from: number, to: number): number[][] {
  return Array.from({ length: to }, (_, i) => {
    const centre = ((i + 0.5) * from) / to - 0.5;
    const first = Math.floor(centre) - 1;
    const row = new Array<number>(from).fill(0);
    for (let sample = first; sample < first + 4; sample++) {
      const at = Math.min(from - 1, Math.max(0, sample));
      row[at] = (row[at] ?? 0) + cubic(centre - sample);
    }
    return row;
  });
}

/** The resizing of a square grid as one matrix [to², from²]. */
const resizing = (from: number, to: number): tf.Tensor2D =>
  cachedTensor(`resized grid ${from} ${to}`, () => {
    const along = weightsAlong(from, to);
    const cells = along.flatMap((rows) =>
      along.map((columns) => rows.flatMap((y) => columns.map((x) => y * x))),
    );
    return tf.tensor2d(cells, [to ** 2, from ** 2]);
  });

/**
 * Positions for a picture of `to` patches a side, interpolated bicubically as in DINO (Caron et al. 2021, arXiv 2104.14294); that of
 * the class token, the last one, is kept.
 * @param positions [from² + 1, width]
 * @returns [to² + 1, width]
 */
export function resizePositions(positions: tf.Tensor2D, to: number): tf.Tensor2D {
  const [count, width] = positions.shape;
  const from = Math.sqrt(count - 1);
  if (from === to) return positions;
  const grid = tf.slice(positions, [0, 0], [count - 1, width]);
  const token = tf.slice(positions, [count - 1, 0], [1, width]);
  return tf.concat2d([tf.matMul(resizing(from, to), grid), token], 0);
}
