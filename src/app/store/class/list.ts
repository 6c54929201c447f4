/** The class: the hand-ins that were gathered in this browser. */
import { create } from 'zustand';
import type { Problem } from '../../../errors/problems';
import { type ReadHandIn, readHandIn } from '../../../experiment/hand-in';

/** Hand-ins that a class holds. */
export const MOST_HAND_INS = 2_000;

export interface Entry extends ReadHandIn {
  /** Checksum of the recording: one run at one step is in the class once. */
  readonly id: string;
  /** Read from a recording, which nobody has handed in. */
  readonly ofRecording: boolean;
  /** When it was taken in: milliseconds since 1970. */
  readonly added: number;
}

/** What became of files and links that were brought in. */
export interface Outcome {
  readonly added: number;
  /** Names of those that were there already. */
  readonly doubles: readonly string[];
  readonly problems: readonly Problem[];
}

export interface ClassState {
  /** In the order in which they came; null until they have been read. */
  readonly entries: readonly Entry[] | null;
  /** Files read of those being taken in; null while none is. */
  readonly reading: { readonly done: number; readonly total: number } | null;
  readonly outcome: Outcome | null;
  /** Can be brought back. */
  readonly removed: readonly Entry[];
  /** Why the class is not kept; null while it is. */
  readonly unkept: Problem | null;
}

export const EMPTY_CLASS: ClassState = {
  ...{ entries: null, reading: null, outcome: null, removed: [], unkept: null },
};

export const useClass = create<ClassState>(() => EMPTY_CLASS);

export const entryOf = (read: ReadHandIn, ofRecording: boolean, added: number): Entry => ({
  ...{ ...read, id: read.handIn.recording, ofRecording, added },
});

/** What is stored of an entry. */
export const storedOf = ({ text, ofRecording, added }: Entry): unknown => ({ text, ofRecording, added });

/** The entry of a stored value; null where it cannot be read. */
export function storedEntry(value: unknown): Entry | null {
  if (typeof value !== 'object' || value === null) return null;
  const { text, ofRecording, added } = value as Readonly<Record<string, unknown>>;
  if (typeof text !== 'string' || typeof added !== 'number') return null;
  try {
    return entryOf(readHandIn(text, ''), ofRecording === true, added);
  } catch {
    return null;
  }
}

const contentOf = ({ handIn: { name, settings, step, scores } }: Entry): string =>
  JSON.stringify([name, settings, step, scores]);

/** Whether an entry says more of the same run: the other was altered, or its curves have fewer points. */
const isBetter = (entry: Entry, known: Entry): boolean =>
  known.altered
    ? !entry.altered
    : !entry.altered &&
      entry.handIn.loss.length > known.handIn.loss.length &&
      contentOf(entry) === contentOf(known);

/**
 * Takes entries in. One whose recording is there already is not counted again; it may take the other's place.
 * @returns all entries, those that are to be kept anew, how many are new, and names of the others
 */
export function merged(
  before: readonly Entry[],
  brought: readonly Entry[],
): {
  readonly entries: readonly Entry[];
  readonly fresh: readonly Entry[];
  readonly added: number;
  readonly doubles: readonly string[];
  readonly left: number;
} {
  const byId = new Map(before.map((entry) => [entry.id, entry]));
  const fresh = new Map<string, Entry>();
  const doubles: string[] = [];
  let left = 0;
  for (const entry of brought) {
    const known = byId.get(entry.id);
    if (!known && byId.size >= MOST_HAND_INS) {
      left++;
      continue;
    }
    if (known) doubles.push(entry.name);
    if (known && !isBetter(entry, known)) continue;
    byId.set(entry.id, entry);
    fresh.set(entry.id, entry);
  }
  const added = byId.size - before.length;
  return { entries: [...byId.values()], fresh: [...fresh.values()], added, doubles, left };
}
