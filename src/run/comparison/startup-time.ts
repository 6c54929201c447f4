/** The time that the first step of a stage takes longer than the others: kernels are compiled and warmed up in it. */

/** Number of steps whose median estimates the time of a step. */
const OTHERS = 20;

export class StartupTime {
  #last = 0;
  #first: number | null = null;
  readonly #others: number[] = [];

  /** Steps begin, or resume after a pause. `now` in milliseconds, as in `step`. */
  begin(now: number): void {
    this.#last = now;
  }

  /** A step has ended. */
  step(now: number): void {
    const took = now - this.#last;
    this.#last = now;
    if (this.#first === null) this.#first = took;
    else if (this.#others.length < OTHERS) this.#others.push(took);
  }

  /** 0 while there is no other step to compare the first with. */
  get milliseconds(): number {
    const sorted = this.#others.toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    return this.#first === null || median === undefined ? 0 : Math.max(0, this.#first - median);
  }
}
