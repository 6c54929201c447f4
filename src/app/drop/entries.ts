/** The files of a drop, those inside of dropped folders included. */
import { notePath } from '../browser/file-path';

/** Twice as many files as pictures that can be used; of more, the first are read. */
const MOST_FILES = 20_000;
const DEEPEST = 3;

/** Must be called while the drop is being handled: afterwards the browser has taken its contents away. */
export function filesOf(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  // Some sources, and tests, give files without entries.
  if (entries.length === 0) return Promise.resolve([...transfer.files]);
  return collect(entries, DEEPEST);
}

async function collect(entries: readonly FileSystemEntry[], depth: number): Promise<File[]> {
  const files: File[] = [];
  for (const entry of entries) {
    if (files.length >= MOST_FILES) break;
    if (isFile(entry)) files.push(await fileOf(entry));
    else if (isFolder(entry) && depth > 0) files.push(...(await collect(await childrenOf(entry), depth - 1)));
  }
  return files.slice(0, MOST_FILES);
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file((file) => resolve(notePath(file, entry.fullPath)), reject));

/** A reader gives the entries in portions, an empty one last. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0 || children.length >= MOST_FILES) return children;
    children.push(...portion);
  }
}
