import { describe, expect, it } from 'vitest';
import { en } from '../text/en';
import { fill } from '../text/fill';
import { ja } from '../text/ja';
import type { Translate } from '../text/text';
import { directionOf, isolated, nameOf, readable, visible } from './characters';
import { glyph, quoted, spoken } from './tokens';

const t: Translate = (key, values) => fill(en[key], values, 'en');
const tJa: Translate = (key, values) => fill(ja[key], values, 'ja');

describe('characters that cannot be seen by themselves', () => {
  it.each([
    ['\u00a0', '⍽', 'no-break space'],
    ['\u202f', '⌴', 'narrow no-break space'],
    ['\u00ad', '¬', 'soft hyphen'],
    ['\u200c', '╎', 'zero width non-joiner'],
    ['\u200d', '⁀', 'zero width joiner'],
    ['\u3000', '□', 'ideographic space'],
    ['\u2009', '2009', 'invisible character U+2009'],
    ['\u2066', '2066', 'invisible character U+2066'],
    ['\u0947', '◌\u0947', 'sign ◌\u0947, U+0947'],
    ['\u064e', '◌\u064e', 'sign ◌\u064e, U+064E'],
    ['␣', '␣', 'space'],
    ['\n', '↵', 'line break'],
  ])('%j is shown as %s and said as %s', (character, sign, name) => {
    expect(visible(character)).toBe(sign);
    expect(nameOf(character, t)).toBe(name);
    expect(nameOf(character, tJa)).toBeTruthy();
    const vocabulary = ['PAD', 'BOS', 'EOS', character];
    expect(glyph(3, vocabulary)).toBe(sign);
    expect(spoken(3, vocabulary, t)).toBe(name);
  });

  it.each(['a', 'é', 'न', 'ك', '漢', '!', '¬'])('%s is itself', (character) => {
    expect(visible(character)).toBe(character);
    expect(nameOf(character, t)).toBeNull();
  });

  it('keeps marks and joiners with their letters in a text', () => {
    expect(readable('می\u200cخواهم نی')).toBe('می\u200cخواهم␣نی');
    expect(readable('pomme\u202f!\u00ad')).toBe('pomme⌴!¬');
  });
});

describe('direction', () => {
  it('is that of most letters', () => {
    expect(directionOf('كتاب')).toBe('rtl');
    expect(directionOf('ספרים one')).toBe('rtl');
    expect(directionOf('a book, كتا')).toBe('ltr');
    expect(directionOf('12 !')).toBe('ltr');
    expect(directionOf('')).toBe('ltr');
  });

  it('of a token does not reach the sentence around it', () => {
    expect(isolated('ك')).toBe('\u2068ك\u2069');
    expect(isolated('a')).toBe('a');
    expect(quoted(3, ['PAD', 'BOS', 'EOS', 'ك'], t)).toBe('\u2068ك\u2069');
  });
});
