/** A page with one engine: the benchmark's process calls `bench` in it. */
import { RemoteSession } from '../remote-session';

declare global {
  var bench: RemoteSession;
}

globalThis.bench = new RemoteSession(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }));
