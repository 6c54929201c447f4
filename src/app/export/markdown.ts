/** Tables of GitHub-flavoured Markdown. */
import { markdownTable } from 'markdown-table';

/** A “|” that is no border has a backslash. */
const escaped = (cell: string): string => cell.replaceAll('|', '\\|');

/**
 * A table without a line break at its end.
 *
 * @param header titles of the columns
 * @param rows cells as plain text
 * @param right whether each column is aligned to the right
 * @param padded whether cells of a column are padded to one width, for readers of the source
 */
export function tableOf(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly boolean[],
  padded: boolean,
): string {
  return markdownTable(
    [header, ...rows].map((row) => row.map(escaped)),
    {
      align: right.map((yes) => (yes ? 'right' : null)),
      alignDelimiters: padded,
      stringLength: (cell) => [...cell].length,
    },
  );
}
