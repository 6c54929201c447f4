/** Pieces of Markdown. */
import { tableOf } from '../../src/app/export/markdown';
import { deviation, mean } from './statistics';

/** Narrower columns would have a rule of one or two dashes. */
const NARROWEST = 3;

/** A table with its columns padded, as a formatter would leave it. A first character “>” in a header aligns to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const right = header.map((title) => title.startsWith('>'));
  const titles = header.map((title) =>
    title.startsWith('>') ? title.slice(1).padStart(NARROWEST) : title.padEnd(NARROWEST),
  );
  return tableOf(titles, rows, right, true);
}

/** A number that is none is a dash. */
export const fixed = (value: number | null | undefined, decimals: number): string =>
  value === null || value === undefined || Number.isNaN(value) ? '–' : value.toFixed(decimals);

/** Mean ± sample standard deviation; the deviation is left out where there is one value only. */
export function spread(values: readonly number[], decimals: number): string {
  if (values.length === 0) return '–';
  const middle = fixed(mean(values), decimals);
  return values.length < 2 ? middle : `${middle} ± ${fixed(deviation(values), decimals)}`;
}

/** A whole number with separators; NaN is a dash. */
export const thousands = (value: number): string =>
  Number.isNaN(value) ? '–' : Math.round(value).toLocaleString('en');

/** A number with its sign, the minus a real one. */
export const signed = (value: number, decimals: number): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(decimals)}`;

const SMALLEST = 0.001;

/** “0.034”, or “< 0.001”. */
export const bounded = (p: number): string => (p < SMALLEST ? `< ${SMALLEST}` : p.toFixed(3));

/** “p = 0.034”, or “p < 0.001”. */
export const probability = (p: number): string => `p ${p < SMALLEST ? '' : '= '}${bounded(p)}`;
