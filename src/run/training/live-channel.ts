/** Connects the tab in which a run or a comparison goes on with the tabs that show it. */
import type { KeptKind, RunEvent } from '../protocol';
import { isShown, type LiveMessage, readLiveMessage } from '../protocol/live';
import { channelOf } from '../protocol/values';

export class LiveChannel {
  readonly #channel: BroadcastChannel | null;

  /** @param onMessage called with what other tabs say */
  constructor(kind: KeptKind, id: string, onMessage: (message: LiveMessage) => void) {
    this.#channel =
      typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(channelOf(kind, id));
    this.#channel?.addEventListener('message', ({ data }) => {
      const message = readLiveMessage(data);
      if (message) onMessage(message);
    });
  }

  tell(event: RunEvent): void {
    if (isShown(event)) this.#post(event);
  }

  ask(type: 'take-over' | 'tell-all'): void {
    this.#post({ type });
  }

  /** Says that it can be had, and ends. */
  letGo(): void {
    this.#post({ type: 'let-go' });
    this.close();
  }

  close(): void {
    this.#channel?.close();
  }

  #post(message: LiveMessage): void {
    this.#channel?.postMessage(message);
  }
}
