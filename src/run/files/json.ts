/** JSON that may hold anything. */
import { UserError } from '../../errors/user-error';

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A whole number from 0. */
export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const LONGEST = 4 * 2 ** 20;

/**
 * @param name of the file, for the sentence
 * @throws UserError when it is too long, not UTF-8, or not JSON
 */
export function parseJson(name: string, bytes: Uint8Array): unknown {
  if (bytes.length > LONGEST)
    throw new UserError('file-too-long', { file: [name], megabytes: LONGEST / 2 ** 20 });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new UserError('file-not-json', { file: [name] });
  }
}

/** Indented, with a line break at the end, as bytes. */
export const jsonBytes = (value: object): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
