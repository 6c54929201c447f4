/**
 * A round of sampling: the student proposes a token for every row, the teacher, if there is one, tests and replaces it,
 * until every row has ended. The sequences are those of distill/sampler/lockstep.ts for the same random numbers.
 */

import {
  ACCEPTED,
  END_TOKEN,
  KEPT,
  LIMIT,
  LOGITS,
  MASK,
  NEXT_ROW,
  NUCLEUS,
  PROMPT_LENGTH,
  PROMPTS,
  PROPOSED,
  RANK,
  RECORD,
  RESPONSE_LENGTH,
  ROOM,
  ROWS,
  RULE,
  SIDE_BY_SIDE,
  STUDENT,
  SWITCH,
  SWITCH_WORDS,
  SWITCHES,
  TEACHER,
  TEMPERATURE,
  THRESHOLD,
  TOKEN,
  TOKENS,
  TOP_K,
  TOP_P,
  UNIFORMS,
  VOCABULARY,
} from '../layout';
import { draw, massAbove, rankOf } from './draw';
import { pad8 } from './math';
import { copyPrompt, decode, pointer, word } from './model';
import { studentWrites } from './switch';
import { take } from './turns';

function floats(count: i32): usize {
  return (<usize>count) << 2;
}

export function real(base: usize, at: i32): f32 {
  return load<f32>(base + floats(at));
}

/** Draws a token of a row from its logits at a response position. */
function drawFor(model: usize, logits: usize, room: usize, row: i32, at: i32, length: i32): i32 {
  const uniform = load<f32>(pointer(model, UNIFORMS) + floats(row * length + at));
  return draw(logits, room, word(model, VOCABULARY), real(model, TEMPERATURE), real(model, TOP_P), uniform);
}

/**
 * Reads a row's prompt, but for its last token, into a model's cache.
 * @param room int32 [3, tokens that the model has room for]
 */
export function readPrompt(seat: usize, model: usize, row: i32, room: usize): void {
  const length = word(seat, PROMPT_LENGTH);
  const most = word(model, TOKENS);
  const ids = room;
  const rows = ids + floats(most);
  const positions = rows + floats(most);
  let count = 0;
  for (let at = 0; at < length - 1; at++) {
    store<i32>(ids + floats(count), load<i32>(pointer(seat, PROMPTS) + floats(row * length + at)));
    store<i32>(rows + floats(count), row);
    store<i32>(positions + floats(count), at);
    count++;
    if (count === most) {
      decode(model, count, ids, rows, positions, false);
      count = 0;
    }
  }
  if (count > 0) decode(model, count, ids, rows, positions, false);
}

/** The same for the teacher, whose keys and values of the prompt may be kept from an earlier round, or for later ones. */
export function readTeachersPrompt(seat: usize, model: usize, row: i32, room: usize): void {
  const tokens = word(seat, PROMPT_LENGTH) - 1;
  const kept = pointer(pointer(seat, KEPT), row);
  if (kept && word(pointer(seat, KEPT), word(model, ROWS) + row)) {
    copyPrompt(model, row, tokens, kept, true);
    return;
  }
  readPrompt(seat, model, row, room);
  if (kept) copyPrompt(model, row, tokens, kept, false);
}

/** The teacher's verdict on a proposal. */
function accepts(
  seat: usize,
  row: i32,
  token: i32,
  rank: i32,
  logits: usize,
  proposers: usize,
  room: usize,
): bool {
  const vocabulary = word(pointer(seat, STUDENT), VOCABULARY);
  const threshold = real(seat, THRESHOLD);
  const rule = word(seat, RULE);
  if (rule === TOP_K) return <f32>rank < threshold;
  if (rule === NUCLEUS) return massAbove(logits, room, vocabulary, token) < threshold;
  const state = pointer(seat, SWITCHES) + floats(row * SWITCH_WORDS);
  return studentWrites(state, logits, proposers, vocabulary, threshold, room);
}

/**
 * Writes down what was drawn for a row, and returns its next token.
 * @param logits the teacher's, or the student's where it is alone
 * @param proposers the student's
 */
