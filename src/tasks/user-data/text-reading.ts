/** Running text: windows of it are the examples. */
import { USER_DATA_LIMITS as LIMITS } from '../../experiment/user-data';
import type { Collector } from './collector';
import type { Layout } from './format';
import type { Reading } from './reading';
import { windowsOf } from './windows';

export class TextReading implements Reading {
  readonly layout: Layout;
  readonly columns = null;
  readonly firstRows = [];
  readonly notes = [];
  readonly cut = { prompt: 0, response: 0 };
  readonly isText = true;
  readonly otherRules = null;
  readonly #collector: Collector;
  #parts: string[] = [];
  #kept = 0;
  #unread = 0;

  constructor(layout: Layout, collector: Collector) {
    this.layout = layout;
    this.#collector = collector;
  }

  take(text: string, last: boolean): void {
    // Enough for as many windows as are kept; the rest is only measured.
    const enough = (LIMITS.examples + 1) * LIMITS.window;
    if (this.#kept < enough) this.#parts.push(text);
    else this.#unread += text.length;
    this.#kept += text.length;
    if (!last) return;
    // In one go: a character and its accent may lie in two pieces. Form feeds are white space.
    const all = this.#parts
      .join('')
      .replace(/[\f\v]/g, ' ')
      .normalize('NFC');
    this.#parts = [];
    let line = 1;
    for (const { line: begins, prompt, response } of windowsOf(all.slice(0, enough), (prompt) =>
      this.#collector.has(prompt),
    )) {
      line = begins;
      this.#collector.add(begins, prompt, response);
    }
    const further = Math.max(0, all.length - enough) + this.#unread;
    this.#collector.skip(Math.floor(further / LIMITS.window), line);
  }
}
