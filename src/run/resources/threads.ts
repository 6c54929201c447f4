/** How many threads the engine computes on, and why not more. Decided by trying; one computes until that is known. */
import { type Problem, problem } from '../../errors/problems';
import type { ThreadedEngine } from '../../ops/engine/open';
import type { ThreadWorker } from '../../ops/engine/threads';
import type { ThreadsWish } from '../protocol';

/** What threads are made of. */
export interface ThreadSource {
  /** Logical cores, as far as they are told. */
  readonly cores: number;
  readonly start: () => ThreadWorker;
}

export interface ThreadsInUse {
  readonly threads: number;
  readonly reason: Problem;
}

/** More than four gained nothing on batches of sixteen sequences. */
const MOST = 4;

/** How many threads to try on so many cores. */
function countFor(cores: number): number {
  return cores <= 2 ? cores : Math.min(MOST, cores - 1);
}

/** How many threads are tried, where several are worth a try. */
export const mostThreads = ({ asked }: ThreadsWish, cores: number): number => asked ?? countFor(cores);

/** Why one thread has to do, as far as that is known without trying; null where several are worth a try. */
export function whyOneThread({ asked, framed }: ThreadsWish, cores: number): Problem | null {
  if (asked === 1) return problem('threads-asked', { threads: 1 });
  if (asked === null && cores === 1) return problem('threads-one-core');
  // Undefined in Node, where memory can always be shared.
  if (globalThis.crossOriginIsolated === false) {
    return problem(framed ? 'threads-in-frame' : 'threads-not-isolated');
  }
  return typeof SharedArrayBuffer === 'undefined' ? problem('threads-missing') : null;
}

/** Growing a shared memory crashes WebKit (Safari 26) while threads run. */
export const mayGrowShared = (): boolean =>
  !/AppleWebKit(?!.*(?:Chrome|Chromium)\/)/.test(globalThis.navigator?.userAgent ?? '');

/**
 * Starts threads beside the open engine.
 * @param lost told when they have died: from then on there is one
 */
export async function startThreads(
  engine: ThreadedEngine,
  wish: ThreadsWish,
  { cores, start }: ThreadSource,
  lost: (now: ThreadsInUse) => void,
): Promise<ThreadsInUse> {
  const { asked } = wish;
  const most = mostThreads(wish, cores);
  const answered = await engine.startThreads(most, asked !== null, start, () =>
    lost({ threads: 1, reason: problem('threads-lost') }),
  );
  const { threads } = engine;
  if (!answered) return { threads, reason: problem('threads-no-answer') };
  if (asked !== null) return { threads, reason: problem('threads-asked', { threads }) };
  return {
    threads,
    reason: threads > 1 ? problem('threads-fastest', { threads }) : problem('threads-no-gain'),
  };
}
