/** Text as bytes of encodings older than Unicode, by the reverse of what `TextDecoder` reads. */
import type { Encoding } from '../experiment/user-data';
import { decodePiece } from '../tasks/user-data/bytes';

const tables = new Map<Encoding, ReadonlyMap<string, readonly number[]>>();

/** Bytes by character, from single bytes and pairs of bytes. */
function tableOf(encoding: Encoding): ReadonlyMap<string, readonly number[]> {
  const known = tables.get(encoding);
  if (known) return known;
  const table = new Map<string, readonly number[]>();
  const add = (...bytes: number[]): void => {
    const character = decodePiece(new TextDecoder(encoding), Uint8Array.from(bytes), true);
    const isOne = character.length === 1 && character !== '\ufffd';
    if (isOne && !table.has(character)) table.set(character, bytes);
  };
  for (let byte = 0; byte < 256; byte++) add(byte);
  for (let lead = 0x81; lead < 0xff; lead++) for (let trail = 0x40; trail < 0xff; trail++) add(lead, trail);
  tables.set(encoding, table);
  return table;
}

/** @throws RangeError for a character that the encoding does not have */
export function encodeAs(text: string, encoding: Encoding): Uint8Array<ArrayBuffer> {
  const table = tableOf(encoding);
  return Uint8Array.from(
    [...text].flatMap((character) => {
      const bytes = table.get(character);
      if (!bytes) throw new RangeError(`${encoding} has no ${JSON.stringify(character)}`);
      return bytes;
    }),
  );
}

/** UTF-16 without a byte order mark. */
export function bareUtf16(text: string, littleEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at++) view.setUint16(2 * at, text.charCodeAt(at), littleEndian);
  return bytes;
}
