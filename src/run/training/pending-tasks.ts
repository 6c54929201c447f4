/** Asynchronous work beside the loop of a run. */
export class PendingTasks {
  readonly #under = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | null = null;

  /** Adds `work`. Its error is kept until the loop asks. */
  add(work: Promise<void>): void {
    const settled = work
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#under.delete(settled));
    this.#under.add(settled);
  }

  /** @throws the first error of the work so far */
  rethrow(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /**
   * Waits for all that is under way.
   * @throws the first error of the work so far
   */
  async drain(): Promise<void> {
    await Promise.all(this.#under);
    this.rethrow();
  }
}
