/** A page with one engine: the benchmark's process calls `bench` in it. */
import { Session } from '../session';

declare global {
  var bench: Session;
}

globalThis.bench = new Session();
