/** An answer and its reference cut into the stretches that an alignment treats alike. */

export type Mark =
  /** The same on both sides. */
  | 'same'
  /** Another character on the other side. */
  | 'replaced'
  /** Only on this side: superfluous in an answer, missing where it is the reference. */
  | 'alone';

export interface Segment {
  readonly mark: Mark;
  readonly text: string;
}

const MARKS: Readonly<Record<string, Mark>> = { '=': 'same', X: 'replaced' };

/** Segments of one side; letters of `skip` belong to characters of the other side only. */
function side(text: string, edits: string, skip: 'I' | 'D'): Segment[] {
  const characters = [...text];
  const segments: { mark: Mark; text: string }[] = [];
  for (const edit of edits) {
    const character = edit === skip ? undefined : characters.shift();
    if (character === undefined) continue;
    const mark = MARKS[edit] ?? 'alone';
    const last = segments.at(-1);
    if (last?.mark === mark) last.text += character;
    else segments.push({ mark, text: character });
  }
  // Without an alignment, or beyond its end, characters are unmarked.
  if (characters.length > 0) segments.push({ mark: 'same', text: characters.join('') });
  return segments;
}

/** The marked answer. @param edits `=`, `X`, `I`, `D` a place, as the worker sends them */
export const markAnswer = (answer: string, edits: string): Segment[] => side(answer, edits, 'D');

/** The marked reference. */
export const markReference = (reference: string, edits: string): Segment[] => side(reference, edits, 'I');
