/**
 * Use without a network. The service worker keeps the page itself, and those of its large files that were used; here a
 * visitor has all of them kept, before a class in a room without a network.
 */
import { create } from 'zustand';
import { type Problem, problem } from '../../errors/problems';
import { isStorageFull } from '../../errors/storage-full';
import { problemOf } from '../../errors/user-error';
import { download } from '../../run/files/download';
import { ALL_CACHE, USED_CACHE } from '../../service-worker/caches';
import { assetsFolder } from '../browser/assets';
import { askToPersist } from '../browser/persist';
import { registerServiceWorker } from '../browser/service-worker';

/** Put in by the build: every file, the bytes that it has, and a name of its content. */
declare const __LARGE_FILES__: readonly {
  readonly path: string;
  readonly bytes: number;
  readonly revision: string;
}[];

type LargeFile = (typeof __LARGE_FILES__)[number];

export type OfflineState =
  | { readonly kind: 'unknown' }
  /** There can be no service worker: a frame, a private window, a page without https. */
  | { readonly kind: 'impossible' }
  /** @property missing bytes that are not kept yet */
  | { readonly kind: 'some'; readonly missing: number; readonly problem: Problem | null }
  | { readonly kind: 'keeping'; readonly done: number; readonly total: number }
  | { readonly kind: 'all'; readonly bytes: number };

export const useOffline = create<{ readonly state: OfflineState }>(() => ({ state: { kind: 'unknown' } }));

/** What ends the present download; null while there is none. */
let current: AbortController | null = null;

const show = (state: OfflineState): void => useOffline.setState({ state });

const REVISION = 'x-revision';

const bytesOf = (files: readonly LargeFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

const addressOf = ({ path }: LargeFile): string => new URL(path, assetsFolder()).href;

/** The files of this version of the page that are not kept. */
async function missingFrom(cache: Cache): Promise<LargeFile[]> {
  const isMissing = await Promise.all(
    __LARGE_FILES__.map(async (file) => {
      const kept = await cache.match(addressOf(file));
      return kept?.headers.get(REVISION) !== file.revision;
    }),
  );
  return __LARGE_FILES__.filter((_, i) => isMissing[i]);
}

async function showKept(trouble: Problem | null = null): Promise<void> {
  const missing = bytesOf(await missingFrom(await caches.open(ALL_CACHE)));
  show(
    missing === 0
      ? { kind: 'all', bytes: bytesOf(__LARGE_FILES__) }
      : { kind: 'some', missing, problem: trouble },
  );
}

/** Looks what is kept, unless files are arriving. */
export async function lookAtOffline(): Promise<void> {
  if (current) return;
  if ((await registerServiceWorker()) === null) show({ kind: 'impossible' });
  else await showKept();
}

async function fetchMissing(signal: AbortSignal): Promise<void> {
  const cache = await caches.open(ALL_CACHE);
  const missing = await missingFrom(cache);
  const total = bytesOf(__LARGE_FILES__);
  let done = total - bytesOf(missing);
  const arrived = (bytes: number): void => show({ kind: 'keeping', done: done + bytes, total });
  arrived(0);
  for (const file of missing) {
    const content = await download(assetsFolder(), file.path, { signal, onBytes: arrived });
    const headers = { [REVISION]: file.revision };
    await cache.put(addressOf(file), new Response(Uint8Array.from(content), { headers }));
    done += file.bytes;
  }
  // Everything in it is kept twice now.
  await caches.delete(USED_CACHE);
}

/** Fetches what is missing; what has arrived stays when that fails or is cancelled. */
export async function keepAll(): Promise<void> {
  if (current) return;
  const transfer = new AbortController();
  current = transfer;
  askToPersist();
  let trouble: Problem | null = null;
  try {
    await fetchMissing(transfer.signal);
  } catch (error) {
    if (!transfer.signal.aborted)
      trouble = isStorageFull(error)
        ? problem('storage-full', { kept: { term: 'kept.site' } })
        : problemOf(error);
  } finally {
    current = null;
  }
  await showKept(trouble);
}

export const cancelKeeping = (): void => current?.abort();

/** Gives the space back; what is used later is kept again, file by file. */
export async function forgetAll(): Promise<void> {
  await caches.delete(ALL_CACHE);
  await showKept();
}
