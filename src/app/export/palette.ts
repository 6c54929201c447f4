/** The colours that the page has now, as values: a picture leaves the page and takes no style sheet with it. */
import type { Stroke } from '../charts/strokes';
import type { Palette } from './picture';

const colourOf = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const paletteNow = (): Palette => ({
  ink: colourOf('--ink'),
  quiet: colourOf('--ink-3'),
  line: colourOf('--line'),
  paper: colourOf('--panel'),
});

/** @param stroke whose colour is written `var(--name)` */
export const literal = ({ colour, dash }: Stroke): Stroke => ({
  colour: colourOf(colour.slice('var('.length, -1)),
  dash,
});
