/** How single tokens are shown and said. */
import { BOS, EOS, PAD } from '../../run/protocol';
import type { Translate } from '../text/text';
import { isolated, nameOf, visible } from './characters';

/** One visible glyph for a token. */
export function glyph(id: number, vocabulary: readonly string[]): string {
  if (id === PAD) return '·';
  if (id === BOS) return '⊢';
  if (id === EOS) return '⏎';
  return visible(vocabulary[id] ?? '?');
}

/** The token as a screen reader should say it. */
export function spoken(id: number, vocabulary: readonly string[], t: Translate): string {
  if (id === PAD) return t('token.pad');
  if (id === BOS) return t('token.start');
  if (id === EOS) return t('token.end');
  const text = vocabulary[id] ?? '?';
  return nameOf(text, t) ?? text;
}

/** A token inside a sentence; characters that cannot be seen are named. */
export function quoted(id: number, vocabulary: readonly string[], t: Translate): string {
  if (id <= EOS) return spoken(id, vocabulary, t);
  const sign = glyph(id, vocabulary);
  const name = titleOf(id, vocabulary, t);
  if (name === undefined) return isolated(sign);
  return name.includes(sign) ? name : `${sign} ${name}`;
}

const USUAL = new Set([' ', '␣', '\n', '\t']);

/** The name of a character whose sign in the page not everybody knows. */
export function titleOf(id: number, vocabulary: readonly string[], t: Translate): string | undefined {
  const text = vocabulary[id] ?? '?';
  return id <= EOS || USUAL.has(text) ? undefined : (nameOf(text, t) ?? undefined);
}

/** The sign is the code of a character, which takes more room. */
export const isCode = (sign: string): boolean => /^[0-9A-F]{4,6}$/.test(sign);
