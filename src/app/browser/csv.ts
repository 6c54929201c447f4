/** Beginnings that spreadsheets read as a formula; Japanese Excel reads the full-width signs as well. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

const PLAIN_NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** An apostrophe in front makes a spreadsheet show the cell instead of computing it (OWASP, “CSV injection”). */
const neutral = (value: string): string =>
  FORMULA.test(value) && !PLAIN_NUMBER.test(value) ? `'${value}` : value;

const quote = (value: string): string =>
  /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/**
 * Rows of cells as comma-separated values (RFC 4180). Cells that a spreadsheet would run as a formula get an apostrophe in
 * front; plain numbers stay as they are.
 */
export const csv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map((cell) => quote(neutral(cell))).join(',')}\r\n`).join('');
