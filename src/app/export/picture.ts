/** Curves as one picture, drawn from the data: it needs neither a screen nor what is on it. */
import { roundTicks } from '../charts/points';
import type { Stroke } from '../charts/strokes';
import { short } from '../text/format';

/** A line, and the band around it. */
export interface Band {
  readonly means: readonly (readonly [x: number, value: number])[];
  readonly ranges: readonly (readonly [x: number, range: readonly [low: number, high: number]])[];
}

export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly unit: string;
}

export interface Panel {
  readonly title: string;
  readonly bands: readonly Band[];
  readonly x: Axis;
  /** Names of its lines, where they are not those of the picture. */
  readonly names?: readonly string[];
  /** Strokes of its lines, where they are not those of the picture. */
  readonly strokes?: readonly Stroke[];
  /** Values of x that get a vertical line. */
  readonly marks?: readonly number[];
  /** The y axis runs from 0 to 1 and is written in per cent. */
  readonly rate: boolean;
}

/** The account of where the numbers come from, a label and a text each. */
export type Origin = readonly (readonly [label: string, text: string])[];

export interface Palette {
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly paper: string;
}

export interface Picture extends Palette {
  readonly title: string;
  /** Names of the lines that all panels have. */
  readonly names: readonly string[];
  /** With literal colours, not CSS variables, as in the panels. */
  readonly strokes: readonly Stroke[];
  readonly panels: readonly Panel[];
  /** Panels side by side. */
  readonly columns: number;
  readonly origin: Origin;
}

const WIDTH = 1200;
const MARGIN = 24;
const HEAD = 54;
const LEGEND_ROW = 24;
const PANEL = { height: 316, left: 46, top: 34, bottom: 42, gap: 20, names: 18 } as const;
const FOOT = { size: 11, row: 15, characters: 165 } as const;
const LEGEND_COLUMNS = 3;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Two decimals; more only lengthen the SVG. */
const at = (value: number): string => String(Math.round(value * 100) / 100);

