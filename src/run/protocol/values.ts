/** Values of the protocol that need no schema. */
import type { ProblemCode } from '../../errors/problems';
import type { ComparedRun } from './comparison';
import type { Failure } from './run';
import type { KeptKind } from './runs';
import type { TeacherCard } from './teacher';

/** Name of the channel of a run or a comparison, and of the lock that the tab holds in which it goes on. */
export const channelOf = (kind: KeptKind, id: string): string => `distillery ${kind} ${id}`;

/** Steps of all rounds of its training. */
export const stepsOf = ({ recipe: { steps, stepsBefore = 0 } }: Pick<TeacherCard, 'recipe'>): number =>
  stepsBefore + steps;

/** The most threads that can be asked for. */
export const MOST_THREADS = 16;

/** Who writes the tokens of a sequence. */
export const WRITERS = ['interleaved', 'student', 'teacher', 'adaptive-switch', 'dataset'] as const;

const ENDS_WORKER: readonly ProblemCode[] = [
  'worker-crashed',
  'device-lost',
  'graphics-memory-full',
  'memory-full',
  'out-of-memory',
];

/** Whether the worker is gone after this failure, and with it every question that it has not answered. */
export const endsWorker = ({ problem }: Failure): boolean => ENDS_WORKER.includes(problem.code);

/** With a result, or without one for good. */
export const isOver = ({ state }: ComparedRun): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled';

/** Under way; one run of a comparison at most. */
export const isBegun = ({ state }: ComparedRun): boolean => state === 'running' || state === 'paused';

/**
 * Index of the run that a comparison does next; −1 when all are finished. A run that has begun comes first: an earlier
 * one may have been included again since.
 */
export function nextRun(runs: readonly ComparedRun[]): number {
  const begun = runs.findIndex(isBegun);
  return begun < 0 ? runs.findIndex(({ state }) => state === 'waiting') : begun;
}

/** A run whose turn has not come. */
export const WAITING_RUN: ComparedRun = {
  state: 'waiting',
  stage: 'preparing',
  done: 0,
  total: 0,
  curve: [],
  scores: [],
  result: null,
  note: null,
};
