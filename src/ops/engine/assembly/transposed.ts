/** The transposes of a model's matrices, which the backward pass multiplies with. */

import { CONTEXT, LAYERS, PATCH, VOCABULARY, WEIGHTS, WIDTH } from '../layout';
import { pad8 } from './math';
import { frontSize, pointer, vectorsSize, word } from './model';
import { pack, packPackedTransposed } from './product';

function floats(count: i32): usize {
  return (<usize>count) << 2;
}

/** Floats of the transposed matrices of the backward pass. */
export function transposedSize(vocabulary: i32, width: i32, layers: i32): i32 {
  const narrow = pad8(width);
  return (
    vocabulary * narrow +
    layers * (3 * width * narrow + width * narrow + 4 * width * narrow + width * pad8(4 * width))
  );
}

/** Packs the transposes of all packed matrices of a model. */
export function packBackward(model: usize, to: usize): void {
  const vocabulary = word(model, VOCABULARY);
  const context = word(model, CONTEXT);
  const width = word(model, WIDTH);
  const narrow = pad8(width);
  const weights = pointer(model, WEIGHTS);
  const patch = word(model, PATCH);
  const head = weights + floats(vectorsSize(vocabulary, context, width, patch));
  if (patch) packPackedTransposed(head, to, width, vocabulary);
  else pack(weights, to, vocabulary, width);
  to += floats(vocabulary * narrow);
  let from = weights + floats(frontSize(vocabulary, context, width, patch));
  for (let layer = 0; layer < word(model, LAYERS); layer++) {
    packPackedTransposed(from, to, width, 3 * width);
    from += floats(width * pad8(3 * width));
    to += floats(3 * width * narrow);
    packPackedTransposed(from, to, width, width);
    from += floats(width * narrow);
    to += floats(width * narrow);
    packPackedTransposed(from, to, width, 4 * width);
    from += floats(width * pad8(4 * width));
    to += floats(4 * width * narrow);
    packPackedTransposed(from, to, 4 * width, width);
    from += floats(4 * width * narrow);
    to += floats(width * pad8(4 * width));
  }
}
