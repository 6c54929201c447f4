/** How single tokens are shown and said. */
import type { Translate } from '../text/text';

const PAD = 0;
const BOS = 1;
export const EOS = 2;

/** One visible glyph for a token. */
export function glyph(id: number, vocabulary: readonly string[]): string {
  if (id === PAD) return '·';
  if (id === BOS) return '⊢';
  if (id === EOS) return '⏎';
  const text = vocabulary[id] ?? '?';
  return text === ' ' ? '␣' : text;
}

/** The token as a screen reader should say it. */
export function spoken(id: number, vocabulary: readonly string[], t: Translate): string {
  if (id === PAD) return t('token.pad');
  if (id === BOS) return t('token.start');
  if (id === EOS) return t('token.end');
  const text = vocabulary[id] ?? '?';
  return text === ' ' ? t('token.space') : text;
}

/** A token inside a sentence. */
export function quoted(id: number, vocabulary: readonly string[], t: Translate): string {
  return id <= EOS ? spoken(id, vocabulary, t) : glyph(id, vocabulary);
}
