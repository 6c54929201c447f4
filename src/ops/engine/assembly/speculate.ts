/**
 * Speculative decoding (Leviathan et al. 2022, arXiv 2211.17192): the student drafts a few tokens, the teacher scores them
 * in one pass, and a row keeps the accepted ones and a token of the teacher. The sequences are those of
 * distill/sampler/speculate.ts for the same random numbers.
 */

import {
  ACCEPTANCE,
  DRAFT_ACCEPTED,
  DRAFT_CALL,
  DRAFT_FIELD_COUNT,
  DRAFT_LENGTH,
  DRAFT_MASK,
  DRAFT_PROPOSED,
  DRAFT_TOKEN,
  END_TOKEN,
  LIMIT,
  NEXT_ROW,
  PROMPT_LENGTH,
  PROMPTS,
  RECORD,
  RESPONSE_LENGTH,
  ROOM,
  ROWS,
  SIDE_BY_SIDE,
  STUDENT,
  TEACHER,
  TEMPERATURE,
  TOKENS,
  TOP_P,
  UNIFORMS,
  VOCABULARY,
} from '../layout';
import { pick, warp } from './draw';
import { pad8 } from './math';
import { decode, pointer, word } from './model';
import { readPrompt, readTeachersPrompt, real } from './sample';
import { take } from './turns';

/** Words of a row's state: row, committed tokens, newest token, the one before it, calls, drafts of this round, logits. */
const ROW = 0;
const COUNT = 1;
const LAST = 2;
const PREVIOUS = 3;
const CALLS = 4;
const DRAFTED = 5;
const FIRST_LOGITS = 6;
const STATE_WORDS = 8;

/** Keeps p positive in max(0, p − q) where rounding leaves nothing of it. */
const LEAST: f32 = 1e-20;

function floats(count: i32): usize {
  return (<usize>count) << 2;
}

/** Words of the room of a seat, behind the tokens of a call. */
export function speculateSize(sideBySide: i32, drafts: i32, vocabulary: i32): i32 {
  const stride = pad8(vocabulary);
  return sideBySide * (STATE_WORDS + drafts + drafts * stride) + stride + 8;
}

// Places of the seat at work.
let ids: usize = 0;
let rows: usize = 0;
let positions: usize = 0;
let states: usize = 0;
let drafts: usize = 0;
/** The student's distributions, normalised [sideBySide, drafts, vocabulary filled up to 8]. */
let proposals: usize = 0;
let weights: usize = 0;
let given = 0;

function give(id: i32, row: i32, position: i32): void {
  store<i32>(ids + floats(given), id);
  store<i32>(rows + floats(given), row);
  store<i32>(positions + floats(given), position);
  given++;
}

/** The normalised distribution that a model draws from. */
function distribution(model: usize, logits: usize, out: usize): void {
  const vocabulary = word(model, VOCABULARY);
  const total = warp(logits, out, vocabulary, real(model, TEMPERATURE), real(model, TOP_P));
  for (let i: usize = 0; i < floats(vocabulary); i += 4) store<f32>(out + i, load<f32>(out + i) / total);
}

function sumOf(x: usize, count: i32): f32 {
  let sum: f32 = 0;
  for (let i: usize = 0; i < floats(count); i += 4) sum += load<f32>(x + i);
  return sum;
}

/** The student drafts for all rows, one token of each at a time. */
function draft(seat: usize, alive: i32): void {
  const student = pointer(seat, STUDENT);
  const vocabulary = word(student, VOCABULARY);
  const stride = floats(pad8(vocabulary));
  const start = word(seat, PROMPT_LENGTH) - 1;
  const length = word(seat, RESPONSE_LENGTH);
  const most = word(seat, DRAFT_LENGTH);
  for (let j = 0; j < most; j++) {
    given = 0;
    for (let i = 0; i < alive; i++) {
      const state = states + floats(i * STATE_WORDS);
      if (word(state, DRAFTED) <= j) continue;
      const row = word(state, ROW);
      const position = start + word(state, COUNT) + j;
      if (j > 0) {
        give(word(drafts, i * most + j - 1), row, position);
      } else {
        // Where all drafts of the round before were accepted, the last one is not in the student's cache yet.
        if (position > 0) give(word(state, PREVIOUS), row, position - 1);
        give(word(state, LAST), row, position);
      }
      store<i32>(state + floats(FIRST_LOGITS), given - 1);
    }
    if (given === 0) return;
    const logits = decode(student, given, ids, rows, positions, true);
    for (let i = 0; i < alive; i++) {
      const state = states + floats(i * STATE_WORDS);
      if (word(state, DRAFTED) <= j) continue;
      const q = proposals + <usize>(i * most + j) * stride;
      distribution(student, logits + <usize>word(state, FIRST_LOGITS) * stride, q);
      const at = word(state, ROW) * length + word(state, COUNT) + j;
      const drawn = pick(q, vocabulary, sumOf(q, vocabulary), real(pointer(student, UNIFORMS), at));
      store<i32>(drafts + floats(i * most + j), drawn);
    }
  }
}

/** Writes a committed token of a row down. */
function commit(seat: usize, state: usize, token: i32, accepted: bool, proposed: i32): void {
  const length = word(seat, RESPONSE_LENGTH);
  const count = word(state, COUNT);
  const here = pointer(seat, RECORD) + floats(word(state, ROW) * DRAFT_FIELD_COUNT * length + count);
  store<f32>(here + floats(DRAFT_MASK * length), 1);
  store<f32>(here + floats(DRAFT_TOKEN * length), <f32>token);
  store<f32>(here + floats(DRAFT_ACCEPTED * length), accepted ? 1 : 0);
  store<f32>(here + floats(DRAFT_PROPOSED * length), <f32>proposed);
  store<f32>(here + floats(DRAFT_CALL * length), <f32>word(state, CALLS));
  store<i32>(state + floats(COUNT), count + 1);
  store<i32>(state + floats(PREVIOUS), word(state, LAST));
  store<i32>(state + floats(LAST), token);
}

