/** Takes in examples one by one, keeps the usable ones, and counts the others with the reason and a few samples. */
import { USER_DATA_LIMITS as LIMITS } from '../../experiment/user-data';
import type { Example } from '../task';

/** Why a row was left out. */
export type ExclusionReason =
  /** Prompt or response is missing or empty. */
  | 'empty'
  /** More or fewer cells than the other rows. */
  | 'columns'
  /** A quotation mark that is not closed, or closed in the middle of a cell. */
  | 'quotes'
  /** Bytes that are no text in the file's encoding. */
  | 'undecodable'
  /** Not valid JSON. */
  | 'json'
  /** A value that is neither text, a number nor true or false. */
  | 'not-text'
  | 'long-prompt'
  | 'long-response'
  /** Emoji and other characters outside the Basic Multilingual Plane. */
  | 'astral'
  /** A control character, or ␣. */
  | 'control'
  /** The prompt occurred before. */
  | 'duplicate'
  /** A character that is not among the most frequent ones. */
  | 'rare'
  /** Beyond the most examples that are kept. */
  | 'beyond';

export interface Excluded {
  readonly reason: ExclusionReason;
  readonly count: number;
  /** The first few, with the line they begin at (1-based). */
  readonly samples: readonly { readonly line: number; readonly text: string }[];
}

export interface Collected {
  readonly examples: readonly Example[];
  /** Rows seen: `examples.length` and the counts of `excluded` add up to it. */
  readonly rows: number;
  readonly excluded: readonly Excluded[];
  /** Characters beyond the limit, the most frequent first. */
  readonly rareCharacters: string;
}

const SAMPLES = 3;
const LONGEST_SAMPLE = 80;
const MOST_RARE_NAMED = 40;
/** Half a pair, too: a window of running text may begin in the middle of one. */
const SURROGATE = /[\ud800-\udfff]/;
/** ␣ as well: it is the visible sign for a space. */
const CONTROL = /[^\P{Cc}\n\t]|␣/u;
/** U+FFFD, which bytes that are no text are decoded to. */
const UNDECODABLE = '\ufffd';

interface Candidate extends Example {
  readonly line: number;
}

export class Collector {
  readonly #candidates: Candidate[] = [];
  readonly #prompts = new Set<string>();
  readonly #excluded = new Map<
    ExclusionReason,
    { count: number; samples: { line: number; text: string }[] }
  >();
  #rows = 0;

  /** There are as many as are kept: rows need not be looked at, only counted. */
  get full(): boolean {
    return this.#candidates.length >= LIMITS.examples;
  }

  /** Whether a prompt has been taken in already. */
  has(prompt: string): boolean {
    return this.#prompts.has(prompt);
  }

  /** A row that could not be read. */
  leaveOut(reason: ExclusionReason, line: number, text: string): void {
    this.#rows += 1;
    this.#count(reason, line, text);
  }

  /** Rows beyond the most that are kept, the first of them in this line. */
  skip(count: number, line: number): void {
    if (count < 1) return;
    this.#rows += count;
    const entry = this.#entry('beyond');
    if (entry.count === 0) entry.samples.push({ line, text: '' });
    entry.count += count;
  }

  /** A row; prompt and response as they are to be stored. False when it is left out. */
  add(line: number, prompt: string, response: string): boolean {
    this.#rows += 1;
    const reason = this.#objection(prompt, response);
    if (reason) {
      this.#count(reason, line, prompt, response);
      return false;
    }
    this.#prompts.add(prompt);
    this.#candidates.push({ line, prompt, response });
    return true;
  }

  #objection(prompt: string, response: string): ExclusionReason | null {
    if (prompt === '' || response === '') return 'empty';
    if (prompt.length > LIMITS.prompt) return 'long-prompt';
    if (response.length > LIMITS.response) return 'long-response';
    if (prompt.includes(UNDECODABLE) || response.includes(UNDECODABLE)) return 'undecodable';
    if (SURROGATE.test(prompt) || SURROGATE.test(response)) return 'astral';
    if (CONTROL.test(prompt) || CONTROL.test(response)) return 'control';
    if (this.#prompts.has(prompt)) return 'duplicate';
    return this.full ? 'beyond' : null;
  }

  #count(reason: ExclusionReason, line: number, text: string, response = ''): void {
    const entry = this.#entry(reason);
    entry.count += 1;
    if (entry.samples.length >= SAMPLES) return;
    const [start, end] = [text, response].map((part) => part.slice(0, LONGEST_SAMPLE));
    entry.samples.push({ line, text: end === '' ? `${start}` : `${start} → ${end}` });
  }

  #entry(reason: ExclusionReason): { count: number; samples: { line: number; text: string }[] } {
    const entry = this.#excluded.get(reason) ?? { count: 0, samples: [] };
    this.#excluded.set(reason, entry);
    return entry;
  }

  /** Settles the vocabulary: examples with characters that are not among the most frequent are left out. To be called once. */
  finish(): Collected {
    const frequency = new Map<string, number>();
    for (const { prompt, response } of this.#candidates) {
      // In how many examples, not how often: that many would be lost.
      for (const character of new Set(prompt + response)) {
        frequency.set(character, (frequency.get(character) ?? 0) + 1);
      }
    }
    const byFrequency = [...frequency].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    const rare = new Set(byFrequency.slice(LIMITS.characters).map(([character]) => character));
    const examples: Example[] = [];
    for (const { line, prompt, response } of this.#candidates) {
      if (rare.size > 0 && [...prompt, ...response].some((character) => rare.has(character))) {
        this.#count('rare', line, prompt, response);
      } else examples.push({ prompt, response });
    }
    return {
      examples,
      rows: this.#rows,
      excluded: [...this.#excluded]
        .map(([reason, { count, samples }]) => ({ reason, count, samples }))
        .sort((a, b) => b.count - a.count),
      rareCharacters: [...rare].slice(0, MOST_RARE_NAMED).join(''),
    };
  }
}
