import { expect, test, vi } from 'vitest';

test('a second evaluation of the worker adds no second runner', async () => {
  const posted: unknown[] = [];
  const listeners: ((event: { data: unknown }) => void)[] = [];
  vi.stubGlobal('postMessage', (event: unknown) => posted.push(event));
  vi.stubGlobal('addEventListener', (_type: string, listener: (event: { data: unknown }) => void) =>
    listeners.push(listener),
  );
  await import('./worker');
  vi.resetModules();
  await import('./worker');
  expect(listeners).toHaveLength(1);
  for (const listener of listeners) listener({ data: { type: 'unheard-of' } });
  expect(posted).toMatchObject([{ type: 'failure', failure: { problem: { code: 'command-malformed' } } }]);
});
