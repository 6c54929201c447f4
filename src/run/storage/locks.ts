/**
 * Names that a tab holds while a run or a comparison is open in it (Web Locks). Without Web Locks, and where the browser
 * refuses them with all storage, nothing is known of other tabs. A worker that ends gives its names back.
 */

/** A holder that has just let go may take so long to be heard of. */
const PATIENCE_MS = 1000;

const manager = (): LockManager | undefined => (globalThis.navigator as Navigator | undefined)?.locks;

/** Browsers that store nothing for a page (“block all cookies”) refuse every request. */
const isRefusal = (error: unknown): boolean => error instanceof Error && error.name === 'SecurityError';

/** The answer, or `otherwise` where the browser refuses it. */
async function unlessRefused<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (isRefusal(error)) return otherwise;
    throw error;
  }
}

/**
 * Holds a name until it is given back.
 * @param isNew nobody else can know the name: it is waited for however busy this thread is
 * @returns gives the name back; null when another holder keeps it
 */
export function holdName(name: string, isNew = false): Promise<(() => void) | null> {
  const locks = manager();
  if (!locks) return Promise.resolve(() => {});
  return new Promise((resolve, reject) => {
    const waiting = new AbortController();
    const timer = isNew ? undefined : setTimeout(() => waiting.abort(), PATIENCE_MS);
    const hold = (): Promise<void> => {
      clearTimeout(timer);
      return new Promise<void>((release) => resolve(release));
    };
    locks.request(name, { signal: waiting.signal }, hold).catch((error: unknown) => {
      if (isRefusal(error)) resolve(() => {});
      else if (waiting.signal.aborted) resolve(null);
      else reject(error);
    });
  });
}

/** Resolves when each of the names has been given back. Whoever held one may hold it again by then. */
export async function whenFree(names: readonly string[]): Promise<void> {
  const locks = manager();
  if (!locks) return;
  const free = (name: string): Promise<undefined> => locks.request(name, { mode: 'shared' }, () => undefined);
  await Promise.all(names.map((name) => unlessRefused(free(name), undefined)));
}

/** All names that are held now, by this tab or another. */
export async function heldNames(): Promise<ReadonlySet<string>> {
  const locks = manager();
  if (!locks) return new Set();
  const { held = [] } = await unlessRefused(locks.query(), {});
  return new Set(held.map(({ name = '' }) => name));
}
