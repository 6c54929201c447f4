/**
 * A round of sampling: the student proposes a token for every row, the teacher, if there is one, tests and replaces it,
 * until every row has ended. The sequences are those of distill/sampler/lockstep.ts for the same random numbers.
 */

import {
  ACCEPTED,
  END_TOKEN,
  LIMIT,
  LOGITS,
  MASK,
  PROMPT_LENGTH,
  PROMPTS,
  PROPOSED,
  RANK,
  RECORD,
  RESPONSE_LENGTH,
  ROWS,
  RULE,
  STUDENT,
  TEACHER,
  TEMPERATURE,
  THRESHOLD,
  TOKEN,
  TOKENS,
  TOP_P,
  UNIFORMS,
  VOCABULARY,
} from '../layout';
import { draw, massAbove, rankOf } from './draw';
import { pad8 } from './math';
import { decode, pointer, word } from './model';

function floats(count: i32): usize {
  return (<usize>count) << 2;
}

function real(base: usize, at: i32): f32 {
  return load<f32>(base + floats(at));
}

/** Draws a token of a row from its logits at a response position. */
function drawFor(model: usize, logits: usize, room: usize, row: i32, at: i32, length: i32): i32 {
  const uniform = load<f32>(pointer(model, UNIFORMS) + floats(row * length + at));
  return draw(logits, room, word(model, VOCABULARY), real(model, TEMPERATURE), real(model, TOP_P), uniform);
}

/**
 * Reads the prompts of the rows [first, last), but for their last token, into a model's cache.
 * @param room int32 [3, tokens that the model has room for]
 */
export function readPrompts(round: usize, model: usize, first: i32, last: i32, room: usize): void {
  const length = word(round, PROMPT_LENGTH);
  const most = word(model, TOKENS);
  const ids = room;
  const rows = ids + floats(most);
  const positions = rows + floats(most);
  let count = 0;
  for (let row = first; row < last; row++) {
    for (let at = 0; at < length - 1; at++) {
      const id = load<i32>(pointer(round, PROMPTS) + floats(row * length + at));
      store<i32>(ids + floats(count), id);
      store<i32>(rows + floats(count), row);
      store<i32>(positions + floats(count), at);
      count++;
      if (count === most) {
        decode(model, count, ids, rows, positions, false);
        count = 0;
      }
    }
  }
  if (count > 0) decode(model, count, ids, rows, positions, false);
}

/**
 * Draws the responses of the rows [first, last), whose prompts have been read.
 * @param room int32 [4, rows]: rows, tokens, positions, proposals; then float32 [vocabulary filled up to 8]
 */
export function sampleRows(round: usize, first: i32, last: i32, room: usize): void {
  const student = pointer(round, STUDENT);
  const teacher = pointer(round, TEACHER);
  const batch = word(student, ROWS);
  const promptLength = word(round, PROMPT_LENGTH);
  const length = word(round, RESPONSE_LENGTH);
  const limit = word(round, LIMIT);
  const vocabulary = word(student, VOCABULARY);
  const stride = floats(pad8(vocabulary));
  const record = pointer(round, RECORD);
  const field = floats(batch * length);
  const kept = pointer(round, LOGITS);
  const count = last - first;
  const rows = room;
  const tokens = rows + floats(count);
  const positions = tokens + floats(count);
  const proposals = positions + floats(count);
  const masses = (proposals + floats(count) + 15) & ~15;
  for (let i = 0; i < count; i++) {
    store<i32>(rows + floats(i), first + i);
    store<i32>(
      tokens + floats(i),
      load<i32>(pointer(round, PROMPTS) + floats((first + i + 1) * promptLength - 1)),
    );
  }
  let alive = count;
  for (let at = 0; at < limit && alive > 0; at++) {
    for (let i = 0; i < alive; i++) store<i32>(positions + floats(i), promptLength - 1 + at);
    let logits = decode(student, alive, tokens, rows, positions, true);
    for (let i = 0; i < alive; i++) {
      const row = load<i32>(rows + floats(i));
      store<i32>(
        proposals + floats(i),
        drawFor(student, logits + <usize>i * stride, masses, row, at, length),
      );
    }
    if (teacher) logits = decode(teacher, alive, tokens, rows, positions, true);
    let still = 0;
    for (let i = 0; i < alive; i++) {
      const row = load<i32>(rows + floats(i));
      const own = logits + <usize>i * stride;
      const here = record + floats(row * length + at);
      let token = load<i32>(proposals + floats(i));
      if (teacher) {
        const rank = rankOf(own, vocabulary, token);
        const threshold = real(round, THRESHOLD);
        const accepted =
          word(round, RULE) === 0
            ? <f32>rank < threshold
            : massAbove(own, masses, vocabulary, token) < threshold;
        store<f32>(here + <usize>ACCEPTED * field, accepted ? 1 : 0);
        store<f32>(here + <usize>PROPOSED * field, <f32>token);
        store<f32>(here + <usize>RANK * field, <f32>rank);
        if (!accepted) token = drawFor(teacher, own, masses, row, at, length);
      }
      if (kept) memory.copy(kept + floats((row * length + at) * vocabulary), own, floats(vocabulary));
      store<f32>(here + <usize>TOKEN * field, <f32>token);
      store<f32>(here + <usize>MASK * field, 1);
      if (token !== word(round, END_TOKEN)) {
        store<i32>(rows + floats(still), row);
        store<i32>(tokens + floats(still), token);
        still++;
      }
    }
    alive = still;
  }
}
