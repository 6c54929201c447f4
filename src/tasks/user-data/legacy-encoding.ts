/**
 * Encodings older than Unicode, recognised by statistics (chardet, a port of ICU's detector). Loaded only for files that are
 * not valid UTF-8.
 */
import { analyse } from 'chardet';
import { ENCODINGS, type Encoding } from '../../experiment/user-data';

/** Confidence (of 100) from which a multi-byte encoding counts as recognised; chance reaches 10 to 20. */
const CONFIDENT = 50;
const MULTI_BYTE = /^(Shift_JIS|EUC|Big5|GB|ISO-2022)/;
const HIGH_WORD = /[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*/g;

const LATIN: readonly Encoding[] = [
  'windows-1252',
  'windows-1250',
  'windows-1254',
  'iso-8859-2',
  'iso-8859-15',
];
/** Encodings of one alphabet, in which the capitals of one are small letters of another. */
const CYRILLIC: readonly Encoding[] = ['windows-1251', 'koi8-r', 'iso-8859-5'];
/** Share of bytes above 127 in words that have some, from which their alphabet is not Latin. */
const OTHER_ALPHABET = 0.7;

/** The encoding's name in the Encoding Standard, under which `TextDecoder` reads it. */
function standardName(name: string): Encoding | null {
  try {
    const { encoding } = new TextDecoder(name);
    return ENCODINGS.find((known) => known === encoding) ?? null;
  } catch {
    return null; // UTF-32 and others that no browser decodes
  }
}

const toBytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Words with a byte above 127. ASCII words beside them would be counted as evidence for their language's encodings. */
function highWords(sample: Uint8Array): readonly string[] {
  const bytes = Array.from(sample, (byte) => String.fromCharCode(byte)).join('');
  return bytes.match(HIGH_WORD) ?? [];
}

/** Words of other alphabets have no ASCII letters. */
function isLatin(words: readonly string[]): boolean {
  const letters = words.filter(({ length }) => length > 2).join('');
  const high = letters.replace(/[A-Za-z]/g, '').length;
  return high <= OTHER_ALPHABET * letters.length;
}

/** Share of small letters. */
function smallLetters(bytes: Uint8Array, encoding: Encoding): number {
  const text = new TextDecoder(encoding).decode(bytes);
  return (text.match(/\p{Ll}/gu) ?? []).length / Math.max(1, text.length);
}

/**
 * Encodings that the bytes may be in, the likeliest first; Windows-1252 is always among them.
 *
 * @param sample lines with bytes above 127, or with escape sequences
 */
export function legacyEncodings(sample: Uint8Array): readonly Encoding[] {
  const whole = analyse(sample);
  const named = (matches: ReturnType<typeof analyse>): readonly Encoding[] =>
    matches.flatMap(({ name, confidence }) =>
      confidence > 0 && !name.startsWith('UTF') ? (standardName(name) ?? []) : [],
    );
  if (whole.some(({ name, confidence }) => MULTI_BYTE.test(name) && confidence >= CONFIDENT)) {
    return [...new Set<Encoding>([...named(whole), 'windows-1252'])];
  }
  const words = highWords(sample);
  const bytes = toBytes(words.join(' '));
  const latin = isLatin(words);
  const candidates = named(analyse(bytes)).filter((encoding) => LATIN.includes(encoding) === latin);
  const bySmallLetters = CYRILLIC.map((encoding) => ({ encoding, share: smallLetters(bytes, encoding) }))
    .sort((a, b) => b.share - a.share)
    .map(({ encoding }) => encoding);
  const ordered = candidates.flatMap((encoding) =>
    CYRILLIC.includes(encoding) ? bySmallLetters : [encoding],
  );
  return [...new Set<Encoding>([...ordered, ...(latin ? [] : bySmallLetters), 'windows-1252'])];
}
