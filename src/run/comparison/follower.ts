/** The comparison on the page, as another tab computes it: heard as it goes, asked for, noticed when it is free. */
import type { ComparisonEvent } from '../protocol/comparison';
import type { LiveMessage } from '../protocol/live';
import { channelOf } from '../protocol/values';
import { heldNames, whenFree } from '../storage/locks';
import { LiveChannel } from '../training/live-channel';

/** Milliseconds in which the other tab lets go, unless the browser has put it to sleep. */
const PATIENCE = 10_000;

export interface FollowerHost {
  readonly emit: (event: ComparisonEvent) => void;
  /** The other tab has let go of it, or is gone. */
  readonly onFree: (isWanted: boolean) => void;
  /** The other tab has not answered. */
  readonly onSilent: () => void;
}

export class Follower {
  readonly #id: string;
  readonly #host: FollowerHost;
  readonly #channel: LiveChannel;
  #elsewhere = false;
  /** Runs while this tab has asked for the comparison. */
  #late: ReturnType<typeof setTimeout> | null = null;

  /** @param elsewhere another tab is known to compute it */
  constructor(id: string, elsewhere: boolean, host: FollowerHost) {
    this.#id = id;
    this.#host = host;
    this.#channel = new LiveChannel('comparison', id, (message) => this.#hear(message));
    if (!elsewhere) return;
    this.#begin();
    this.askAll();
  }

  /** Another tab computes it. */
  get elsewhere(): boolean {
    return this.#elsewhere;
  }

  /** Asks how all of its runs stand. */
  askAll(): void {
    this.#channel.ask('tell-all');
  }

  /** Asks the other tab for it. */
  askFor(): void {
    this.#forgetAsked();
    this.#late = setTimeout(this.#host.onSilent, PATIENCE);
    this.#channel.ask('take-over');
  }

  close(): void {
    this.#elsewhere = false;
    this.#forgetAsked();
    this.#channel.close();
  }

  #hear(message: LiveMessage): void {
    if (message.type === 'let-go') this.#freed();
    else if (message.type === 'comparison') {
      this.#begin();
      this.#host.emit({ ...message, elsewhere: true });
    } else if (message.type === 'compared-run' || message.type === 'comparison-state') {
      if (this.#elsewhere) this.#host.emit(message);
      // A part is nothing without the whole.
      else this.askAll();
    }
  }

  #begin(): void {
    if (this.#elsewhere) return;
    this.#elsewhere = true;
    void this.#awaitFree();
  }

  /** A tab that is closed says nothing. */
  async #awaitFree(): Promise<void> {
    const name = channelOf('comparison', this.#id);
    // Without Web Locks nothing is known of other tabs.
    if (!(await heldNames()).has(name)) return;
    await whenFree([name]);
    this.#freed();
  }

  #freed(): void {
    if (!this.#elsewhere) return;
    const isWanted = this.#late !== null;
    this.#elsewhere = false;
    this.#forgetAsked();
    this.#host.onFree(isWanted);
  }

  #forgetAsked(): void {
    if (this.#late !== null) clearTimeout(this.#late);
    this.#late = null;
  }
}
