import { expect, test, vi } from 'vitest';
import { SharedLoads } from './shared-loads';

const live = (): AbortSignal => new AbortController().signal;

test('callers of a name share one load; the next caller loads again', async () => {
  const loads = new SharedLoads<number>();
  const begin = vi.fn(async () => begin.mock.calls.length);
  expect(await Promise.all([loads.join('a', live(), begin), loads.join('a', live(), begin)])).toEqual([1, 1]);
  expect(await loads.join('a', live(), begin)).toBe(2);
});

test('a failure reaches all callers and is forgotten', async () => {
  const loads = new SharedLoads<number>();
  const broken = new Error('broken');
  const both = [1, 2].map(() => loads.join('a', live(), () => Promise.reject(broken)));
  for (const one of both) await expect(one).rejects.toBe(broken);
  expect(await loads.join('a', live(), async () => 7)).toBe(7);
});

test('a load continues while a caller waits, and is aborted with the last', async () => {
  const loads = new SharedLoads<number>();
  let transfer: AbortSignal | undefined;
  const begin = (signal: AbortSignal): Promise<number> => {
    transfer = signal;
    return new Promise(() => {});
  };
  const [first, second] = [new AbortController(), new AbortController()];
  const waiting = [first, second].map(({ signal }) => loads.join('a', signal, begin));
  first.abort();
  await expect(waiting[0]).rejects.toBe(first.signal.reason);
  expect(transfer?.aborted).toBe(false);
  second.abort();
  await expect(waiting[1]).rejects.toBe(second.signal.reason);
  expect(transfer?.aborted).toBe(true);
  // What never ended is not waited for again.
  expect(await loads.join('a', live(), async () => 3)).toBe(3);
});
