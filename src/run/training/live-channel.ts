/** Tells other tabs of the run that goes on in this one, and hears when one of them asks for it. */
import type { RunEvent } from '../protocol';
import { isShown, type LiveMessage, readLiveMessage } from '../protocol/live';
import { channelOf } from '../protocol/values';

export class LiveChannel {
  readonly #channel: BroadcastChannel | null;

  /** @param onAsked called when another tab asks for the run */
  constructor(id: string, onAsked: () => void) {
    this.#channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(channelOf(id));
    this.#channel?.addEventListener('message', ({ data }) => {
      if (readLiveMessage(data)?.type === 'take-over') onAsked();
    });
  }

  tell(event: RunEvent): void {
    if (isShown(event)) this.#post(event);
  }

  /** Says that the run can be had, and ends. */
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
