/** Which runs there are to do, and doing them one after the other. */
import { englishOf } from '../../src/app/text/english';
import { UserError } from '../../src/errors/user-error';
import { takeLock } from './locks';
import type { Planned } from './plan';
import { type Outcome, type RawResult, readResults, runName, writeResult } from './raw';

export interface Choice {
  /** Of tasks; empty: all. */
  readonly tasks: readonly string[];
  /** Of seeds; empty: all. */
  readonly seeds: readonly number[];
  /** For the name of a run or of one of its studies. */
  readonly only: RegExp;
}

/** The planned runs that are asked for, in order. */
export const choose = (plan: readonly Planned[], { tasks, seeds, only }: Choice): readonly Planned[] =>
  plan.filter(
    ({ experiment, studies }) =>
      (tasks.length === 0 || tasks.includes(experiment.task)) &&
      (seeds.length === 0 || seeds.includes(experiment.seed)) &&
      [runName(experiment), ...studies].some((name) => only.test(name)),
  );

/**
 * Whether there is a result that belongs to the teacher that is shipped now, timed where it is to be.
 * @param sources where only a result of these sources will do
 */
export function isDone(
  { link, timed }: Pick<Planned, 'link' | 'timed'>,
  results: ReadonlyMap<string, RawResult>,
  teacher: number,
  sources: string | null = null,
): boolean {
  const result = results.get(link);
  const current = sources === null || result?.sources === sources;
  return result?.teacher === teacher && current && !(timed && result.outcome && !result.outcome.times);
}

/**
 * Why no results may be written: what computed them could not be said afterwards.
 * @param uncommitted files that differ from the commit, a line each; null outside a repository
 * @returns null where they may
 */
export function whyNotWritten(uncommitted: string | null): string | null {
  const trial = 'Try things out with --trial FOLDER, which writes results and page there.';
  if (uncommitted === null)
    return `This is no git repository, so results could not name the sources that computed them. ${trial}`;
  if (uncommitted === '') return null;
  const files = uncommitted.split('\n');
  const named = files.slice(0, 5).join('\n');
  const more = files.length > 5 ? `\nand ${files.length - 5} more` : '';
  return `There are uncommitted changes, so results could not name the sources that computed them. Commit or stash them:\n${named}${more}\n${trial}`;
}

export interface Workplace {
  /** Where raw results lie. */
  readonly results: string;
  readonly locks: string;
  /** The fingerprint of the teacher that a run would have. */
  readonly teacherOf: (run: Planned) => number;
  readonly run: (run: Planned) => Promise<Outcome>;
  /** Fingerprint of the sources that compute the runs. */
  readonly sources: string;
  /** Runs that other sources have computed are done again. */
  readonly redo: boolean;
  /** The rest of a result. */
  readonly describe: () => Pick<RawResult, 'machine' | 'finished'>;
  /** Asked before each run. */
  readonly mayBegin: () => boolean;
  readonly began: (run: Planned) => void;
  readonly ended: (run: Planned, result: RawResult) => void;
  /** Another process is doing it. */
  readonly left: (run: Planned) => void;
}

/**
 * Does the runs that have no result yet and that no other process is doing. A run that diverged has a result, too; other errors
 * end the work, and the run is done again the next time.
 */
export async function work(runs: readonly Planned[], place: Workplace): Promise<void> {
  for (const run of runs) {
    if (!place.mayBegin()) return;
    const release = takeLock(place.locks, runName(run.experiment));
    if (!release) {
      place.left(run);
      continue;
    }
    try {
      // Read anew each time, under the lock: another process may have finished it.
      const teacher = place.teacherOf(run);
      if (isDone(run, readResults(place.results), teacher, place.redo ? place.sources : null)) continue;
      place.began(run);
      const { outcome, failure } = await attempt(run, place);
      const result: RawResult = {
        ...{ format: 1, link: run.link, teacher, sources: place.sources },
        ...place.describe(),
        ...{ failure, outcome },
      };
      writeResult(place.results, result);
      place.ended(run, result);
    } finally {
      release();
    }
  }
}

async function attempt(run: Planned, place: Workplace): Promise<Pick<RawResult, 'outcome' | 'failure'>> {
  try {
    return { outcome: await place.run(run), failure: null };
  } catch (error) {
    if (!(error instanceof UserError && error.code === 'diverged')) throw error;
    return { outcome: null, failure: englishOf(error) };
  }
}
