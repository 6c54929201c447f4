/** Two processes beside each other must not do the same run twice: a lock file for each active run. */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';

const Owner = v.object({ process: v.number(), host: v.string() });

/** Milliseconds after which a lock that cannot be read is not being written any more. */
const WRITTEN_WITHIN = 60_000;

/** Milliseconds since the last change; 0 when there is no such file. */
const ageOf = (path: string): number => {
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return changed === undefined ? 0 : Date.now() - changed;
};

/** Whether the process that holds a lock is gone. One of another machine is believed until its file is deleted. */
function abandoned(path: string): boolean {
  let owner: v.InferOutput<typeof Owner>;
  try {
    owner = v.parse(Owner, JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Being written this moment, gone already, or cut off by a kill.
    return ageOf(path) > WRITTEN_WITHIN;
  }
  if (owner.host !== hostname()) return false;
  try {
    process.kill(owner.process, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/**
 * Takes the lock of a run.
 * @returns what gives it back; null when another process has it
 */
export function takeLock(folder: string, name: string): (() => void) | null {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.lock`);
  // Two that find the same abandoned lock at the same moment may both take it: then a run is done twice, with one result.
  if (abandoned(path)) rmSync(path, { force: true });
  try {
    writeFileSync(path, JSON.stringify({ process: process.pid, host: hostname() }), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
    throw error;
  }
  return () => rmSync(path, { force: true });
}
