/** A file that cannot be taken in. `message` is readable by a visitor. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

const MOST_NAMED = 6;

/** Names for a sentence: at most six, each short and on one line, whatever they are. */
export function named(names: readonly string[]): string {
  const shown = names
    .slice(0, MOST_NAMED)
    .map(
      (name) =>
        `“${name.slice(0, 40).replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (c) => JSON.stringify(c).slice(1, -1))}”`,
    );
  const rest = names.length - shown.length;
  return shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
