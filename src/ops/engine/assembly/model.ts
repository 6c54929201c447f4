/**
 * Packed weights of a model, and the decoder, token by token, over a cache of keys and values: the function that
 * model/forward.ts computes from stock operations. A call takes any number of tokens, each of a row and at a position of its own.
 */

import {
  CONTEXT,
  HEADS,
  KEYS,
  LAYERS,
  PATCH,
  ROWS,
  SCRATCH,
  TOKENS,
  VALUES,
  VOCABULARY,
  WEIGHTS,
  WIDTH,
} from '../layout';
import { attend } from './attention';
import { copyFloats, pad4, pad8 } from './math';
import { normalise } from './pointwise';
import { ADD, GELU, pack, packTransposed, product, STORE } from './product';
import { beat } from './turns';

export function word(base: usize, at: i32): i32 {
  return load<i32>(base + ((<usize>at) << 2));
}

export function pointer(base: usize, at: i32): usize {
  return <usize>load<u32>(base + ((<usize>at) << 2));
}

function floats(count: i32): usize {
  return (<usize>count) << 2;
}

/** Floats of one block's packed matrices. */
function blockSize(width: i32): i32 {
  return width * (pad8(3 * width) + pad8(width) + pad8(4 * width)) + 4 * width * pad8(width);
}

/** Rows of the embedding: tokens of the vocabulary, or pixels of a patch where that is not 0. */
export function inputsOf(vocabulary: i32, patch: i32): i32 {
  return patch ? patch * patch : vocabulary;
}

/** Floats in front of the packed head: embedding, positions, gain and, of an encoder, the class token; filled up. */
export function vectorsSize(vocabulary: i32, context: i32, width: i32, patch: i32): i32 {
  return pad4((inputsOf(vocabulary, patch) + context + (patch ? 2 : 1)) * width);
}

/** Floats in front of the blocks: vectors, head and, of an encoder, the packed embedding. */
export function frontSize(vocabulary: i32, context: i32, width: i32, patch: i32): i32 {
  return (
    vectorsSize(vocabulary, context, width, patch) + width * pad8(vocabulary) + patch * patch * pad8(width)
  );
}

/** Floats of a model's packed weights. */
export function packedSize(vocabulary: i32, context: i32, width: i32, layers: i32, patch: i32): i32 {
  return frontSize(vocabulary, context, width, patch) + layers * blockSize(width);
}

/** Parameters of a model. */
export function parameterSize(model: usize): i32 {
  const vocabulary = word(model, VOCABULARY);
  const width = word(model, WIDTH);
  const patch = word(model, PATCH);
  const ofHead = patch ? vocabulary + 1 : 0;
  const rows = inputsOf(vocabulary, patch) + word(model, CONTEXT) + 1 + ofHead;
  return (rows + 12 * word(model, LAYERS) * width) * width;
}

/** Packs the flat parameters at `flat` (in the order of model/shape.ts) where the model's weights lie. */
export function packModel(model: usize, flat: usize): void {
  const vocabulary = word(model, VOCABULARY);
  const context = word(model, CONTEXT);
  const width = word(model, WIDTH);
  const layers = word(model, LAYERS);
  const patch = word(model, PATCH);
  const inputs = inputsOf(vocabulary, patch);
  let to = pointer(model, WEIGHTS);
  const front = floats((inputs + context) * width);
  memory.copy(to, flat, front);
  const square = width * width;
  let from = flat + front;
  const gain = from + floats(12 * layers * square);
  memory.copy(to + front, gain, floats(patch ? 2 * width : width));
  to += floats(vectorsSize(vocabulary, context, width, patch));
  if (patch) pack(gain + floats(2 * width), to, width, vocabulary);
  else packTransposed(flat, to, width, vocabulary);
  to += floats(width * pad8(vocabulary));
  if (patch) {
    pack(flat, to, inputs, width);
    to += floats(inputs * pad8(width));
  }
  for (let layer = 0; layer < layers; layer++) {
    pack(from, to, width, 3 * width);
    from += floats(3 * square);
    to += floats(width * pad8(3 * width));
    pack(from, to, width, width);
    from += floats(square);
    to += floats(width * pad8(width));
    pack(from, to, width, 4 * width);
    from += floats(4 * square);
    to += floats(width * pad8(4 * width));
    pack(from, to, 4 * width, width);
    from += floats(4 * square);
    to += floats(4 * width * pad8(width));
  }
}

/** Floats of the states of one token: residual stream, input of a product, its projections or expanded states, logits. */
function tokenSize(vocabulary: i32, width: i32): i32 {
  return 2 * pad8(width) + pad8(4 * width) + pad8(vocabulary);
}

/** Floats of the room that `decode` needs for so many tokens. */
export function scratchSize(vocabulary: i32, context: i32, width: i32, heads: i32, tokens: i32): i32 {
  const depth = pad4(width / heads);
  return tokens * tokenSize(vocabulary, width) + pad4(context) + 2 * depth + 8;
}

function keysOf(model: usize, layer: i32, row: i32): usize {
  const depth = word(model, WIDTH) / word(model, HEADS);
  const size = word(model, HEADS) * pad4(depth) * pad4(word(model, CONTEXT));
  return pointer(model, KEYS) + ((<usize>(layer * word(model, ROWS) + row) * <usize>size) << 2);
}

function valuesOf(model: usize, layer: i32, row: i32): usize {
  const depth = word(model, WIDTH) / word(model, HEADS);
  const size = word(model, HEADS) * pad4(depth) * pad4(word(model, CONTEXT));
  return pointer(model, VALUES) + ((<usize>(layer * word(model, ROWS) + row) * <usize>size) << 2);
}

