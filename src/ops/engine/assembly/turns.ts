/** What kernels need to share work: counters that threads take from, turns, and the sign that somebody works. */

import { BEATS, FAILED, INTERVAL, SILENT_INTERVALS } from '../layout';

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

/** What `atomic.wait` answers when nobody has called. */
const TIMED_OUT = 2;
const NANOSECONDS: i64 = 1_000_000;

/** Waits until the counter stands at `turn`. Traps when the thread whose turn it is has died. */
export function awaitTurn(counter: usize, turn: i32): void {
  if (ASC_FEATURE_THREADS) {
    const beats = pool + ((<usize>BEATS) << 2);
    const failed = pool + ((<usize>FAILED) << 2);
    let silent = 0;
    for (let now = atomic.load<i32>(counter); now !== turn; now = atomic.load<i32>(counter)) {
      const before = atomic.load<i32>(beats);
      const interval = <i64>load<i32>(pool + ((<usize>INTERVAL) << 2)) * NANOSECONDS;
      const outcome = atomic.wait<i32>(counter, now, interval);
      silent = outcome === TIMED_OUT && atomic.load<i32>(beats) === before ? silent + 1 : 0;
      if (silent >= SILENT_INTERVALS) atomic.store<i32>(failed, 1);
      if (atomic.load<i32>(failed) !== 0) unreachable();
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
