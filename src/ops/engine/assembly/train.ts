/**
 * Forward and backward pass of a few whole sequences: all of them go through a layer before the next one begins.
 */

import {
  ACTIVATIONS,
  BATCH,
  CONTEXT,
  GROUP_GRADIENT,
  HEADS,
  LAYERS,
  LENGTH,
  LOGITS_OUT,
  MODEL,
  PATCH,
  RESPONSE_AT,
  SCRATCH_TRAIN,
  SLOPES,
  TRANSPOSED,
  VOCABULARY,
  WEIGHTS,
  WIDTH,
} from '../layout';
import { attendSaving, attentionSize } from './attention';
import { attentionBackward, attentionBackwardSize } from './attention-backward';
import { embedBackward, embedRows } from './embedding';
import { pad8 } from './math';
import { frontSize, inputsOf, pointer, vectorsSize, word } from './model';
import { geluBackward, normaliseBackward, normaliseSaving } from './pointwise';
import { ADD, product, STORE } from './product';
import { productOfTransposed } from './product-transposed';

function floats(count: i32): usize {
  return (<usize>count) << 2;
}

/** Floats that a layer keeps of a token; see `locate`. */
function keptOfToken(width: i32, heads: i32): i32 {
  return 3 * pad8(width) + pad8(3 * width) + pad8(4 * width) + 2 + heads;
}

/** Floats that the backward pass needs of the forward pass. */
export function activationSize(width: i32, heads: i32, layers: i32, tokens: i32): i32 {
  return tokens * (layers * keptOfToken(width, heads) + pad8(width) + 1);
}

/** Floats of the room that a chunk of so many tokens needs. */
export function trainScratchSize(
  vocabulary: i32,
  context: i32,
  width: i32,
  heads: i32,
  patch: i32,
  tokens: i32,
): i32 {
  const head = attentionBackwardSize(context, width / heads);
  const states = tokens * (3 * pad8(width) + 3 * pad8(4 * width) + 2 * pad8(vocabulary));
  const packing = tokens * (pad8(4 * width) + pad8(max(4 * width, max(vocabulary, patch * patch))));
  return head + states + packing + 64;
}

// Activations of a layer, from the first token of a chunk on: set by `locate`. Each is stored for all tokens in turn.
/** The normalised input of the projections [tokens, width]. */
let n1: usize = 0;
/** Queries, keys and values [tokens, 3·width]. */
let qkv: usize = 0;
/** Result of attention [tokens, width]. */
let attended: usize = 0;
/** The normalised input of the feed-forward part [tokens, width]. */
let n2: usize = 0;
/** The expanded states before GELU [tokens, 4·width]. */
let expanded: usize = 0;
/** Scales of the two normalisations [tokens]. */
let s1: usize = 0;
let s2: usize = 0;
/** Logarithms of the sums of exp(scores) [tokens, heads]. */
let sums: usize = 0;

/**
 * Finds the activations of a layer for the sequences [first, last); of the head, which is behind the last layer, only `n1`
 * and its scales. Without a backward pass all layers share the chunk's own room.
 */
function locate(pass: usize, layer: i32, first: i32, last: i32, room: usize): void {
  const model = pointer(pass, MODEL);
  const width = word(model, WIDTH);
  const heads = word(model, HEADS);
  const length = word(pass, LENGTH);
  const kept = pointer(pass, ACTIVATIONS);
  const tokens = kept ? word(pass, BATCH) * length : (last - first) * length;
  const begin = kept ? first * length : 0;
  const narrow = pad8(width);
  n1 = kept ? kept + floats(layer * keptOfToken(width, heads)) * <usize>tokens : room;
  let end = n1 + floats(narrow) * <usize>tokens;
  if (layer < word(model, LAYERS)) {
    qkv = end + floats(begin * pad8(3 * width));
    end += floats(pad8(3 * width)) * <usize>tokens;
    attended = end + floats(begin * narrow);
    end += floats(narrow) * <usize>tokens;
    n2 = end + floats(begin * narrow);
    end += floats(narrow) * <usize>tokens;
    expanded = end + floats(begin * pad8(4 * width));
    end += floats(pad8(4 * width)) * <usize>tokens;
  }
  s1 = end + floats(begin);
  s2 = s1 + floats(tokens);
  sums = end + floats(2 * tokens + begin * heads);
  n1 += floats(begin * narrow);
}

/**
 * Forward pass of the sequences [first, last): logits of the response, and in `ACTIVATIONS`, unless that is 0, what the
 * backward pass needs.
 */
