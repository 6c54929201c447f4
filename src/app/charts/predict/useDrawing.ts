/** Pointer, finger and keys on the surface that a curve is drawn on. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import {
  type CurvePoint,
  valueAt,
  withoutBetween,
  withoutPoint,
  withPoint,
} from '../../store/predictions/curve';
import {
  type CurveId,
  curveOf,
  drawCurve,
  extendCurve,
  undoCurve,
  usePredictions,
} from '../../store/predictions/state';

/** Stretches between two points that a pointer can set, and between two that keys reach. */
const CELLS = 40;
const KEY_CELLS = 20;
/** Shares of the axis that a press moves the curve by. */
const FINE = 0.02;
const COARSE = 0.1;

const MOVES: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  Home: -KEY_CELLS,
  End: KEY_CELLS,
};
const LIFTS: Readonly<Record<string, number>> = {
  ArrowUp: FINE,
  ArrowDown: -FINE,
  PageUp: COARSE,
  PageDown: -COARSE,
};

/** The points of a stroke from one point, which is set already, to another: one in each cell that it crosses. */
function between([from, a]: CurvePoint, [to, b]: CurvePoint, total: number): readonly CurvePoint[] {
  const cells = Math.round((Math.abs(to - from) * CELLS) / total);
  if (cells === 0) return [[to, b]];
  return Array.from({ length: cells }, (_, i) => {
    const share = (i + 1) / cells;
    return [Math.round(from + share * (to - from)), a + share * (b - a)];
  });
}

interface Drawing {
  /** Where the keys are. */
  readonly step: number;
  /** Value of the curve there; null while there is none. */
  readonly height: number | null;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * @param total last step of the run, at the right edge
 * @param most value at the upper edge; 0 is at the lower
 */
export function useDrawing(id: CurveId, total: number, most: number): Drawing {
  const curve = usePredictions((state) => curveOf(state, id));
  const [cursor, setCursor] = useState(0);
  /** Point of the stroke under way that was set last. */
  const last = useRef<CurvePoint | null>(null);
  const steps = (cells: number, at: number): number => Math.round((total * at) / cells);
  const limited = (value: number): number => Math.min(most, Math.max(0, Number(value.toPrecision(3))));

  const pointAt = ({ clientX, clientY, currentTarget }: PointerEvent<HTMLElement>): CurvePoint => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    const cell = Math.round(CELLS * Math.min(1, Math.max(0, (clientX - left) / width)));
    return [steps(CELLS, cell), limited(most * (1 - (clientY - top) / height))];
  };
  const begin = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    last.current = pointAt(event);
    drawCurve(id, withPoint(curve, ...last.current));
  };
  const move = (event: PointerEvent<HTMLElement>): void => {
    if (!last.current) return;
    const to = pointAt(event);
    // As it is now: several moves may come before the page is drawn again.
    const crossed = withoutBetween(curveOf(usePredictions.getState(), id), last.current[0], to[0]);
    extendCurve(
      id,
      between(last.current, to, total).reduce((one, point) => withPoint(one, ...point), crossed),
    );
    last.current = to;
  };
  const step = steps(KEY_CELLS, cursor);
  const height = valueAt(curve, step);
  const press = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'z') undoCurve(id);
    else if (event.altKey || event.ctrlKey || event.metaKey) return;
    else if (event.key in MOVES)
      setCursor(Math.min(KEY_CELLS, Math.max(0, cursor + (MOVES[event.key] ?? 0))));
    else if (event.key in LIFTS) {
      const by = (LIFTS[event.key] ?? 0) * (event.shiftKey ? COARSE / FINE : 1);
      drawCurve(id, withPoint(curve, step, limited((height ?? most / 2) + by * most)));
    } else if (event.key === 'Delete' || event.key === 'Backspace') drawCurve(id, withoutPoint(curve, step));
    else return;
    event.preventDefault();
  };
  const end = (): void => {
    last.current = null;
  };
  return {
    step,
    height,
    onPointerDown: begin,
    onPointerMove: move,
    onPointerUp: end,
    onPointerCancel: end,
    onKeyDown: press,
  };
}
