/** Whether runs that are compared were computed by the same sources. */
import type { RawResult } from './raw';

/** By one state of the sources, by several, or by some that were not recorded. */
export type Provenance = 'one' | 'mixed' | 'unrecorded';

/**
 * What names the sources of a result: their fingerprint or, in results from before there was one, the commit where its tree had
 * no changes; null where neither is known.
 */
export function originOf({
  sources,
  machine: { commit },
}: Pick<RawResult, 'sources' | 'machine'>): string | null {
  if (sources !== null) return sources;
  return commit === null || commit.endsWith('+') ? null : `commit ${commit.slice(0, 7)}`;
}

export function provenanceOf(origins: readonly (string | null)[]): Provenance {
  if (origins.includes(null)) return 'unrecorded';
  return new Set(origins).size > 1 ? 'mixed' : 'one';
}

const MARKS: Readonly<Record<Provenance, string>> = { one: '', mixed: ' †', unrecorded: ' ‡' };

/** What stands behind a verdict about runs of these origins. */
export const markOf = (origins: readonly (string | null)[]): string => MARKS[provenanceOf(origins)];

export const MARKS_EXPLAINED = `† Runs of different states of the sources are compared. ‡ The sources of some of the runs were not recorded: they come from trees
with uncommitted changes. Arithmetic may differ between them beyond rounding, so these verdicts are provisional until the runs are done
again from one state (\`npm run reproduce -- --redo --only STUDY\`).`;

/** “all runs by 0123456789ab”, or how many by which, as a sentence. */
export function originsInWords(origins: readonly (string | null)[]): string {
  const counts = new Map<string, number>();
  for (const origin of origins) {
    const name = origin ?? 'not recorded';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [[only] = []] = counts;
  if (counts.size === 1) return `Sources: ${only} for all runs.`;
  return `Sources: ${[...counts].map(([name, runs]) => `${name} (${runs})`).join(', ')}.`;
}
