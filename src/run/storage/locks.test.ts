import { afterEach, expect, test, vi } from 'vitest';
import { heldNames, holdName, whenFree } from './locks';

afterEach(() => vi.unstubAllGlobals());

/** A browser whose every request of a lock fails so. */
function failing(error: Error): void {
  const fail = (): Promise<never> => Promise.reject(error);
  vi.stubGlobal('navigator', { locks: { request: fail, query: fail } });
}

test.each([
  ['without Web Locks', () => vi.stubGlobal('navigator', {})],
  [
    'where the browser refuses them with all storage',
    () => failing(new DOMException('The request was denied.', 'SecurityError')),
  ],
])('%s every name can be held and none is known', async (_name, browser) => {
  browser();
  const release = await holdName('run');
  expect(release).not.toBeNull();
  expect(await heldNames()).toEqual(new Set());
  await whenFree(['run']);
  release?.();
});

test('any other failure is one', async () => {
  failing(new DOMException('gone', 'InvalidStateError'));
  await expect(holdName('run')).rejects.toThrow('gone');
  await expect(heldNames()).rejects.toThrow('gone');
  await expect(whenFree(['run'])).rejects.toThrow('gone');
});
