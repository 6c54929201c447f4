import { describe, expect, it } from 'vitest';
import { problem } from '../errors/problems';
import { says } from '../test-support/says';
import { backendFromUrl, RunClient, threadsFromUrl, type WorkerLike } from './client';
import type { Command, RunEvent } from './protocol';

/** A worker under the test's thumb. */
class FakeWorker extends EventTarget {
  readonly posted: Command[] = [];
  terminated = false;
  postMessage(command: Command): void {
    this.posted.push(command);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }
  die(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

function setUp(comparison: () => string | null = () => null) {
  const workers: FakeWorker[] = [];
  const events: RunEvent[] = [];
  const client = new RunClient({
    backend: 'auto',
    threads: 2,
    framed: false,
    assets: 'https://example.org/',
    comparison,
    onEvent: (event) => events.push(event),
    createWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker as unknown as WorkerLike;
    },
  });
  return { client, workers, events };
}

describe('RunClient', () => {
  it('opens once and then passes commands on', () => {
    const { client, workers } = setUp();
    client.open();
    client.post({ type: 'pause' });
    expect(workers).toHaveLength(1);
    expect(workers[0]?.posted.map(({ type }) => type)).toEqual(['open', 'pause']);
  });

  it('names the comparison of the tab to each worker', () => {
    let shown: string | null = null;
    const { client, workers } = setUp(() => shown);
    client.open();
    shown = 'a';
    workers[0]?.die('boom');
    client.open();
    const open = {
      ...{ type: 'open', backend: 'auto', assets: 'https://example.org/' },
      threads: { asked: 2, framed: false },
    };
    expect(workers.map(({ posted }) => posted)).toEqual([[open], [{ ...open, comparison: 'a' }]]);
  });

  it('turns a malformed message into a notice', () => {
    const { client, workers, events } = setUp();
    client.open();
    workers[0]?.say({ type: 'phase', phase: 'dancing' });
    expect(events.map(({ type }) => type)).toEqual(['notice']);
  });

  it('reports a crash once, and opens a new worker for the next command', () => {
    const { client, workers, events } = setUp();
    client.open();
    const [first] = workers;
    first?.die('boom');
    first?.say({ type: 'notice', problem: problem('run-not-saved') });
    expect(first?.terminated).toBe(true);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      type: 'failure',
      fatal: true,
      failure: { problem: says('boom'), restorableStep: null },
    });
    client.post({ type: 'reset' });
    expect(workers[1]?.posted.map(({ type }) => type)).toEqual(['open', 'reset']);
  });
});

describe('backendFromUrl', () => {
  it('takes known names and says what it does not know', () => {
    expect(backendFromUrl('?backend=WASM')).toEqual({ backend: 'wasm', unknown: null });
    expect(backendFromUrl('')).toEqual({ backend: 'auto', unknown: null });
    expect(backendFromUrl('?backend=tpu')).toEqual({ backend: 'auto', unknown: 'tpu' });
  });
});

describe('threadsFromUrl', () => {
  it.each([
    ['', null, null],
    ['?threads=', null, null],
    ['?threads=4&backend=wasm', 4, null],
    ['?threads=16', 16, null],
    ['?threads=0', null, '0'],
    ['?threads=17', null, '17'],
    ['?threads=1.5', null, '1.5'],
    ['?threads=many', null, 'many'],
  ])('%s', (search, threads, unknown) => {
    expect(threadsFromUrl(search)).toEqual({ threads, unknown });
  });
});
