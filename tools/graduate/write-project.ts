/** Writes the files of a PyTorch project into a new folder. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A reason not to write a project, in a sentence. */
export class GraduationError extends Error {}

/**
 * Writes the files into a new folder; after a fault there is none.
 * @throws GraduationError where the folder is not empty, or the disk is full
 */
export function writeProject(files: ReadonlyMap<string, Uint8Array>, out: string): void {
  const target = resolve(out);
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new GraduationError(`${target} is not empty. Name a new folder with --out.`);
  }
  let part: string | null = null;
  try {
    mkdirSync(dirname(target), { recursive: true });
    part = mkdtempSync(`${target}.part-`);
    // A temporary folder is the owner's alone; this one is to be like any other.
    chmodSync(part, 0o777 & ~process.umask());
    for (const [path, content] of files) {
      mkdirSync(dirname(join(part, path)), { recursive: true });
      writeFileSync(join(part, path), content);
    }
    rmSync(target, { recursive: true, force: true });
    renameSync(part, target);
  } catch (error) {
    if (part) rmSync(part, { recursive: true, force: true });
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = WRITE_FAULTS[code];
    throw why ? new GraduationError(`${target} was not written: ${why}`) : error;
  }
}

const WRITE_FAULTS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Make room, or name a folder on another disk.',
  EDQUOT: 'your share of the disk is full. Make room, or name a folder on another disk.',
  EACCES: 'the folder may not be written to. Name another one with --out.',
  EROFS: 'the disk can only be read. Name a folder on another disk.',
  EEXIST: 'a part of its path is a file. Name another folder with --out.',
  ENOTDIR: 'a part of its path is a file. Name another folder with --out.',
};
