/** What a lecturer does with a class. */
import { type Problem, problem } from '../../../errors/problems';
import { problemOf, UserError } from '../../../errors/user-error';
import { decodeHandIn, handInsIn, readHandIn, writeHandIn } from '../../../experiment/hand-in';
import { handInOf } from '../../../run/recording/hand-in';
import { recordingFiles } from '../runs/read';
import { openDialog, useView } from '../view';
import { changeKept, readKeptTexts } from './kept';
import { type Entry, entryOf, MOST_HAND_INS, merged, storedEntry, storedOf, useClass } from './list';

/** Bytes of a file or characters of a text that are looked at: links of two thousand hand-ins, or a recording. */
const LARGEST = 8_000_000;
/** Files that are read together, between two turns of the page. */
const PORTION = 20;

let reading: Promise<void> | null = null;

/** Reads the class that is kept in this browser, once. */
export function loadClass(): Promise<void> {
  reading ??= readKeptTexts().then(
    (values) => {
      const kept = values.map(storedEntry).filter((entry) => entry !== null);
      const sorted = kept.sort((a, b) => a.added - b.added);
      useClass.setState(({ entries }) => ({ entries: merged(sorted, entries ?? []).entries }));
    },
    () => useClass.setState(({ entries }) => ({ entries: entries ?? [], unkept: problem('class-not-kept') })),
  );
  return reading;
}

function keep(kept: readonly Entry[], forgotten: readonly string[] = []): void {
  changeKept(
    kept.map((entry) => ({ id: entry.id, value: storedOf(entry) })),
    forgotten,
  ).catch(() => useClass.setState({ unkept: problem('class-not-kept') }));
}

function takeIn(brought: readonly Entry[], problems: readonly Problem[]): void {
  const { entries, fresh, added, doubles, left } = merged(useClass.getState().entries ?? [], brought);
  const full = left > 0 ? [problem('class-full', { limit: MOST_HAND_INS })] : [];
  const outcome = { added, doubles, problems: [...problems, ...full] };
  useClass.setState({ entries, outcome, removed: [], reading: null });
  keep(fresh);
}

/** Takes in hand-ins, recordings, and texts with links, and shows the class. */
export async function addFiles(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  if (useView.getState().dialog !== 'class') openDialog('class');
  const [brought, problems]: [Entry[], Problem[]] = [[], []];
  const total = files.length;
  useClass.setState({ reading: { done: 0, total }, outcome: null });
  await loadClass();
  for (let done = 0; done < total; done += PORTION) {
    useClass.setState({ reading: { done, total } });
    for (const read of await Promise.all(files.slice(done, done + PORTION).map(readFile))) {
      brought.push(...read.brought);
      problems.push(...read.problems);
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  takeIn(brought, problems);
}

/** Takes in the hand-ins of all links in a text; false where it has none. */
export async function addText(text: string): Promise<boolean> {
  await loadClass();
  const { brought, problems } = ofLinks(text);
  const none = brought.length + problems.length === 0;
  takeIn(brought, none ? [problem('hand-in-no-link')] : problems);
  return !none;
}

interface Brought {
  readonly brought: readonly Entry[];
  readonly problems: readonly Problem[];
}

const readFile = (file: File): Promise<Brought> =>
  entriesOf(file).catch((error: unknown) => ({ brought: [], problems: [problemOf(error)] }));

async function entriesOf(file: File): Promise<Brought> {
  const { name } = file;
  if (file.size > LARGEST) throw new UserError('hand-in-unknown', { file: name });
  const bytes = new Uint8Array(await file.arrayBuffer());
  // The first byte of gzip.
  if (bytes[0] === 0x1f) {
    const { readRecording } = await recordingFiles();
    const run = await readRecording(bytes, name);
    // Read back, so that it is what a hand-in of it would be.
    const text = writeHandIn(handInOf(run, run.facts.name, run.facts.created));
    return { brought: [entryOf(readHandIn(text, name), true, Date.now())], problems: [] };
  }
  const text = new TextDecoder().decode(bytes);
  const links = ofLinks(text);
  if (links.brought.length + links.problems.length > 0) return links;
  return { brought: [entryOf(readHandIn(text, name), false, Date.now())], problems: [] };
}

function ofLinks(text: string): Brought {
  const [brought, problems]: [Entry[], Problem[]] = [[], []];
  for (const encoded of handInsIn(text.slice(0, LARGEST))) {
    try {
      brought.push(entryOf(decodeHandIn(encoded), false, Date.now()));
    } catch (error) {
      problems.push(problemOf(error));
    }
  }
  return { brought, problems };
}

/** Takes some out of the class; they can be brought back until the next change. */
export function remove(ids: ReadonlySet<string>): void {
  const { entries } = useClass.getState();
  const removed = entries?.filter(({ id }) => ids.has(id)) ?? [];
  useClass.setState({ entries: entries?.filter(({ id }) => !ids.has(id)) ?? [], removed, outcome: null });
  keep([], [...ids]);
}

/** Takes all out of the class. */
export const clear = (): void => remove(new Set(useClass.getState().entries?.map(({ id }) => id)));

export function bringBack(): void {
  const { entries, removed } = useClass.getState();
  const all = merged(entries ?? [], removed).entries;
  useClass.setState({ entries: [...all].sort((a, b) => a.added - b.added), removed: [] });
  keep(removed);
}