/** Stores a token's keys and values in the cache and attends; `qkv` [3·width], `out` [width]. */
function attendToken(model: usize, layer: i32, row: i32, at: i32, qkv: usize, out: usize, room: usize): void {
  const width = word(model, WIDTH);
  const heads = word(model, HEADS);
  const context = word(model, CONTEXT);
  const depth = width / heads;
  const wide = pad4(depth);
  const long = pad4(context);
  const size = floats(wide * long);
  let keys = keysOf(model, layer, row);
  let values = valuesOf(model, layer, row);
  const scores = room;
  const query = scores + floats(long);
  const mixed = query + floats(wide);
  for (let head = 0; head < heads; head++) {
    const q = qkv + floats(head * depth);
    const k = q + floats(width);
    const v = k + floats(width);
    for (let c = 0; c < depth; c++) {
      store<f32>(keys + floats(c * long + at), load<f32>(k + floats(c)));
      store<f32>(values + floats(at * wide + c), load<f32>(v + floats(c)));
      store<f32>(query + floats(c), load<f32>(q + floats(c)));
    }
    attend(query, keys, values, scores, mixed, depth, context, at + 1);
    copyFloats(mixed, out + floats(head * depth), depth);
    keys += size;
    values += size;
  }
}

/** Floats of the keys and values that `copyPrompt` keeps of so many tokens. */
export function promptSize(width: i32, heads: i32, layers: i32, tokens: i32): i32 {
  const depth = width / heads;
  return layers * heads * tokens * (depth + pad4(depth));
}

/**
 * Copies keys and values of a row's first tokens out of the cache, or back into it.
 * @param kept as large as `promptSize` says
 */
export function copyPrompt(model: usize, row: i32, tokens: i32, kept: usize, back: bool): void {
  const heads = word(model, HEADS);
  const depth = word(model, WIDTH) / heads;
  const wide = pad4(depth);
  const long = floats(pad4(word(model, CONTEXT)));
  const bytes = floats(tokens);
  for (let layer = 0; layer < word(model, LAYERS); layer++) {
    let keys = keysOf(model, layer, row);
    let values = valuesOf(model, layer, row);
    for (let head = 0; head < heads; head++) {
      for (let c = 0; c < wide; c++) {
        if (c < depth) {
          if (back) memory.copy(keys, kept, bytes);
          else memory.copy(kept, keys, bytes);
          kept += bytes;
        }
        keys += long;
      }
      const size = bytes * <usize>wide;
      if (back) memory.copy(values, kept, size);
      else memory.copy(kept, values, size);
      kept += size;
      values += <usize>wide * long;
    }
  }
}

/**
 * Takes `count` tokens in; those of one row stand in the order of their positions.
 * @param ids int32 [count]
 * @param rows int32 [count], the row of each token
 * @param positions int32 [count]
 * @param wantLogits whether to score what follows each token
 * @returns logits [count, vocabulary filled up to 8]
 */
export function decode(
  model: usize,
  count: i32,
  ids: usize,
  rows: usize,
  positions: usize,
  wantLogits: bool,
): usize {
  beat();
  const vocabulary = word(model, VOCABULARY);
  const context = word(model, CONTEXT);
  const width = word(model, WIDTH);
  const layers = word(model, LAYERS);
  const room = word(model, TOKENS);
  const weights = pointer(model, WEIGHTS);
  const narrow = floats(pad8(width));
  const broad = floats(pad8(4 * width));
  const triple = floats(pad8(3 * width));
  const x = pointer(model, SCRATCH);
  const input = x + <usize>room * narrow;
  const wide = input + <usize>room * narrow;
  const logits = wide + <usize>room * broad;
  const attention = logits + <usize>room * floats(pad8(vocabulary));
  const bytes = floats(width);
  for (let i = 0; i < count; i++) {
    const embedding = weights + <usize>load<i32>(ids + floats(i)) * bytes;
    const position = weights + <usize>(vocabulary + load<i32>(positions + floats(i))) * bytes;
    const to = x + <usize>i * narrow;
    for (let c: usize = 0; c < bytes; c += 4) {
      store<f32>(to + c, load<f32>(embedding + c) + load<f32>(position + c));
    }
  }
  const head = weights + floats(vectorsSize(vocabulary, context, width, 0));
  let matrix = head + floats(width * pad8(vocabulary));
  for (let layer = 0; layer < layers; layer++) {
    for (let i = 0; i < count; i++)
      normalise(x + <usize>i * narrow, input + <usize>i * narrow, attention, width, 0);
    product(input, narrow, matrix, wide, triple, count, width, 3 * width, STORE);
    matrix += floats(width * pad8(3 * width));
    for (let i = 0; i < count; i++) {
      const row = load<i32>(rows + floats(i));
      const at = load<i32>(positions + floats(i));
      attendToken(model, layer, row, at, wide + <usize>i * triple, input + <usize>i * narrow, attention);
    }
    product(input, narrow, matrix, x, narrow, count, width, width, ADD);
    matrix += floats(width * pad8(width));
    for (let i = 0; i < count; i++)
      normalise(x + <usize>i * narrow, input + <usize>i * narrow, attention, width, 0);
    product(input, narrow, matrix, wide, broad, count, width, 4 * width, GELU);
    matrix += floats(width * pad8(4 * width));
    product(wide, broad, matrix, x, narrow, count, 4 * width, width, ADD);
    matrix += floats(4 * width * pad8(width));
  }
  if (!wantLogits) return logits;
  const gain = weights + floats((vocabulary + context) * width);
  for (let i = 0; i < count; i++)
    normalise(x + <usize>i * narrow, input + <usize>i * narrow, attention, width, gain);
  product(input, narrow, head, logits, floats(pad8(vocabulary)), count, width, vocabulary, STORE);
  return logits;
}
