/**
 * Names that a tab holds while a run or a comparison is open in it (Web Locks). Without Web Locks nothing is known of other
 * tabs. A worker that ends gives its names back.
 */

/** A holder that has just let go may take so long to be heard of. */
const PATIENCE_MS = 1000;

const manager = (): LockManager | undefined => (globalThis.navigator as Navigator | undefined)?.locks;

/**
 * Holds a name until it is given back.
 * @returns gives the name back; null when another holder keeps it
 */
export function holdName(name: string): Promise<(() => void) | null> {
  const locks = manager();
  if (!locks) return Promise.resolve(() => {});
  return new Promise((resolve, reject) => {
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), PATIENCE_MS);
    const hold = (): Promise<void> => {
      clearTimeout(timer);
      return new Promise<void>((release) => resolve(release));
    };
    locks.request(name, { signal: waiting.signal }, hold).catch((error: unknown) => {
      if (waiting.signal.aborted) resolve(null);
      else reject(error);
    });
  });
}

/** All names that are held now, by this tab or another. */
export async function heldNames(): Promise<ReadonlySet<string>> {
  const snapshot = await manager()?.query();
  return new Set(snapshot?.held?.map(({ name = '' }) => name));
}
