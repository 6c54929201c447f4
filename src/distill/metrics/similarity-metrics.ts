/** How like each other two answers or two sets of answers are: the arithmetic of similarity.ts. */
import type { ContentTokens } from '../../tasks/content-tokens';
import { commonSubsequence } from '../../tasks/metrics';

const log2 = (x: number): number => Math.log(x) / Math.LN2;

/**
 * Jensen–Shannon distance, the square root of the divergence in bits (Endres & Schindelin 2003): 0 for equal
 * histograms, 1 for disjoint ones. Counts need not sum to the same; an empty histogram is at distance 1 from any other.
 */
export function shannonDistance(a: Float64Array, b: Float64Array): number {
  const total = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0);
  const [sumA, sumB] = [total(a), total(b)];
  if (sumA === 0 || sumB === 0) return sumA === sumB ? 0 : 1;
  let divergence = 0;
  for (let i = 0; i < a.length; i++) {
    const p = (a[i] ?? 0) / sumA;
    const q = (b[i] ?? 0) / sumB;
    const middle = (p + q) / 2;
    if (p > 0) divergence += (p / 2) * log2(p / middle);
    if (q > 0) divergence += (q / 2) * log2(q / middle);
  }
  // Rounding may leave a value just outside.
  return Math.sqrt(Math.min(1, Math.max(0, divergence)));
}

/** ROUGE-L (Lin 2004) of two sequences: F with β = 1 of their longest common subsequence; 1 for two empty ones. */
export function subsequenceF(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 1;
  return (2 * commonSubsequence(a, b)) / (a.length + b.length);
}

/** F of the tokens in common, each as often as both have it; 1 for two empty lists. */
export function bagF(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 1;
  const left = new Map<string, number>();
  for (const token of b) left.set(token, (left.get(token) ?? 0) + 1);
  let common = 0;
  for (const token of a) {
    const count = left.get(token) ?? 0;
    if (count === 0) continue;
    left.set(token, count - 1);
    common++;
  }
  return (2 * common) / (a.length + b.length);
}

/** An answer in the forms that the parts read. */
export interface Read {
  /** Ids of its unigrams and bigrams. */
  readonly grams: readonly number[];
  readonly length: number;
  /** Content tokens replaced by their class. */
  readonly frame: readonly string[];
  readonly content: readonly string[];
}

/** Reads answers under one numbering of their n-grams. */
export class Reader {
  readonly #contentTokens: ContentTokens;
  readonly #gramIds = new Map<string, number>();
  /** Tokens of the longest answer so far. */
  longest = 0;

  constructor(contentTokens: ContentTokens) {
    this.#contentTokens = contentTokens;
  }

  /** Different unigrams and bigrams so far. */
  get grams(): number {
    return this.#gramIds.size;
  }

  read(text: string): Read {
    const tokens = this.#contentTokens.tokens(text);
    const grams: number[] = [];
    tokens.forEach((token, i) => {
      grams.push(this.#idOf(token));
      const next = tokens[i + 1];
      // No token holds a line feed.
      if (next !== undefined) grams.push(this.#idOf(`${token}\n${next}`));
    });
    this.longest = Math.max(this.longest, tokens.length);
    return {
      grams,
      length: tokens.length,
      frame: tokens.map((token) => this.#contentTokens.classOf(token) ?? token),
      content: tokens.filter((token) => this.#contentTokens.classOf(token) !== null),
    };
  }

  #idOf(gram: string): number {
    const known = this.#gramIds.get(gram);
    if (known !== undefined) return known;
    this.#gramIds.set(gram, this.#gramIds.size);
    return this.#gramIds.size - 1;
  }
}
