/** Folders that a browser of its own writes into, for as long as a test lasts. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'distillery-'));

/**
 * Removes such a folder. Processes of a browser outlive it by moments and write into it meanwhile; a retry of
 * `rmSync` would only try to remove the folder, this one empties it anew.
 */
export const removeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
