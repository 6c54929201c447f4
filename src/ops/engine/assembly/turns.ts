/** What kernels need to share work: counters that threads take from, turns, and the sign that somebody works. */

import { BEATS } from '../layout';

/** What this instance shares with others; 0 while it is alone. */
let pool: usize = 0;

export function joinPool(at: usize): void {
  pool = at;
}

/** The counter's value, which nobody else gets: it counts up. */
export function take(counter: usize): i32 {
  if (ASC_FEATURE_THREADS) return atomic.add<i32>(counter, 1);
  const taken = load<i32>(counter);
  store<i32>(counter, taken + 1);
  return taken;
}

/** Tells whoever waits that this thread is at work. */
export function beat(): void {
  if (ASC_FEATURE_THREADS) {
    if (pool) atomic.add<i32>(pool + ((<usize>BEATS) << 2), 1);
  }
}

/** Waits until the counter stands at `turn`. */
export function awaitTurn(counter: usize, turn: i32): void {
  if (ASC_FEATURE_THREADS) {
    for (let now = atomic.load<i32>(counter); now !== turn; now = atomic.load<i32>(counter)) {
      atomic.wait<i32>(counter, now, -1);
    }
  }
}

/** Ends a turn: the next one begins. */
export function endTurn(counter: usize): void {
  if (ASC_FEATURE_THREADS) {
    atomic.add<i32>(counter, 1);
    atomic.notify(counter, -1);
  }
}
