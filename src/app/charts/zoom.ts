/** Which steps a chart shows, and how keys and gestures change that. */
import type { Steps } from './chart-view';
import type { Point } from './points';

/** Fewer steps are not worth a picture. */
export const FEWEST_STEPS = 4;

const IN = 0.5;
const SHIFT = 0.25;

/** Part of the whole in whole steps; null where that is the whole. */
export function within(from: number, to: number, [first, last]: Steps): Steps | null {
  const size = Math.min(last - first, Math.max(FEWEST_STEPS, Math.round(to - from)));
  const begin = Math.min(Math.max(first, Math.round(from)), last - size);
  return size >= last - first ? null : [begin, begin + size];
}

export const ZOOM_MOVES = ['in', 'out', 'earlier', 'later', 'whole'] as const;
export type ZoomMove = (typeof ZOOM_MOVES)[number];

/**
 * What is shown after a move.
 *
 * @param whole all steps of the run
 * @param shown null for the whole
 */
export function moved(move: ZoomMove, whole: Steps, shown: Steps | null): Steps | null {
  const [from, to] = shown ?? whole;
  const size = to - from;
  const middle = (from + to) / 2;
  switch (move) {
    case 'in':
      return within(middle - (size * IN) / 2, middle + (size * IN) / 2, whole);
    case 'out':
      return within(middle - size / IN / 2, middle + size / IN / 2, whole);
    case 'earlier':
      return within(from - size * SHIFT, to - size * SHIFT, whole);
    case 'later':
      return within(from + size * SHIFT, to + size * SHIFT, whole);
    case 'whole':
      return null;
    default:
      return move satisfies never;
  }
}

/** The move of a key on a chart; undefined for other keys. */
export function moveOfKey(key: string): ZoomMove | undefined {
  switch (key) {
    case '+':
    case '=':
      return 'in';
    case '-':
      return 'out';
    case 'ArrowLeft':
      return 'earlier';
    case 'ArrowRight':
      return 'later';
    case '0':
    case 'Home':
      return 'whole';
    default:
      return undefined;
  }
}

/** The points of those steps, and of each series the nearest one on either side, so that its line runs to the edge. */
export function pointsWithin(points: readonly Point[], [from, to]: Steps): readonly Point[] {
  const before = new Map<string, number>();
  const after = new Map<string, number>();
  points.forEach((point, at) => {
    for (const name of Object.keys(point)) {
      if (point.x < from) before.set(name, at);
      else if (point.x > to && !after.has(name)) after.set(name, at);
    }
  });
  return points.slice(
    Math.min(points.length, ...before.values(), insideFrom(points, from)),
    Math.max(-1, ...after.values(), insideTo(points, to)) + 1,
  );
}

const insideFrom = (points: readonly Point[], from: number): number => {
  const first = points.findIndex(({ x }) => x >= from);
  return first < 0 ? points.length : first;
};
const insideTo = (points: readonly Point[], to: number): number => points.findLastIndex(({ x }) => x <= to);
