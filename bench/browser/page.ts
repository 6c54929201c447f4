/** A page with one engine: the benchmark's process calls `bench` in it. */
import { startWorker } from '../../src/run/start-worker';
import { serveThreads } from '../../src/run/thread-relay';
import { RemoteSession } from '../remote-session';

declare global {
  var bench: RemoteSession;
}

globalThis.bench = new RemoteSession(
  serveThreads(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }), startWorker),
);
