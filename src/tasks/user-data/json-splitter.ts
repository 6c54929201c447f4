/** Cuts JSON text into raw records by line ends, brackets and quotes alone: a damaged record leaves the others whole. */
import { UserError } from '../../errors/user-error';
import { LONGEST_RECORD } from './record';
import { occurrences } from './text-pieces';

export interface RawRecord {
  readonly line: number;
  readonly text: string;
}

export interface Splitter {
  /** @throws UserError for a record that never ends */
  read(text: string, last: boolean): RawRecord[];
}

/** One record a line. */
export class LineSplitter implements Splitter {
  #rest = '';
  #line = 1;

  read(text: string, last: boolean): RawRecord[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = last ? '' : (lines.pop() ?? '');
    if (this.#rest.length > LONGEST_RECORD) throw new UserError('data-record-too-long', { line: this.#line });
    const records: RawRecord[] = [];
    for (const line of lines) {
      if (line.trim() !== '') records.push({ line: this.#line, text: line });
      this.#line += 1;
    }
    return records;
  }
}

/**
 * The elements of a list, and of the lists beside it in the same object: `{"train": [...], "test": [...]}`. Values one after
 * the other, without a list around them, are elements too.
 */
export class ListSplitter implements Splitter {
  /** Characters before the list that are not read yet. */
  #skip: number;
  #rest = '';
  #line = 1;
  /** Open brackets, relative to the object that holds the lists. */
  #depth = 0;
  #inList = false;
  #inText = false;
  #escaped = false;
  #ended = false;
  readonly #bare: boolean;
  readonly #beside: boolean;

  /** @param start offset of the first list; `bare` when there is no list around the elements */
  constructor(start: number, bare = false) {
    this.#skip = start;
    this.#beside = start > 0;
    this.#bare = bare;
  }

  read(text: string, last: boolean): RawRecord[] {
    const records: RawRecord[] = [];
    let begin = Math.min(this.#skip, text.length);
    this.#skip -= begin;
    this.#line += occurrences(text.slice(0, begin), '\n');
    const cut = (end: number, next: number, keep: boolean): void => {
      const raw = this.#rest + text.slice(begin, end);
      this.#rest = '';
      const trimmed = raw.trim();
      const before = occurrences(raw.slice(0, raw.length - raw.trimStart().length), '\n');
      if (keep && trimmed !== '') records.push({ line: this.#line + before, text: trimmed });
      this.#line += occurrences(raw + text.slice(end, next), '\n');
      begin = next;
    };
    for (let at = begin; at < text.length && !this.#ended; at++) this.#see(text[at] ?? '', at, cut);
    if (this.#ended) return records;
    if (last) cut(text.length, text.length, this.#inList || this.#bare);
    else if (this.#inList || this.#bare) this.#rest += text.slice(begin);
    else cut(text.length, text.length, false);
    if (this.#rest.length > LONGEST_RECORD) throw new UserError('data-record-too-long', { line: this.#line });
    return records;
  }

  #see(character: string, at: number, cut: (end: number, next: number, keep: boolean) => void): void {
    if (this.#inText) {
      if (this.#escaped) this.#escaped = false;
      else if (character === '\\') this.#escaped = true;
      else if (character === '"') this.#inText = false;
    } else if (character === '"') this.#inText = true;
    else if (character === '[' || character === '{') {
      this.#depth += 1;
      if (this.#depth === 1 && !this.#inList && !this.#bare) {
        cut(at, at + 1, false);
        this.#inList = character === '[';
      }
    } else if (character === ']' || character === '}') {
      this.#depth -= 1;
      if (this.#bare) {
        if (this.#depth === 0) cut(at + 1, at + 1, true);
      } else if (this.#depth === 0 && this.#inList) {
        cut(at, at + 1, true);
        this.#inList = false;
        this.#ended = !this.#beside;
      } else if (this.#depth < 0) this.#ended = true;
    } else if (character === ',' && this.#depth === 1 && this.#inList) cut(at, at + 1, true);
    else if (character === ',' && this.#depth === 0 && this.#bare) cut(at, at + 1, false);
  }
}

/** Everything in one piece, at the end. */
export class WholeSplitter implements Splitter {
  #parts: string[] = [];

  read(text: string, last: boolean): RawRecord[] {
    this.#parts.push(text);
    if (!last) return [];
    const whole = this.#parts.join('');
    this.#parts = [];
    return [{ line: 1, text: whole }];
  }
}
