/** Lengths of many texts, for a histogram. */

export interface LengthSummary {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** @param counts how many texts have 0, 1, 2 … characters; not all 0 */
export function summarise(counts: readonly number[]): LengthSummary {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  let median = 0;
  for (const [length, count] of counts.entries()) {
    if (2 * seen < total) median = length;
    seen += count;
  }
  return {
    least: counts.findIndex((count) => count > 0),
    median,
    most: counts.findLastIndex((count) => count > 0),
  };
}

export interface Bar {
  /** First and last length that it counts. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Bars of equal width, from length 1 to the longest that may be. */
export function bars(counts: readonly number[], width: number): Bar[] {
  const list: Bar[] = [];
  for (let from = 1; from < counts.length; from += width) {
    const part = counts.slice(from, from + width);
    list.push({ from, to: from + part.length - 1, count: part.reduce((sum, count) => sum + count, 0) });
  }
  return list;
}
