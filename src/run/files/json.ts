/** JSON that may hold anything. */
import { FileError } from './file-error';

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A whole number from 0. */
export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const LONGEST = 4 * 2 ** 20;

/**
 * @param name of the file, for the sentence
 * @throws FileError when it is too long, not UTF-8, or not JSON
 */
export function parseJson(name: string, bytes: Uint8Array): unknown {
  if (bytes.length > LONGEST) throw new FileError(`The file ${name} is longer than ${LONGEST / 2 ** 20} MB.`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new FileError(`The file ${name} is not readable JSON.`);
  }
}

/** Indented, with a line break at the end, as bytes. */
export const jsonBytes = (value: object): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
