/** Numbers for people. */

/** 0.8412 → "84%" */
export const percent = (value: number, digits = 0): string => `${(value * 100).toFixed(digits)}%`;

/** A share as a tick of an axis: `50%`, `0.2%`. */
export const rateTick = (value: number): string => `${Number((value * 100).toPrecision(3))}%`;

/** A number as a tick of an axis: `0.25`, `4`. */
export const plainTick = (value: number): string => String(Number(value.toPrecision(3)));

/** Three significant digits, never in exponent form for ordinary sizes. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(1);
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  if (size >= 0.1 || size === 0) return value.toFixed(2);
  return String(Number(value.toPrecision(2)));
}

/** 61312 → "61 k", 800000 → "0.80 M" */
export function count(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(2)} G`;
  if (value >= 5e5) return `${(value / 1e6).toFixed(2)} M`;
  if (value >= 1e3) return `${(value / 1e3).toFixed(value < 1e4 ? 1 : 0)} k`;
  return value.toFixed(0);
}

/** 14235678 → "14.2" */
export const megabytes = (value: number): string => (value / 1e6).toFixed(1);

export function bytes(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} MB`;
  return `${Math.max(0, value / 1e3).toFixed(0)} KB`;
}

/** Milliseconds as "45 s", "3 min" or "1 h 05 min". */
export function duration(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
