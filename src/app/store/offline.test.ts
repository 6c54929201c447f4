import { beforeEach, expect, test, vi } from 'vitest';
import { largeFiles } from '../../../tools/large-files';

const { registration } = vi.hoisted(() => ({ registration: { present: true } }));
vi.mock('../browser/service-worker', () => ({
  registerServiceWorker: async () => (registration.present ? {} : null),
}));

const { cancelKeeping, forgetAll, keepAll, lookAtOffline, useOffline } = await import('./offline');

const FILES = largeFiles();
const TOTAL = FILES.reduce((sum, { bytes }) => sum + bytes, 0);
const [FIRST, SECOND, THIRD] = FILES;

const pathOf = (address: string): string => new URL(address).pathname.slice(1);
const fileAt = (path: string) => FILES.find((file) => file.path === path);

/** What the browser keeps, by the name of the cache and the path of the file. */
let stores: Map<string, Map<string, Response>>;
/** Paths that were asked of the network. */
let asked: string[];
/** Answers of the network other than the file. */
let answers: Map<string, () => Promise<Response>>;

class FakeCache {
  readonly #entries: Map<string, Response>;
  constructor(entries: Map<string, Response>) {
    this.#entries = entries;
  }
  async match(address: string): Promise<Response | undefined> {
    return this.#entries.get(pathOf(address));
  }
  async put(address: string, response: Response): Promise<void> {
    this.#entries.set(pathOf(address), response);
  }
}

const storeOf = (name: string): Map<string, Response> => {
  const store = stores.get(name) ?? new Map();
  stores.set(name, store);
  return store;
};

beforeEach(async () => {
  stores = new Map();
  asked = [];
  answers = new Map();
  registration.present = true;
  useOffline.setState({ state: { kind: 'unknown' } });
  vi.stubGlobal('location', { href: 'https://example.org/' });
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('caches', {
    open: async (name: string) => new FakeCache(storeOf(name)),
    delete: async (name: string) => stores.delete(name),
  });
  vi.stubGlobal('fetch', async (address: string) => {
    const path = pathOf(address);
    asked.push(path);
    const answer = answers.get(path);
    return answer ? answer() : new Response(new Uint8Array(fileAt(path)?.bytes ?? 0));
  });
});

const state = () => useOffline.getState().state;
const shares = (): number[] => {
  const seen: number[] = [];
  useOffline.subscribe(({ state: now }) => now.kind === 'keeping' && seen.push(now.done));
  return seen;
};

test('where there can be no service worker it says so', async () => {
  registration.present = false;
  await lookAtOffline();
  expect(state()).toEqual({ kind: 'impossible' });
});

test('everything is fetched once, and what was kept file by file makes room', async () => {
  await lookAtOffline();
  expect(state()).toEqual({ kind: 'some', missing: TOTAL, problem: null });
  storeOf('used').set(FIRST?.path ?? '', new Response());
  const seen = shares();
  await keepAll();
  expect(state()).toEqual({ kind: 'all', bytes: TOTAL });
  expect(asked).toEqual(FILES.map(({ path }) => path));
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(TOTAL);
  expect([...stores.keys()]).toEqual(['all']);
  await lookAtOffline();
  expect(state()).toEqual({ kind: 'all', bytes: TOTAL });
  await forgetAll();
  expect(state()).toEqual({ kind: 'some', missing: TOTAL, problem: null });
});

test('after a failure what has arrived stays, and the rest can be fetched', async () => {
  answers.set(THIRD?.path ?? '', async () => new Response(null, { status: 503 }));
  await keepAll();
  const arrived = (FIRST?.bytes ?? 0) + (SECOND?.bytes ?? 0);
  expect(state()).toEqual({
    kind: 'some',
    missing: TOTAL - arrived,
    problem: { code: 'download-status', values: { file: THIRD?.path, status: 503 } },
  });
  answers.clear();
  asked = [];
  await keepAll();
  expect(asked).toEqual(FILES.slice(2).map(({ path }) => path));
  expect(state().kind).toBe('all');
});

test('it can be cancelled, which is no failure', async () => {
  answers.set(SECOND?.path ?? '', () => new Promise(() => cancelKeeping()));
  await keepAll();
  expect(state()).toEqual({ kind: 'some', missing: TOTAL - (FIRST?.bytes ?? 0), problem: null });
});

test('a full disk is said', async () => {
  vi.stubGlobal('caches', {
    open: async () => ({
      match: async () => undefined,
      put: () => Promise.reject(new DOMException('full', 'QuotaExceededError')),
    }),
  });
  await keepAll();
  expect(state()).toMatchObject({
    problem: { code: 'storage-full', values: { kept: { term: 'kept.site' } } },
  });
});

test('a file of another version of the page is fetched again', async () => {
  await keepAll();
  storeOf('all').set(SECOND?.path ?? '', new Response(null, { headers: { 'x-revision': 'older' } }));
  asked = [];
  await lookAtOffline();
  expect(state()).toEqual({ kind: 'some', missing: SECOND?.bytes, problem: null });
  await keepAll();
  expect(asked).toEqual([SECOND?.path]);
});