/** An SVG document of its own. */
export function drawPicture(picture: Picture): string {
  const { names, panels, columns, strokes, title, paper, ink, quiet, origin } = picture;
  const rows = Math.ceil(names.length / LEGEND_COLUMNS);
  const top = HEAD + rows * LEGEND_ROW;
  const foot = origin.flatMap(([label, text]) => wrapped(`${label}: ${text}`));
  const footTop = top + Math.ceil(panels.length / columns) * PANEL.height + FOOT.row;
  const height = footTop + foot.length * FOOT.row + MARGIN;
  const width = (WIDTH - 2 * MARGIN - (columns - 1) * PANEL.gap) / columns;
  const legend = names.map((name, i) => {
    const x = MARGIN + (i % LEGEND_COLUMNS) * ((WIDTH - 2 * MARGIN) / LEGEND_COLUMNS);
    const y = HEAD + Math.floor(i / LEGEND_COLUMNS) * LEGEND_ROW;
    return `<path d="M${at(x)} ${y}h34" ${stroke(strokes[i], 2.5)}/><text x="${at(x + 42)}" y="${y + 5}" fill="${ink}" font-size="14">${escaped(name)}</text>`;
  });
  const drawn = panels.map((panel, i) =>
    drawPanel(picture, panel, {
      x: MARGIN + (i % columns) * (width + PANEL.gap),
      y: top + Math.floor(i / columns) * PANEL.height,
      width,
    }),
  );
  const footLines = foot.map(
    (text, i) =>
      `<text x="${MARGIN}" y="${footTop + (i + 1) * FOOT.row}" fill="${quiet}" font-size="${FOOT.size}">${escaped(text)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif"><rect width="${WIDTH}" height="${height}" fill="${paper}"/><text x="${MARGIN}" y="32" fill="${ink}" font-size="18" font-weight="600">${escaped(title)}</text>${legend.join('')}${drawn.join('')}${footLines.join('')}</svg>`;
}

/** Characters of Chinese, Japanese and Korean, twice as wide as others. */
const WIDE = /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/;

/** A text in lines of the foot. */
function wrapped(text: string): string[] {
  const lines = [''];
  let width = 0;
  for (const character of text) {
    const wider = WIDE.test(character) ? 2 : 1;
    if (width + wider > FOOT.characters) {
      lines.push('');
      width = 0;
    }
    lines[lines.length - 1] += character;
    width += wider;
  }
  return lines;
}

const stroke = (given: Stroke | undefined, width: number): string => {
  const dash = given && given.dash !== '0' ? ` stroke-dasharray="${given.dash}"` : '';
  return `fill="none" stroke="${given?.colour ?? 'black'}" stroke-width="${width}"${dash}`;
};

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** From values to places on the picture. */
interface Plane {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly highest: number;
  readonly px: (x: number) => number;
  readonly py: (value: number) => number;
}

function planeOf({ bands, rate, x: { from, to }, names }: Panel, { x, y, width }: Place): Plane {
  const values = bands.flatMap(({ means, ranges }) => [
    ...means.map(([, value]) => value),
    ...ranges.map(([, [, high]]) => high),
  ]);
  const highest = rate ? 1 : Math.max(...values, 1e-9);
  const left = x + PANEL.left;
  const top = y + PANEL.top + (names ? PANEL.names : 0);
  const inner = { width: width - PANEL.left, height: y + PANEL.height - PANEL.bottom - top };
  return {
    left,
    top,
    ...inner,
    highest,
    px: (step) => left + ((step - from) / Math.max(1, to - from)) * inner.width,
    py: (value) => top + (1 - Math.min(highest, Math.max(0, value)) / highest) * inner.height,
  };
}

function drawPanel(picture: Picture, panel: Panel, place: Place): string {
  const { title, x, y } = { ...panel, ...place };
  const plane = planeOf(panel, place);
  const heading = `<text x="${at(x)}" y="${at(y + 20)}" fill="${picture.ink}" font-size="14" font-weight="600">${escaped(title)}</text>`;
  return [
    heading,
    ...panelNames(picture, panel, place),
    ...axes(picture, panel, plane),
    ...curves(panel.strokes ?? picture.strokes, panel, plane),
  ].join('');
}

const small = (x: number, y: number, words: string, colour: string, anchor: string): string =>
  `<text x="${at(x)}" y="${at(y)}" fill="${colour}" font-size="12" text-anchor="${anchor}">${escaped(words)}</text>`;

function panelNames({ strokes, quiet }: Picture, panel: Panel, { x, y, width }: Place): string[] {
  const { names = [] } = panel;
  return names.map((name, i) => {
    const left = x + (i * width) / names.length;
    return `<path d="M${at(left)} ${at(y + 36)}h24" ${stroke((panel.strokes ?? strokes)[i], 2)}/>${small(left + 30, y + 40, name, quiet, 'start')}`;
  });
}

function axes({ quiet, line }: Picture, { rate, x, marks = [] }: Panel, plane: Plane): string[] {
  const { left, top, width, height, highest, px, py } = plane;
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const value = part * highest;
    const label = rate ? `${Math.round(100 * value)}%` : short(value);
    return `<path d="M${at(left)} ${at(py(value))}h${at(width)}" stroke="${line}"/>${small(left - 6, py(value) + 4, label, quiet, 'end')}`;
  });
  const ticks = roundTicks(x.from, x.to).map((step) =>
    small(px(step), top + height + 18, String(step), quiet, 'middle'),
  );
  const changes = marks.map(
    (step) =>
      `<path d="M${at(px(step))} ${at(top)}v${at(height)}" stroke="${quiet}" stroke-width="1.5" stroke-dasharray="1 3"/>`,
  );
  return [...grid, ...ticks, ...changes, small(left + width / 2, top + height + 34, x.unit, quiet, 'middle')];
}

function curves(strokes: readonly Stroke[], { bands }: Panel, { px, py }: Plane): string[] {
  const point = (x: number, value: number): string => `${at(px(x))} ${at(py(value))}`;
  const areas = bands.map(({ ranges }, i) => {
    const high = ranges.map(([x, [, value]]) => point(x, value));
    const low = ranges.toReversed().map(([x, [value]]) => point(x, value));
    return ranges.length > 1
      ? `<path d="M${[...high, ...low].join('L')}Z" fill="${strokes[i]?.colour ?? 'black'}" fill-opacity="0.14"/>`
      : '';
  });
  const lines = bands.map(({ means }, i) =>
    means.length > 0
      ? `<path d="M${means.map(([x, value]) => point(x, value)).join('L')}" ${stroke(strokes[i], 2)}/>`
      : '',
  );
  return [...areas, ...lines];
}
