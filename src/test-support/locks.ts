/** Web Locks in memory, as several tabs share them. For tests only. */

type Hold = (lock: Lock) => Promise<void> | void;

export class MemoryLocks {
  readonly #held = new Set<string>();
  #waiting: { readonly name: string; readonly grant: () => void }[] = [];

  async request(name: string, { signal }: { signal?: AbortSignal }, hold: Hold): Promise<void> {
    while (this.#held.has(name)) await this.#turn(name, signal);
    this.#held.add(name);
    await hold({ name, mode: 'exclusive' });
    this.#held.delete(name);
    for (const { grant } of this.#waiting.splice(0)) grant();
  }

  #turn(name: string, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ name, grant: resolve });
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  }

  async query(): Promise<{ held: { name: string }[] }> {
    return { held: [...this.#held].map((name) => ({ name })) };
  }
}
