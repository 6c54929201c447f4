/** A problem as a sentence of a language. */
import type { Problem, ProblemCode, ProblemValue, TermKey } from '../../errors/problems';
import { fill } from './fill';

/** Words of a language for problems. */
export interface ProblemCatalogue {
  /** Its name for `Intl`. */
  readonly language: string;
  readonly sentences: Readonly<Record<ProblemCode, string>>;
  readonly terms: Readonly<Partial<Record<TermKey, string>>>;
  /** Marks before and after a name. */
  readonly quotes: readonly [string, string];
  /** `{names}` and `{rest}` more of them. */
  readonly more: string;
  /** Between two sentences. */
  readonly space: string;
}

const MOST_NAMES = 6;
const LONGEST_NAME = 40;

/** Names come from files and may hold anything: each is cut, and written on one line. */
function quoted(name: string, [before, after]: ProblemCatalogue['quotes']): string {
  const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
  return before + short.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (c) => JSON.stringify(c).slice(1, -1)) + after;
}

function listOf(names: readonly string[], { language, quotes, more }: ProblemCatalogue): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => quoted(name, quotes));
  const rest = names.length - shown.length;
  if (rest === 0) return new Intl.ListFormat(language).format(shown);
  const apart = new Intl.ListFormat(language, { type: 'unit' }).format(shown);
  return fill(more, { names: apart, rest }, language);
}

function worded(value: ProblemValue, catalogue: ProblemCatalogue): string | number {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if ('term' in value) return catalogue.terms[value.term] ?? value.term;
  if ('code' in value) return sentenceOf(value, catalogue);
  if (!value.every((entry) => typeof entry === 'string')) {
    return (value as readonly Problem[]).map((entry) => sentenceOf(entry, catalogue)).join(catalogue.space);
  }
  return listOf(value, catalogue);
}

/** The sentence of a problem; a problem among its values becomes a sentence in it. */
export function sentenceOf({ code, values }: Problem, catalogue: ProblemCatalogue): string {
  const words = Object.entries(values).map(([name, value]) => [name, worded(value, catalogue)] as const);
  return fill(catalogue.sentences[code], Object.fromEntries(words), catalogue.language);
}
