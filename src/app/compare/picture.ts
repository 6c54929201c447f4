/** The curves of a comparison as one picture, drawn from the data: it needs neither a screen nor what is on it. */
import { roundTicks } from '../charts/points';
import type { Stroke } from '../charts/strokes';
import { short } from '../text/format';
import type { Band } from './groups';

export interface Panel {
  readonly title: string;
  readonly bands: readonly Band[];
  /** The y axis runs from 0 to 1 and is written in per cent. */
  readonly rate: boolean;
}

/** The account of where the numbers come from, a label and a text each. */
export type Origin = readonly (readonly [label: string, text: string])[];

export interface Picture {
  readonly title: string;
  readonly names: readonly string[];
  /** With literal colours, not CSS variables. */
  readonly strokes: readonly Stroke[];
  readonly panels: readonly Panel[];
  readonly origin: Origin;
  /** Unit of the x axis. */
  readonly steps: string;
  /** Last step of the x axis. */
  readonly to: number;
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly paper: string;
}

const WIDTH = 1200;
const MARGIN = 24;
const HEAD = 54;
const LEGEND_ROW = 24;
const PANEL = { height: 316, left: 46, top: 34, bottom: 42, gap: 20 } as const;
const FOOT = { size: 11, row: 15, characters: 190 } as const;
const LEGEND_COLUMNS = 3;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Two decimals; more only lengthen the SVG. */
const at = (value: number): string => String(Math.round(value * 100) / 100);

/** An SVG document of its own. */
export function drawPicture(picture: Picture): string {
  const { names, panels, strokes, title, paper, ink, quiet, origin } = picture;
  const rows = Math.ceil(names.length / LEGEND_COLUMNS);
  const top = HEAD + rows * LEGEND_ROW;
  const foot = origin.flatMap(([label, text]) => wrapped(`${label}: ${text}`));
  const footTop = top + PANEL.height + FOOT.row;
  const height = footTop + foot.length * FOOT.row + MARGIN;
  const width = (WIDTH - 2 * MARGIN - (panels.length - 1) * PANEL.gap) / panels.length;
  const legend = names.map((name, i) => {
    const x = MARGIN + (i % LEGEND_COLUMNS) * ((WIDTH - 2 * MARGIN) / LEGEND_COLUMNS);
    const y = HEAD + Math.floor(i / LEGEND_COLUMNS) * LEGEND_ROW;
    return `<path d="M${at(x)} ${y}h34" ${stroke(strokes[i], 2.5)}/><text x="${at(x + 42)}" y="${y + 5}" fill="${ink}" font-size="14">${escaped(name)}</text>`;
  });
  const drawn = panels.map((panel, i) =>
    drawPanel(picture, panel, { x: MARGIN + i * (width + PANEL.gap), y: top, width }),
  );
  const footLines = foot.map(
    (text, i) =>
      `<text x="${MARGIN}" y="${footTop + (i + 1) * FOOT.row}" fill="${quiet}" font-size="${FOOT.size}">${escaped(text)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif"><rect width="${WIDTH}" height="${height}" fill="${paper}"/><text x="${MARGIN}" y="32" fill="${ink}" font-size="18" font-weight="600">${escaped(title)}</text>${legend.join('')}${drawn.join('')}${footLines.join('')}</svg>`;
}

/** A text in lines of the foot. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length; start += FOOT.characters) {
    lines.push(text.slice(start, start + FOOT.characters));
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

function drawPanel(picture: Picture, { title, bands, rate }: Panel, { x, y, width }: Place): string {
  const { strokes, to, ink, quiet, line } = picture;
  const values = bands.flatMap(({ means, ranges }) => [
    ...means.map(([, value]) => value),
    ...ranges.map(([, [, high]]) => high),
  ]);
  const highest = rate ? 1 : Math.max(...values, 1e-9);
  const left = x + PANEL.left;
  const top = y + PANEL.top;
  const inner = { width: width - PANEL.left, height: PANEL.height - PANEL.top - PANEL.bottom };
  const px = (step: number): number => left + (step / Math.max(1, to)) * inner.width;
  const py = (value: number): number =>
    top + (1 - Math.min(highest, Math.max(0, value)) / highest) * inner.height;
  const text = (tx: number, ty: number, words: string, anchor: string): string =>
    `<text x="${at(tx)}" y="${at(ty)}" fill="${quiet}" font-size="12" text-anchor="${anchor}">${escaped(words)}</text>`;
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const value = part * highest;
    const label = rate ? `${Math.round(100 * value)}%` : short(value);
    return `<path d="M${at(left)} ${at(py(value))}h${at(inner.width)}" stroke="${line}"/>${text(left - 6, py(value) + 4, label, 'end')}`;
  });
  const ticks = roundTicks(0, to).map((step) =>
    text(px(step), top + inner.height + 18, String(step), 'middle'),
  );
  const unit = text(left + inner.width / 2, top + inner.height + 34, picture.steps, 'middle');
  const shapes = bands.map(({ ranges }, i) => {
    const high = ranges.map(([step, [, value]]) => `${at(px(step))} ${at(py(value))}`);
    const low = ranges.toReversed().map(([step, [value]]) => `${at(px(step))} ${at(py(value))}`);
    return ranges.length > 1
      ? `<path d="M${[...high, ...low].join('L')}Z" fill="${strokes[i]?.colour ?? 'black'}" fill-opacity="0.14"/>`
      : '';
  });
  const lines = bands.map(({ means }, i) =>
    means.length > 0
      ? `<path d="M${means.map(([step, value]) => `${at(px(step))} ${at(py(value))}`).join('L')}" ${stroke(strokes[i], 2)}/>`
      : '',
  );
  return `<text x="${at(x)}" y="${at(y + 20)}" fill="${ink}" font-size="14" font-weight="600">${escaped(title)}</text>${[...grid, ...ticks, unit, ...shapes, ...lines].join('')}`;
}
