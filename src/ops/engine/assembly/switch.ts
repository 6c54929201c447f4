/** The rule of AdaSwitch (arXiv 2510.07842), as distill/sampler/switch.ts states it. */

import { SWITCH_WINDOW } from '../layout';
import { forwardKl } from './divergence';

// A row's state: whether the student has been relieved, how many tokens it has, the divergences of the last ones.
const RELIEVED = 0;
const TOKENS = 4;
const RECENT = 8;

/**
 * Whether the student still writes a row: until KL(p‖q) exceeds `factor` times the mean of the last tokens'.
 * @param state SWITCH_WORDS floats, zeros at first
 * @param room 2 · vocabulary floats, each half filled up to a multiple of 4
 */
export function studentWrites(
  state: usize,
  teacher: usize,
  student: usize,
  vocabulary: i32,
  factor: f32,
  room: usize,
): bool {
  const found = forwardKl(teacher, student, vocabulary, room);
  const known = load<i32>(state + TOKENS);
  const recent = state + RECENT;
  if (known > 0) {
    let sum: f32 = 0;
    for (let i = 0; i < known; i++) sum += load<f32>(recent + ((<usize>i) << 2));
    if (!(found <= sum * (factor / <f32>known))) store<i32>(state + RELIEVED, 1);
  }
  if (known < SWITCH_WINDOW) {
    store<f32>(recent + ((<usize>known) << 2), found);
    store<i32>(state + TOKENS, known + 1);
  } else {
    memory.copy(recent, recent + 4, (SWITCH_WINDOW - 1) << 2);
    store<f32>(recent + ((SWITCH_WINDOW - 1) << 2), found);
  }
  return load<i32>(state + RELIEVED) === 0;
}
