import { afterEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../errors/user-error';
import { download } from './download';

const ASSETS = 'https://example.org/app/';
const FILE = 'teachers/a.safetensors';
const live = (): AbortSignal => new AbortController().signal;

/** A body that sends its pieces and then nothing more. */
const unending = (...pieces: readonly Uint8Array[]): Response =>
  new Response(
    new ReadableStream({
      start: (controller) => {
        for (const piece of pieces) controller.enqueue(piece);
      },
    }),
  );

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const failureOf = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    return error instanceof UserError ? { code: error.code, values: error.values } : error;
  }
  throw new Error('it did not fail');
};

test('the pieces are joined, and each is reported', async () => {
  vi.stubGlobal('fetch', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(Uint8Array.of(1, 2));
        controller.enqueue(Uint8Array.of(3));
        controller.close();
      },
    });
    return new Response(body, { headers: { 'content-length': '3' } });
  });
  const onBytes = vi.fn();
  expect(await download(ASSETS, FILE, { signal: live(), onBytes })).toEqual(Uint8Array.of(1, 2, 3));
  expect(onBytes.mock.calls).toEqual([
    [2, 3],
    [3, 3],
  ]);
});

describe('a download that stalls', () => {
  test.each([
    ['before the answer', () => new Promise<Response>(() => {})],
    ['in the middle', async () => unending(new Uint8Array(100))],
  ])('%s fails after 20 seconds without a byte', async (_name, fetch) => {
    vi.useFakeTimers();
    vi.stubGlobal('fetch', fetch);
    let ended = false;
    const failure = failureOf(download(ASSETS, FILE, { signal: live() })).finally(() => {
      ended = true;
    });
    await vi.advanceTimersByTimeAsync(19_900);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(await failure).toEqual({ code: 'download-stalled', values: { file: FILE, seconds: 20 } });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a slow one that keeps sending does not', async () => {
    vi.useFakeTimers();
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        await new Promise((resolve) => setTimeout(resolve, 15_000));
        controller.enqueue(Uint8Array.of(sent));
        sent += 1;
        if (sent === 4) controller.close();
      },
    });
    vi.stubGlobal('fetch', async () => new Response(body));
    const bytes = download(ASSETS, FILE, { signal: live() });
    await vi.advanceTimersByTimeAsync(61_000);
    expect(await bytes).toEqual(Uint8Array.of(0, 1, 2, 3));
  });
});

test.each([
  [
    'no network',
    async () => {
      throw new TypeError('Failed to fetch');
    },
    { code: 'download-failed', values: { file: FILE } },
  ],
  [
    'a refusal',
    async () => new Response('', { status: 503 }),
    { code: 'download-status', values: { file: FILE, status: 503 } },
  ],
  [
    'a broken connection',
    async () => new Response(new ReadableStream({ pull: (to) => to.error(new TypeError('reset')) })),
    { code: 'download-broken', values: { file: FILE } },
  ],
])('%s is a problem with the name of the file', async (_name, fetch, problem) => {
  vi.stubGlobal('fetch', fetch);
  expect(await failureOf(download(ASSETS, FILE, { signal: live() }))).toEqual(problem);
});

test('the caller can give up, which ends the transfer', async () => {
  let transfer: AbortSignal | undefined;
  vi.stubGlobal('fetch', async (_address: string, { signal }: { signal: AbortSignal }) => {
    transfer = signal;
    return unending(new Uint8Array(100));
  });
  const caller = new AbortController();
  const bytes = download(ASSETS, FILE, { signal: caller.signal });
  await Promise.resolve();
  caller.abort();
  await expect(bytes).rejects.toBe(caller.signal.reason);
  expect(transfer?.aborted).toBe(true);
});
