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

/** The encoding's name in the Encoding Standard, under which `TextDecoder` reads it. */
function standardName(name: string): Encoding | null {
  try {
    const { encoding } = new TextDecoder(name);
    return ENCODINGS.find((known) => known === encoding) ?? null;
  } catch {
    return null; // UTF-32 and others that no browser decodes
  }
}

/** Words with a byte above 127. ASCII words beside them would be counted as evidence for their language's encodings. */
function highWords(sample: Uint8Array): Uint8Array {
  const bytes = Array.from(sample, (byte) => String.fromCharCode(byte)).join('');
  const words = (bytes.match(HIGH_WORD) ?? []).join(' ');
  return Uint8Array.from(words, (character) => character.charCodeAt(0));
}

/**
 * Encodings that the bytes may be in, the likeliest first; Windows-1252 is always among them.
 *
 * @param sample lines with bytes above 127, or with escape sequences
 */
export function legacyEncodings(sample: Uint8Array): readonly Encoding[] {
  const whole = analyse(sample);
  const recognised = whole.some(({ name, confidence }) => MULTI_BYTE.test(name) && confidence >= CONFIDENT);
  const matches = recognised ? whole : analyse(highWords(sample));
  const names = matches.flatMap(({ name, confidence }) =>
    confidence > 0 && !name.startsWith('UTF') ? (standardName(name) ?? []) : [],
  );
  return [...new Set<Encoding>([...names, 'windows-1252'])];
}
