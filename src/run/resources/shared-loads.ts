/** Loads that several callers may wait for at the same time. */
import { orAborted } from '../files/or-aborted';

interface Load<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Callers of the same name wait for one load. It is aborted when the last of them has left. Results are not kept: the
 * next caller loads again.
 */
export class SharedLoads<T> {
  readonly #loads = new Map<string, Load<T>>();

  /**
   * @param signal makes this caller leave
   * @param begin starts the load
   * @throws the reason of `signal`, and what the load throws
   */
  async join(name: string, signal: AbortSignal, begin: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const load = this.#loads.get(name) ?? this.#begin(name, begin);
    load.waiting += 1;
    try {
      return await orAborted(load.result, signal);
    } finally {
      load.waiting -= 1;
      if (load.waiting === 0) {
        this.#forget(name, load);
        load.controller.abort();
      }
    }
  }

  #begin(name: string, begin: (signal: AbortSignal) => Promise<T>): Load<T> {
    const controller = new AbortController();
    const load: Load<T> = { result: begin(controller.signal), controller, waiting: 0 };
    this.#loads.set(name, load);
    const forget = (): void => this.#forget(name, load);
    load.result.then(forget, forget);
    return load;
  }

  #forget(name: string, load: Load<T>): void {
    if (this.#loads.get(name) === load) this.#loads.delete(name);
  }
}
