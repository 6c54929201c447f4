/** How single tokens are shown and said. */
import { BOS, EOS, PAD } from '../../run/protocol';
import type { TextKey, Translate } from '../text/text';

/** White space as something to see, and to be said. */
const WHITE_SPACE: ReadonlyMap<string, readonly [glyph: string, name: TextKey]> = new Map([
  [' ', ['␣', 'token.space']],
  ['\n', ['↵', 'token.newline']],
  ['\t', ['⇥', 'token.tab']],
]);

export const visible = (character: string): string => WHITE_SPACE.get(character)?.[0] ?? character;

/** A text on one line: line breaks and tabs as something to see, spaces as they are. */
export const onOneLine = (text: string): string => text.replace(/[\n\t]/g, visible);

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
  const name = WHITE_SPACE.get(text)?.[1];
  return name ? t(name) : text;
}

/** A token inside a sentence. */
export function quoted(id: number, vocabulary: readonly string[], t: Translate): string {
  return id <= EOS ? spoken(id, vocabulary, t) : glyph(id, vocabulary);
}
