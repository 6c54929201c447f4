/** A one-line progress bar with time left; plain lines at intervals where the output is not a terminal. */
export class ProgressBar {
  readonly #total: number;
  readonly #first: number;
  readonly #started = performance.now();
  #printed = 0;

  /** @param first steps already done before this process began: they do not count for the time left */
  constructor(total: number, first = 0) {
    this.#total = total;
    this.#first = first;
  }

  show(done: number, note: string): void {
    const now = performance.now();
    const left = ((now - this.#started) / Math.max(1, done - this.#first)) * (this.#total - done);
    const text = `${done}/${this.#total}  ${note}  ${clock(left)} left`;
    if (process.stdout.isTTY) {
      const filled = Math.round((24 * done) / this.#total);
      process.stdout.write(`\r${'█'.repeat(filled)}${'░'.repeat(24 - filled)} ${text}\u001b[K`);
    } else if (now - this.#printed > 10_000 || done === this.#total) {
      this.#printed = now;
      process.stdout.write(`${text}\n`);
    }
  }

  end(): void {
    if (process.stdout.isTTY) process.stdout.write('\n');
  }
}

/** Bars for work of several stages: a new one whenever the stage or what it counts changes. */
export function stageBars(): (stage: string, done: number, total: number) => void {
  let bar: ProgressBar | null = null;
  let current: string | null = null;
  let counted = 0;
  return (stage, done, total) => {
    if (total === 0) return;
    if (!bar || stage !== current || total !== counted) {
      bar?.end();
      bar = new ProgressBar(total, done);
      current = stage;
      counted = total;
    }
    bar.show(done, stage);
  };
}

function clock(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(seconds % 60).padStart(2, '0')}`;
}
