/** Strokes that distinguish up to eight lines of equal rank: by colour, and by dashes for readers who see colours differently. */

export interface Stroke {
  /** A custom property of styles/colours.css, which has it for both colour schemes. */
  readonly colour: string;
  readonly dash: string;
}

const DASHES = ['0', '7 3', '2 2.5', '10 3 2 3', '16 4', '5 2 1 2', '1 4', '10 3 2 3 2 3'] as const;

/** Stroke of the line at that place. */
export const strokeOf = (at: number): Stroke => ({
  colour: `var(--series-${at % DASHES.length})`,
  dash: DASHES[at % DASHES.length] ?? '0',
});