export function forwardRows(pass: usize, first: i32, last: i32): void {
  const model = pointer(pass, MODEL);
  const vocabulary = word(model, VOCABULARY);
  const context = word(model, CONTEXT);
  const width = word(model, WIDTH);
  const heads = word(model, HEADS);
  const layers = word(model, LAYERS);
  const patch = word(model, PATCH);
  const length = word(pass, LENGTH);
  const tokens = (last - first) * length;
  const narrow = floats(pad8(width));
  const broad = floats(pad8(4 * width));
  const triple = floats(pad8(3 * width));
  const weights = pointer(model, WEIGHTS);
  const x = pointer(pass, SCRATCH_TRAIN);
  const active = x + <usize>tokens * narrow;
  const room = active + <usize>tokens * broad;
  const own = room + floats(max(attentionSize(context, width / heads), tokens * pad8(vocabulary)));
  const bytes = floats(width);
  embedRows(pass, first, tokens, x);
  let matrix = weights + floats(frontSize(vocabulary, context, width, patch));
  for (let layer = 0; layer < layers; layer++) {
    locate(pass, layer, first, last, own);
    normaliseSaving(x, n1, s1, tokens, width, narrow);
    product(n1, narrow, matrix, qkv, triple, tokens, width, 3 * width, STORE);
    matrix += floats(width * pad8(3 * width));
    for (let row = 0; row < last - first; row++) {
      const at = row * length;
      attendSaving(
        qkv + <usize>at * triple,
        triple,
        attended + <usize>at * narrow,
        narrow,
        sums + floats(at * heads),
        length,
        width,
        heads,
        patch === 0,
        room,
      );
    }
    product(attended, narrow, matrix, x, narrow, tokens, width, width, ADD);
    matrix += floats(width * pad8(width));
    normaliseSaving(x, n2, s2, tokens, width, narrow);
    product(n2, narrow, matrix, expanded, broad, tokens, width, 4 * width, STORE);
    matrix += floats(width * pad8(4 * width));
    geluBackward(expanded, active, 0, tokens, broad);
    product(active, broad, matrix, x, narrow, tokens, 4 * width, width, ADD);
    matrix += floats(4 * width * pad8(width));
  }
  // The head, on the positions that predict the response.
  const from = word(pass, RESPONSE_AT);
  const responses = length - from;
  const head = weights + floats(vectorsSize(vocabulary, context, width, patch));
  const gain = weights + floats((inputsOf(vocabulary, patch) + context) * width);
  locate(pass, layers, first, last, own);
  normaliseSaving(x, n1, s1, tokens, width, narrow);
  const stride = floats(pad8(vocabulary));
  for (let row = 0; row < last - first; row++) {
    for (let i = 0; i < responses; i++) {
      const y = n1 + <usize>(row * length + from + i) * narrow;
      const to = active + <usize>i * narrow;
      for (let c: usize = 0; c < bytes; c += 4) store<f32>(to + c, load<f32>(y + c) * load<f32>(gain + c));
    }
    product(active, narrow, head, room, stride, responses, width, vocabulary, STORE);
    const out = pointer(pass, LOGITS_OUT) + floats((first + row) * responses * vocabulary);
    for (let i = 0; i < responses; i++) {
      memory.copy(out + floats(i * vocabulary), room + <usize>i * stride, floats(vocabulary));
    }
  }
}

