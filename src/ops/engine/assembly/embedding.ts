/** What goes into the blocks: tokens or patches, embedded, with their positions; and the gradients of that. */

import {
  CONTEXT,
  GROUP_GRADIENT,
  INPUT,
  LAYERS,
  LENGTH,
  MODEL,
  PATCH,
  RESPONSE_AT,
  VOCABULARY,
  WEIGHTS,
  WIDTH,
} from '../layout';
import { pad8 } from './math';
import { inputsOf, pointer, vectorsSize, word } from './model';
import { product, STORE } from './product';
import { productOfTransposed } from './product-transposed';

function floats(count: i32): usize {
  return (<usize>count) << 2;
}

/** x += y for so many bytes. */
function addVector(x: usize, y: usize, bytes: usize): void {
  for (let c: usize = 0; c < bytes; c += 4) store<f32>(x + c, load<f32>(x + c) + load<f32>(y + c));
}

/** Where the class token stands: where the only answer is, else before the first one. */
function classAt(pass: usize): i32 {
  const from = word(pass, RESPONSE_AT);
  return from === word(pass, LENGTH) - 1 ? from : from - 1;
}

/**
 * Embeds `tokens` tokens from the sequence `first` on.
 * @param x the residual stream [tokens, width], rows filled up to a multiple of 8
 */
export function embedRows(pass: usize, first: i32, tokens: i32, x: usize): void {
  const model = pointer(pass, MODEL);
  const vocabulary = word(model, VOCABULARY);
  const context = word(model, CONTEXT);
  const width = word(model, WIDTH);
  const patch = word(model, PATCH);
  const length = word(pass, LENGTH);
  const inputs = inputsOf(vocabulary, patch);
  const narrow = floats(pad8(width));
  const bytes = floats(width);
  const weights = pointer(model, WEIGHTS);
  const positions = weights + <usize>inputs * bytes;
  const stands = classAt(pass);
  const classToken = positions + <usize>(context + 1) * bytes;
  const begin = first * length;
  if (patch) {
    const head = weights + floats(vectorsSize(vocabulary, context, width, patch));
    const embedding = head + floats(width * pad8(vocabulary));
    const pixels = pointer(pass, INPUT) + floats(begin * inputs);
    product(pixels, floats(inputs), embedding, x, narrow, tokens, inputs, width, STORE);
  }
  for (let i = 0; i < tokens; i++) {
    const to = x + <usize>i * narrow;
    const at = i % length;
    if (!patch) {
      const id = load<i32>(pointer(pass, INPUT) + floats(begin + i));
      memory.copy(to, weights + <usize>id * bytes, bytes);
    } else if (at === stands) memory.copy(to, classToken, bytes);
    addVector(to, positions + <usize>at * bytes, bytes);
  }
}

/**
 * Adds to `GROUP_GRADIENT` the gradients of embedding, positions and class token.
 * @param dx the gradient of the residual stream, like it
 * @param packing tokens · (patch² and width, each filled up to 8) floats
 */
export function embedBackward(pass: usize, first: i32, tokens: i32, dx: usize, packing: usize): void {
  const model = pointer(pass, MODEL);
  const width = word(model, WIDTH);
  const patch = word(model, PATCH);
  const length = word(pass, LENGTH);
  const inputs = inputsOf(word(model, VOCABULARY), patch);
  const narrow = floats(pad8(width));
  const bytes = floats(width);
  const embedding = pointer(pass, GROUP_GRADIENT);
  const positions = embedding + <usize>inputs * bytes;
  const gain = positions + <usize>(word(model, CONTEXT) + 12 * word(model, LAYERS) * width) * bytes;
  const begin = first * length;
  const stands = classAt(pass);
  if (patch) {
    const pixels = pointer(pass, INPUT) + floats(begin * inputs);
    productOfTransposed(pixels, floats(inputs), dx, narrow, embedding, tokens, inputs, width, packing);
  }
  for (let i = 0; i < tokens; i++) {
    const d = dx + <usize>i * narrow;
    const at = i % length;
    if (!patch) {
      const id = load<i32>(pointer(pass, INPUT) + floats(begin + i));
      addVector(embedding + <usize>id * bytes, d, bytes);
    } else if (at === stands) addVector(gain + bytes, d, bytes);
    addVector(positions + <usize>at * bytes, d, bytes);
  }
}
