import { expect, it, vi } from 'vitest';
import type { ThreadWorker } from '../ops/engine/threads';
import { requestThread, serveThreads } from './thread-relay';

/** A worker that keeps what is sent to it. */
class FakeWorker extends EventTarget {
  readonly received: unknown[] = [];
  terminated = false;
  postMessage(message: unknown): void {
    this.received.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message', { cancelable: true }), { data }));
  }
}

const ADDRESS = 'https://example.org/thread.js';

function setUp() {
  const started: { thread: FakeWorker; address: string }[] = [];
  const worker = new FakeWorker();
  const others: unknown[] = [];
  const served = serveThreads(worker as unknown as ThreadWorker, (address) => {
    const thread = new FakeWorker();
    started.push({ thread, address });
    return thread as unknown as ThreadWorker;
  });
  worker.addEventListener('message', (event) => others.push((event as MessageEvent).data));
  const thread = requestThread(ADDRESS, (request) => worker.say(request));
  const [first] = started;
  if (!first) throw new Error('No thread was started.');
  return { worker, served, others, thread, first };
}

it('carries messages between the worker and a thread of its own', async () => {
  const { thread, first } = setUp();
  const heard: unknown[] = [];
  thread.addEventListener('message', (event) => heard.push((event as MessageEvent).data));
  expect(first.address).toBe(ADDRESS);
  first.thread.say('loaded');
  await vi.waitFor(() => expect(heard).toEqual(['loaded']));
  const memory = new SharedArrayBuffer(8);
  thread.postMessage({ memory });
  await vi.waitFor(() => expect(first.thread.received).toHaveLength(1));
  const [{ memory: arrived }] = first.thread.received as [{ memory: SharedArrayBuffer }];
  new Int32Array(memory)[0] = 7;
  expect(new Int32Array(arrived)[0]).toBe(7);
  thread.terminate();
  await vi.waitFor(() => expect(first.thread.terminated).toBe(true));
});

it('shows requests to no other listener, and everything else', () => {
  const { worker, others, thread } = setUp();
  worker.say({ type: 'phase' });
  expect(others).toEqual([{ type: 'phase' }]);
  thread.terminate();
});

it('tells the worker of a script that fails', async () => {
  const { thread, first } = setUp();
  const failed = vi.fn();
  thread.addEventListener('error', failed);
  first.thread.dispatchEvent(new Event('error'));
  await vi.waitFor(() => expect(failed).toHaveBeenCalledOnce());
  thread.terminate();
});

it('ends the threads with their worker', () => {
  const { worker, served, thread, first } = setUp();
  served.terminate();
  expect([worker.terminated, first.thread.terminated]).toEqual([true, true]);
  thread.terminate();
});
