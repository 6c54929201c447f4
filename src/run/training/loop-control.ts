/** Pause, step and stop: what the commands of a user allow the loop of a run to do. */
export class LoopControl {
  #stepsAllowed = 0;
  #pauseRequested = false;
  #stopped = false;
  #wake: (() => void) | null = null;

  get stopped(): boolean {
    return this.#stopped;
  }

  /** A pause by a command; not because the allowed steps are done. */
  get pauseRequested(): boolean {
    return this.#pauseRequested;
  }

  /** Another training step may begin. */
  get stepAllowed(): boolean {
    return this.#stepsAllowed >= 1;
  }

  /** The loop has neither a step to begin nor been stopped. */
  get mustWait(): boolean {
    return !this.#stopped && this.#stepsAllowed < 1;
  }

  /** The loop is asleep. */
  get waiting(): boolean {
    return this.#wake !== null;
  }

  /** Lets `steps` more training steps begin (Infinity: until paused). */
  resume(steps: number): void {
    this.#pauseRequested = false;
    this.#stepsAllowed = steps;
    this.#wake?.();
  }

  pause(): void {
    this.#pauseRequested = true;
    this.#stepsAllowed = 0;
  }

  /** Ends the loop, also one that is asleep. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  /** Counts a step that begins. */
  beginStep(): void {
    this.#stepsAllowed -= 1;
  }

  /** Sleeps until `resume` or `stop`. */
  async wait(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = null;
  }
}
