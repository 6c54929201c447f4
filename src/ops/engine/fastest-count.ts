/** How many threads are fastest here, by a short measurement: browsers report more cores than there are, or fewer. */
import type { Engine } from './engine';
import * as at from './layout';
import type { Threads } from './threads';

/** Products of a measurement: about 4 ms on one thread. */
const PRODUCTS = 256;
/** Floats of the three matrices of a seat; see `multiply` of the module. */
const ROOM = 3 * 64 * 64;
/**
 * The least time of so many tries counts, with pauses between them: other work of the computer only adds to it. All of
 * them are needed only where the last thread gains nothing.
 */
const TRIES = 40;
const PAUSE = 40;
/** A third thread and later ones must save at least this share of the time. */
const GAIN = 0.1;
/** A second one may seem to take this much longer: on a busy computer its gain is seen least when it is needed most. */
const LENIENCE = 0.25;

/** The number of threads, from 1 to as many as there are, that does the same work in the least time. */
export async function fastestCount(engine: Engine, threads: Threads): Promise<number> {
  const most = threads.threads;
  const times = new Float64Array(most).fill(Number.POSITIVE_INFINITY);
  for (let attempt = 0; attempt < TRIES && fastest(times) < most; attempt++) {
    for (let count = 1; count <= most; count++) {
      times[count - 1] = Math.min(times[count - 1] ?? 0, timeOf(engine, threads, count));
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return fastest(times);
}

/** @param times of 1, 2, … threads */
function fastest(times: Float64Array): number {
  let best = 1;
  times.forEach((time, i) => {
    const limit = i === 1 ? 1 + LENIENCE : 1 - GAIN;
    if (time < limit * (times[best - 1] ?? 0)) best = i + 1;
  });
  return best;
}

/** Milliseconds that so many threads take. */
function timeOf(engine: Engine, threads: Threads, count: number): number {
  return engine.within((allocate) => {
    const next = allocate(1);
    const seats = Array.from({ length: count }, () => {
      const seat = allocate(at.MEASURE_WORDS);
      const room = allocate(ROOM);
      engine.floats(room, ROOM).fill(0);
      const view = engine.ints(seat, at.MEASURE_WORDS);
      view[at.NEXT_PRODUCT] = next;
      view[at.PRODUCTS] = PRODUCTS;
      view[at.MEASURE_ROOM] = room;
      return seat;
    });
    engine.ints(next, 1).fill(0);
    const began = performance.now();
    threads.run(at.MEASURE, seats);
    return performance.now() - began;
  });
}
