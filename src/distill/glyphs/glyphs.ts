/** Glyphs: a sign of a few strokes for each class, and drawings of it that differ in turn, size, place and noise. */
import { STREAM, uniform, uniformArray } from '../../experiment/random';

type Point = readonly [x: number, y: number];
type Stroke = readonly [from: Point, to: Point];

/** Strokes within a square from −½ to ½. */
export type Glyph = readonly Stroke[];

/** Points along a side of the lattice; strokes join neighbours. */
const LATTICE = 3;
const STROKES = 5;
/** Signs that are made up for a class. The one that is least like those of the classes before is taken. */
const CANDIDATES = 16;
/** Pixels along a side of the drawings that are compared for that, and their size in it. */
const [COMPARED_SIDE, COMPARED_SIZE] = [14, 0.7];
/** Half the width of a stroke, in sides of the picture. */
const HALF_WIDTH = 0.045;
/** In radians, in either direction. */
const MOST_TURN = 0.35;
/** In sides of the picture: the longer edge of a glyph, and how far its middle is moved. */
const [LEAST_SIZE, MOST_SIZE, MOST_SHIFT] = [0.45, 0.65, 0.1];
/** Of a pixel, in white. */
const NOISE = 0.25;
/** Random numbers of a drawing beside one for each pixel: turn, size, and two for the place. */
const VARIATIONS = 4;
/** The grey level of white. */
const BRIGHTEST = 15;

const POINTS = Array.from({ length: LATTICE ** 2 }, (_, i): Point => [i % LATTICE, Math.floor(i / LATTICE)]);

const areNeighbours = ([ax, ay]: Point, [bx, by]: Point): boolean =>
  Math.max(Math.abs(ax - bx), Math.abs(ay - by)) === 1;

/** A path over the lattice that takes no edge twice. */
function walk(seed: number, index: number, candidate: number): Stroke[] {
  let drawn = 0;
  const oneOf = (points: readonly Point[]): Point | undefined =>
    points[Math.floor(points.length * uniform(seed, STREAM.glyph, index, candidate, drawn++))];
  const strokes: Stroke[] = [];
  let from = oneOf(POINTS);
  while (from && strokes.length < STROKES) {
    const last = from;
    const isNew = (to: Point): boolean =>
      !strokes.some(([a, b]) => (a === last && b === to) || (a === to && b === last));
    const to = oneOf(POINTS.filter((point) => areNeighbours(last, point) && isNew(point)));
    if (to) strokes.push([last, to]);
    from = to;
  }
  return strokes;
}

/** The same strokes with their middle at 0 and the longer edge of their box 1. */
function centred(strokes: readonly Stroke[]): Glyph {
  const along = (axis: 0 | 1): readonly [middle: number, length: number] => {
    const values = strokes.flat().map((point) => point[axis]);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return [(least + most) / 2, most - least];
  };
  const [[x, width], [y, height]] = [along(0), along(1)];
  const scale = 1 / Math.max(width, height);
  const moved = ([px, py]: Point): Point => [(px - x) * scale, (py - y) * scale];
  return strokes.map(([from, to]): Stroke => [moved(from), moved(to)]);
}

function distance(x: number, y: number, [[ax, ay], [bx, by]]: Stroke): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = ((x - ax) * dx + (y - ay) * dy) / (dx ** 2 + dy ** 2);
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}

/** Pixels from the first to behind the last that a stroke can reach along an axis. */
function spanOf([from, to]: Stroke, axis: 0 | 1, reach: number, side: number): readonly [number, number] {
  const [a, b] = [from[axis], to[axis]];
  return [Math.max(0, Math.floor(Math.min(a, b) - reach)), Math.min(side, Math.ceil(Math.max(a, b) + reach))];
}

interface Placing {
  readonly turn: number;
  /** In sides of the picture. */
  readonly size: number;
  readonly x: number;
  readonly y: number;
}

/** How much of each pixel is ink, 0 to 1, row by row [side²]. */
function inkOf(glyph: Glyph, side: number, { turn, size, x, y }: Placing): Float32Array {
  const [cos, sin] = [side * size * Math.cos(turn), side * size * Math.sin(turn)];
  const place = ([px, py]: Point): Point => [side * x + cos * px - sin * py, side * y + sin * px + cos * py];
  const reach = side * HALF_WIDTH + 0.5;
  const ink = new Float32Array(side ** 2);
  for (const [from, to] of glyph) {
    const stroke: Stroke = [place(from), place(to)];
    // Only the pixels that the stroke can reach: a batch of drawings has 50,000.
    const [left, right] = spanOf(stroke, 0, reach, side);
    const [top, bottom] = spanOf(stroke, 1, reach, side);
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const own = Math.min(1, reach - distance(column + 0.5, row + 0.5, stroke));
        ink[row * side + column] = Math.max(own, ink[row * side + column] ?? 0);
      }
    }
  }
  return ink;
}

/** Sum of the differences of two drawings. */
const difference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, ink, i) => sum + Math.abs(ink - (b[i] ?? 0)), 0);

/** A glyph for each class, told apart by its strokes; the same for the same seed. */
export function glyphsOf(seed: number, classes: number): readonly Glyph[] {
  const chosen: { readonly glyph: Glyph; readonly ink: Float32Array }[] = [];
  const upright = { turn: 0, size: COMPARED_SIZE, x: 0.5, y: 0.5 };
  for (let index = 0; index < classes; index++) {
    const candidates = Array.from({ length: CANDIDATES }, (_, candidate) => {
      const glyph = centred(walk(seed, index, candidate));
      const ink = inkOf(glyph, COMPARED_SIDE, upright);
      return { glyph, ink, apart: Math.min(...chosen.map((other) => difference(ink, other.ink))) };
    });
    chosen.push(candidates.reduce((best, one) => (one.apart > best.apart ? one : best)));
  }
  return chosen.map(({ glyph }) => glyph);
}

/** Where the random numbers of a drawing are. */
export interface DrawingAddress {
  readonly seed: number;
  readonly stream: number;
  readonly step: number;
  readonly row: number;
}

/** A drawing of a glyph: grey levels from 0 to 15, row by row [side²]. */
export function drawGlyph(
  glyph: Glyph,
  side: number,
  { seed, stream, step, row }: DrawingAddress,
): readonly number[] {
  const numbers = uniformArray(seed, stream, step, 1, VARIATIONS + side ** 2, row);
  const between = (at: number, from: number, to: number): number => from + (to - from) * (numbers[at] ?? 0);
  const ink = inkOf(glyph, side, {
    turn: between(0, -MOST_TURN, MOST_TURN),
    size: between(1, LEAST_SIZE, MOST_SIZE),
    x: 0.5 + between(2, -MOST_SHIFT, MOST_SHIFT),
    y: 0.5 + between(3, -MOST_SHIFT, MOST_SHIFT),
  });
  return Array.from(ink, (value, i) =>
    Math.round(BRIGHTEST * Math.min(1, Math.max(0, value + between(VARIATIONS + i, -NOISE, NOISE)))),
  );
}

/** Grey levels as a picture's prompt: one hexadecimal digit a pixel. */
export const levelsAsPrompt = (levels: readonly number[]): string =>
  levels.map((level) => level.toString(16)).join('');
