/**
 * Threads. A task is handed out as seats: structures that one thread at a time works with. Each seat takes rows or
 * chunks from a counter that all seats share until there are none, so a thread that is late finds less to do, and one
 * that never comes is not missed.
 */

import {
  BACKWARD,
  DONE_SEATS,
  FIRST_SEAT,
  FORWARD,
  FREE_SEATS,
  GENERATION,
  MEASURE_ROOM,
  NEXT_PRODUCT,
  PRODUCTS,
  SAMPLE,
  SEATS,
  SPECULATE,
  TASK,
} from '../layout';
import { backwardChunks, forwardChunks } from './chunks';
import { pointer, word } from './model';
import { product, STORE } from './product';
import { sampleRows } from './sample';
import { speculateRows } from './speculate';
import { joinPool, take } from './turns';

/** Does a task's work at one seat. */
export function work(task: i32, seat: usize): void {
  if (task === SAMPLE) sampleRows(seat);
  else if (task === FORWARD) forwardChunks(seat);
  else if (task === BACKWARD) backwardChunks(seat);
  else if (task === SPECULATE) speculateRows(seat);
  else multiply(seat);
}

/** Side of the square matrices that `multiply` multiplies. */
const SIDE = 64;

/** Room: three matrices. */
function multiply(seat: usize): void {
  const room = pointer(seat, MEASURE_ROOM);
  const size = (<usize>(SIDE * SIDE)) << 2;
  const stride = (<usize>SIDE) << 2;
  while (take(pointer(seat, NEXT_PRODUCT)) < word(seat, PRODUCTS)) {
    product(room, stride, room + size, room + 2 * size, stride, SIDE, SIDE, SIDE, STORE);
  }
}

/**
 * Works at free seats of the present task until there are none. What a task is may be read only after a seat was taken:
 * the task cannot end before that seat is done.
 */
export function takeSeats(pool: usize): void {
  if (ASC_FEATURE_THREADS) {
    const free = pool + ((<usize>FREE_SEATS) << 2);
    const done = pool + ((<usize>DONE_SEATS) << 2);
    for (let left = atomic.sub<i32>(free, 1); left > 0; left = atomic.sub<i32>(free, 1)) {
      work(word(pool, TASK), pointer(pool, FIRST_SEAT + left - 1));
      const seats = word(pool, SEATS);
      if (atomic.add<i32>(done, 1) + 1 === seats) atomic.notify(done, 1);
    }
  }
}

/** The life of a thread: waits for tasks and works at them, without end. */
export function serve(pool: usize): void {
  joinPool(pool);
  if (ASC_FEATURE_THREADS) {
    const generation = pool + ((<usize>GENERATION) << 2);
    for (let seen = 0; ; ) {
      atomic.wait<i32>(generation, seen, -1);
      seen = atomic.load<i32>(generation);
      takeSeats(pool);
    }
  }
}
