import { beforeEach, expect, test, vi } from 'vitest';
import type { Command, RunEvent } from '../../run/protocol';

const posted: string[] = [];
const client = {
  open: () => posted.push('open'),
  post: ({ type }: Command) => posted.push(type),
  close: () => {},
};

beforeEach(() => {
  vi.resetModules();
  vi.doUnmock('./connection');
  posted.length = 0;
});

test('commands wait for the client, and keep their order', async () => {
  vi.doMock('./connection', () => ({ connect: () => client }));
  const { openWorker, post } = await import('./worker');
  openWorker();
  post({ type: 'list-models' });
  post({ type: 'pause' });
  expect(posted).toEqual([]);
  await vi.waitFor(() => expect(posted).toEqual(['open', 'list-models', 'pause']));
  post({ type: 'resume' });
  expect(posted.at(-1)).toBe('resume');
});

test('a client that cannot be loaded is a failure, and the next command tries again', async () => {
  vi.doMock('./connection', () => {
    throw new Error('offline');
  });
  const { handleEvents, openWorker, post } = await import('./worker');
  const events: RunEvent[] = [];
  handleEvents((event) => events.push(event));
  openWorker();
  post({ type: 'list-models' });
  await vi.waitFor(() => expect(events).toHaveLength(1));
  expect(events).toMatchObject([
    { type: 'failure', fatal: true, failure: { problem: { code: 'worker-crashed' }, restorableStep: null } },
  ]);
  vi.doMock('./connection', () => ({ connect: () => client }));
  post({ type: 'pause' });
  await vi.waitFor(() => expect(posted).toEqual(['pause']));
});
