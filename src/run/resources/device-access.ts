/**
 * Keeps computation apart from the compilation of shaders. While tfjs compiles in its compile-only mode, every other
 * dispatch fails or is dropped, so compilation needs the device alone.
 */
export class DeviceAccess {
  #users = 0;
  /** Resolves when the last compilation that was asked for has ended. */
  #compiling: Promise<void> | null = null;
  #whenIdle: (() => void) | null = null;

  /**
   * Waits until nothing is being compiled, and holds further compilation off.
   * @returns gives the device back; calling it again does nothing
   */
  async enter(): Promise<() => void> {
    while (this.#compiling) await this.#compiling;
    this.#users += 1;
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      this.#users -= 1;
      if (this.#users === 0) this.#whenIdle?.();
    };
  }

  /** Runs `work` while nothing is being compiled. Several may compute at the same time. */
  async compute<T>(work: () => T | Promise<T>): Promise<T> {
    const leave = await this.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** Runs `work` while nothing else computes. Compilations follow one another. */
  compile<T>(work: () => Promise<T>): Promise<T> {
    const result = (this.#compiling ?? Promise.resolve()).then(() => this.#idle()).then(work);
    const ended = result.then(
      () => undefined,
      () => undefined,
    );
    this.#compiling = ended;
    void ended.then(() => {
      if (this.#compiling === ended) this.#compiling = null;
    });
    return result;
  }

  #idle(): Promise<void> {
    if (this.#users === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenIdle = () => {
        this.#whenIdle = null;
        resolve();
      };
    });
  }
}