/**
 * Judges a row's drafts, and adds a token of the teacher's behind the accepted ones.
 * @param logits the teacher's, before each draft and behind the last
 * @returns whether the row goes on
 */
function verify(seat: usize, i: i32, logits: usize): bool {
  const state = states + floats(i * STATE_WORDS);
  const teacher = pointer(seat, TEACHER);
  const vocabulary = word(teacher, VOCABULARY);
  const stride = floats(pad8(vocabulary));
  const most = word(seat, DRAFT_LENGTH);
  const end = word(seat, END_TOKEN);
  const drafted = word(state, DRAFTED);
  const first = word(state, ROW) * word(seat, RESPONSE_LENGTH);
  store<i32>(state + floats(CALLS), word(state, CALLS) + 1);
  for (let j = 0; j < drafted; j++) {
    const token = word(drafts, i * most + j);
    const q = proposals + <usize>(i * most + j) * stride;
    const at = first + word(state, COUNT);
    distribution(teacher, logits + <usize>j * stride, weights);
    if (real(pointer(seat, ACCEPTANCE), at) * real(q, token) < real(weights, token)) {
      commit(seat, state, token, true, token);
      if (token === end) return false;
      continue;
    }
    for (let v: usize = 0; v < floats(vocabulary); v += 4) {
      const p = load<f32>(weights + v);
      store<f32>(weights + v, max(p - load<f32>(q + v), <f32>0) + p * LEAST);
    }
    return addOwn(seat, state, teacher, token);
  }
  if (word(state, COUNT) >= word(seat, LIMIT)) return false;
  distribution(teacher, logits + <usize>drafted * stride, weights);
  return addOwn(seat, state, teacher, -1);
}

/** Draws the teacher's token from `weights`, and says whether the row goes on. */
function addOwn(seat: usize, state: usize, teacher: usize, proposed: i32): bool {
  const vocabulary = word(teacher, VOCABULARY);
  const at = word(state, ROW) * word(seat, RESPONSE_LENGTH) + word(state, COUNT);
  const uniform = real(pointer(teacher, UNIFORMS), at);
  const token = pick(weights, vocabulary, sumOf(weights, vocabulary), uniform);
  commit(seat, state, token, false, proposed);
  return token !== word(seat, END_TOKEN) && word(state, COUNT) < word(seat, LIMIT);
}

/** Draws responses of rows that nobody has taken, `SIDE_BY_SIDE` at a time; where one ends, the next begins. */
export function speculateRows(seat: usize): void {
  const student = pointer(seat, STUDENT);
  const teacher = pointer(seat, TEACHER);
  const tokens = word(student, TOKENS);
  const side = word(seat, SIDE_BY_SIDE);
  const most = word(seat, DRAFT_LENGTH);
  const limit = word(seat, LIMIT);
  const start = word(seat, PROMPT_LENGTH) - 1;
  const vocabulary = word(student, VOCABULARY);
  const stride = floats(pad8(vocabulary));
  ids = pointer(seat, ROOM);
  rows = ids + floats(tokens);
  positions = rows + floats(tokens);
  states = positions + floats(tokens);
  drafts = states + floats(side * STATE_WORDS);
  proposals = (drafts + floats(side * most) + 15) & ~15;
  weights = proposals + <usize>(side * most) * stride;
  if (limit <= 0) return;
  let alive = 0;
  for (let isMore = true; isMore || alive > 0; ) {
    while (isMore && alive < side) {
      const row = take(pointer(seat, NEXT_ROW));
      isMore = row < word(student, ROWS);
      if (!isMore) break;
      readPrompt(seat, student, row, ids);
      readTeachersPrompt(seat, teacher, row, ids);
      const state = states + floats(alive * STATE_WORDS);
      const prompt = pointer(seat, PROMPTS) + floats(row * (start + 1));
      store<i32>(state + floats(ROW), row);
      store<i32>(state + floats(COUNT), 0);
      store<i32>(state + floats(CALLS), 0);
      store<i32>(state + floats(LAST), word(prompt, start));
      store<i32>(state + floats(PREVIOUS), start > 0 ? word(prompt, start - 1) : 0);
      alive++;
    }
    if (alive === 0) return;
    for (let i = 0; i < alive; i++) {
      const state = states + floats(i * STATE_WORDS);
      store<i32>(state + floats(DRAFTED), min(most, limit - word(state, COUNT)));
    }
    draft(seat, alive);
    given = 0;
    for (let i = 0; i < alive; i++) {
      const state = states + floats(i * STATE_WORDS);
      const count = word(state, COUNT);
      const drafted = word(state, DRAFTED);
      store<i32>(state + floats(FIRST_LOGITS), given);
      give(word(state, LAST), word(state, ROW), start + count);
      // Behind drafts that fill the response nothing is asked.
      const asked = count + drafted < limit ? drafted : drafted - 1;
      for (let j = 0; j < asked; j++) {
        give(word(drafts, i * most + j), word(state, ROW), start + count + j + 1);
      }
    }
    const logits = decode(teacher, given, ids, rows, positions, true);
    let still = 0;
    for (let i = 0; i < alive; i++) {
      const state = states + floats(i * STATE_WORDS);
      if (!verify(seat, i, logits + <usize>word(state, FIRST_LOGITS) * stride)) continue;
      memory.copy(states + floats(still * STATE_WORDS), state, floats(STATE_WORDS));
      still++;
    }
    alive = still;
  }
}
