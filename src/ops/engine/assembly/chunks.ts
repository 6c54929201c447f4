/**
 * Passes of training in chunks of a few sequences: a chunk goes through all layers before the next one begins, so its
 * states stay in the processor's caches. Gradients of a group of chunks are summed on their own and then, group after
 * group, added to those before: the result does not depend on who computes which group, or on how many pieces the pass has.
 */

import {
  BATCH,
  CHUNK,
  CHUNKS_OF_GROUP,
  END_OF_PIECE,
  GRADIENT,
  GROUP_GRADIENT,
  MODEL,
  NEXT_CHUNK,
} from '../layout';
import { parameterSize, pointer, word } from './model';
import { backwardRows, forwardRows } from './train';
import { awaitTurn, beat, endTurn, take } from './turns';

function floats(count: i32): usize {
  return (<usize>count) << 2;
}

/** Forward pass of the piece's chunks that nobody has taken. */
export function forwardChunks(pass: usize): void {
  const batch = word(pass, BATCH);
  const size = word(pass, CHUNK);
  const end = word(pass, END_OF_PIECE);
  const counter = pointer(pass, NEXT_CHUNK);
  for (let chunk = take(counter); chunk < end; chunk = take(counter)) {
    beat();
    forwardRows(pass, chunk * size, min(batch, (chunk + 1) * size));
  }
}

/** Backward pass of the piece's groups of chunks that nobody has taken. */
export function backwardChunks(pass: usize): void {
  const batch = word(pass, BATCH);
  const size = word(pass, CHUNK);
  const parameters = parameterSize(pointer(pass, MODEL));
  const ofGroup = word(pass, CHUNKS_OF_GROUP) * size;
  const counter = pointer(pass, NEXT_CHUNK);
  const turns = counter + 4;
  for (let group = take(counter); group < word(pass, END_OF_PIECE); group = take(counter)) {
    memory.fill(pointer(pass, GROUP_GRADIENT), 0, floats(parameters));
    const end = min(batch, (group + 1) * ofGroup);
    for (let first = group * ofGroup; first < end; first += size) {
      beat();
      backwardRows(pass, first, min(end, first + size));
    }
    awaitTurn(turns, group);
    addTo(pointer(pass, GRADIENT), pointer(pass, GROUP_GRADIENT), parameters);
    endTurn(turns);
  }
}

function addTo(sum: usize, x: usize, count: i32): void {
  const whole = floats(count & ~3);
  for (let i: usize = 0; i < whole; i += 16) {
    v128.store(sum + i, f32x4.add(v128.load(sum + i), v128.load(x + i)));
  }
  for (let i = whole; i < floats(count); i += 4) {
    store<f32>(sum + i, load<f32>(sum + i) + load<f32>(x + i));
  }
}