function record(
  seat: usize,
  row: i32,
  at: i32,
  proposal: i32,
  logits: usize,
  proposers: usize,
  masses: usize,
): i32 {
  const teacher = pointer(seat, TEACHER);
  const student = pointer(seat, STUDENT);
  const length = word(seat, RESPONSE_LENGTH);
  const vocabulary = word(student, VOCABULARY);
  const field = floats(word(student, ROWS) * length);
  const here = pointer(seat, RECORD) + floats(row * length + at);
  const kept = pointer(seat, LOGITS);
  let token = proposal;
  if (teacher) {
    const rank = word(seat, RULE) === SWITCH ? 0 : rankOf(logits, vocabulary, token);
    const accepted = accepts(seat, row, token, rank, logits, proposers, masses);
    store<f32>(here + <usize>ACCEPTED * field, accepted ? 1 : 0);
    store<f32>(here + <usize>PROPOSED * field, <f32>token);
    store<f32>(here + <usize>RANK * field, <f32>rank);
    if (!accepted) token = drawFor(teacher, logits, masses, row, at, length);
  }
  if (kept) memory.copy(kept + floats((row * length + at) * vocabulary), logits, floats(vocabulary));
  store<f32>(here + <usize>TOKEN * field, <f32>token);
  store<f32>(here + <usize>MASK * field, 1);
  return token;
}

/**
 * Draws responses of rows that nobody has taken, `SIDE_BY_SIDE` at a time; where one ends, the next begins.
 * `ROOM`: int32 [3, tokens that the models have room for]; int32 [4, SIDE_BY_SIDE]: rows, tokens, positions, proposals;
 * then float32 [3, vocabulary filled up to 8] at a multiple of 16.
 */
export function sampleRows(seat: usize): void {
  const student = pointer(seat, STUDENT);
  const teacher = pointer(seat, TEACHER);
  const batch = word(student, ROWS);
  const length = word(seat, RESPONSE_LENGTH);
  const limit = word(seat, LIMIT);
  const most = word(seat, SIDE_BY_SIDE);
  const start = word(seat, PROMPT_LENGTH) - 1;
  const stride = floats(pad8(word(student, VOCABULARY)));
  const room = pointer(seat, ROOM);
  const rows = room + 3 * floats(word(student, TOKENS));
  const tokens = rows + floats(most);
  const positions = tokens + floats(most);
  const proposals = positions + floats(most);
  const masses = (proposals + floats(most) + 15) & ~15;
  if (limit <= 0) return;
  let alive = 0;
  for (let isMore = true; isMore || alive > 0; ) {
    while (isMore && alive < most) {
      const row = take(pointer(seat, NEXT_ROW));
      isMore = row < batch;
      if (!isMore) break;
      readPrompt(seat, student, row, room);
      if (teacher) readTeachersPrompt(seat, teacher, row, room);
      store<i32>(rows + floats(alive), row);
      store<i32>(tokens + floats(alive), word(pointer(seat, PROMPTS), (row + 1) * (start + 1) - 1));
      store<i32>(positions + floats(alive), start);
      alive++;
    }
    if (alive === 0) return;
    const proposers = decode(student, alive, tokens, rows, positions, true);
    for (let i = 0; i < alive; i++) {
      const at = word(positions, i) - start;
      const drawn = drawFor(student, proposers + <usize>i * stride, masses, word(rows, i), at, length);
      store<i32>(proposals + floats(i), drawn);
    }
    const logits = teacher ? decode(teacher, alive, tokens, rows, positions, true) : proposers;
    let still = 0;
    for (let i = 0; i < alive; i++) {
      const row = word(rows, i);
      const position = word(positions, i);
      const line = <usize>i * stride;
      const proposal = word(proposals, i);
      const at = position - start;
      const token = record(seat, row, at, proposal, logits + line, proposers + line, masses);
      if (token === word(seat, END_TOKEN) || position - start + 1 >= limit) continue;
      store<i32>(rows + floats(still), row);
      store<i32>(tokens + floats(still), token);
      store<i32>(positions + floats(still), position + 1);
      still++;
    }
    alive = still;
  }
}