/** Adds the gradients of the sequences [first, last) to `GROUP_GRADIENT`, given those of their logits in `SLOPES`. */
export function backwardRows(pass: usize, first: i32, last: i32): void {
  const model = pointer(pass, MODEL);
  const vocabulary = word(model, VOCABULARY);
  const context = word(model, CONTEXT);
  const width = word(model, WIDTH);
  const heads = word(model, HEADS);
  const layers = word(model, LAYERS);
  const patch = word(model, PATCH);
  const length = word(pass, LENGTH);
  const tokens = (last - first) * length;
  const narrow = floats(pad8(width));
  const broad = floats(pad8(4 * width));
  const triple = floats(pad8(3 * width));
  const stride = floats(pad8(vocabulary));
  const weights = pointer(model, WEIGHTS);
  const bytes = floats(width);
  const square = width * width;
  // Room: gradients of the residual stream, of a product's input, of its result, its input anew, packing.
  const dx = pointer(pass, SCRATCH_TRAIN);
  const inner = dx + <usize>tokens * narrow;
  const wide = inner + <usize>tokens * narrow;
  const active = wide + <usize>tokens * broad;
  const slopes = active + <usize>tokens * broad;
  const packing = slopes + <usize>tokens * stride;
  memory.fill(dx, 0, <usize>tokens * narrow);
  const gradient = pointer(pass, GROUP_GRADIENT);
  const front = floats((inputsOf(vocabulary, patch) + context) * width);
  const gain = weights + front;
  const blocks = gradient + front;
  const dGain = blocks + floats(12 * layers * square);
  const from = word(pass, RESPONSE_AT);
  const responses = length - from;
  const count = (last - first) * responses;
  let transposed = pointer(pass, TRANSPOSED);
  locate(pass, layers, first, last, 0);
  for (let i = 0; i < count; i++) {
    const given = pointer(pass, SLOPES) + floats((first * responses + i) * vocabulary);
    const row = slopes + <usize>i * stride;
    memory.fill(row, 0, stride);
    memory.copy(row, given, floats(vocabulary));
  }
  product(slopes, stride, transposed, inner, narrow, count, vocabulary, width, STORE);
  transposed += floats(vocabulary * pad8(width));
  for (let i = 0; i < count; i++) {
    const token = (i / responses) * length + from + (i % responses);
    const y = n1 + <usize>token * narrow;
    const dy = inner + <usize>i * narrow;
    const scaled = active + <usize>i * narrow;
    for (let c: usize = 0; c < bytes; c += 4) {
      const g = load<f32>(gain + c);
      store<f32>(scaled + c, load<f32>(y + c) * g);
      store<f32>(dGain + c, load<f32>(dGain + c) + load<f32>(dy + c) * load<f32>(y + c));
      store<f32>(dy + c, load<f32>(dy + c) * g);
    }
    normaliseBackward(dy, y, load<f32>(s1 + floats(token)), dx + <usize>token * narrow, width);
  }
  if (patch) {
    const dHead = dGain + 2 * bytes;
    productOfTransposed(active, narrow, slopes, stride, dHead, count, width, vocabulary, packing);
  } else productOfTransposed(slopes, stride, active, narrow, gradient, count, vocabulary, width, packing);
  const layerSize = floats(width * (8 * pad8(width) + pad8(4 * width)));
  transposed += <usize>(layers - 1) * layerSize;
  for (let layer = layers - 1; layer >= 0; layer--) {
    locate(pass, layer, first, last, 0);
    const dProjection = blocks + floats(12 * layer * square);
    const dOutput = dProjection + floats(3 * square);
    const dExpansion = dOutput + floats(square);
    const dContraction = dExpansion + floats(4 * square);
    const ofProjection = transposed;
    const ofOutput = ofProjection + floats(3 * width * pad8(width));
    const ofExpansion = ofOutput + floats(width * pad8(width));
    const ofContraction = ofExpansion + floats(4 * width * pad8(width));
    product(dx, narrow, ofContraction, wide, broad, tokens, width, 4 * width, STORE);
    geluBackward(expanded, active, wide, tokens, broad);
    productOfTransposed(active, broad, dx, narrow, dContraction, tokens, 4 * width, width, packing);
    productOfTransposed(n2, narrow, wide, broad, dExpansion, tokens, width, 4 * width, packing);
    product(wide, broad, ofExpansion, inner, narrow, tokens, 4 * width, width, STORE);
    for (let i = 0; i < tokens; i++) {
      const at = <usize>i * narrow;
      normaliseBackward(inner + at, n2 + at, load<f32>(s2 + floats(i)), dx + at, width);
    }
    product(dx, narrow, ofOutput, inner, narrow, tokens, width, width, STORE);
    productOfTransposed(attended, narrow, dx, narrow, dOutput, tokens, width, width, packing);
    for (let row = 0; row < last - first; row++) {
      const at = row * length;
      attentionBackward(
        qkv + <usize>at * triple,
        triple,
        attended + <usize>at * narrow,
        inner + <usize>at * narrow,
        narrow,
        sums + floats(at * heads),
        wide + <usize>at * triple,
        length,
        width,
        heads,
        patch === 0,
        packing,
      );
    }
    productOfTransposed(n1, narrow, wide, triple, dProjection, tokens, width, 3 * width, packing);
    product(wide, triple, ofProjection, inner, narrow, tokens, 3 * width, width, STORE);
    for (let i = 0; i < tokens; i++) {
      const at = <usize>i * narrow;
      normaliseBackward(inner + at, n1 + at, load<f32>(s1 + floats(i)), dx + at, width);
    }
    transposed -= layerSize;
  }
  embedBackward(pass, first, tokens, dx, packing);
}
