import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors/user-error';
import { outcomeWith, resultOf } from './fixture';
import { takeLock } from './locks';
import { type Planned, wholePlan } from './plan';
import { readResults, runName, writeResult } from './raw';
import { choose, type Workplace, whyNotWritten, work } from './work';

const [first, second, third] = wholePlan() as [Planned, Planned, Planned];
const runs = [first, second, third];
const TEACHER = 7;
const SOURCES = 'fedcba987654';
const { machine, finished } = resultOf('', null);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reproduce-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const results = (): string => join(folder, 'results');
const locks = (): string => join(folder, 'locks');

/** A workplace that notes what it has run. */
function placeThat(
  run: Workplace['run'],
  changes: Partial<Workplace> = {},
): Workplace & { readonly did: string[] } {
  const did: string[] = [];
  return {
    results: results(),
    locks: locks(),
    teacherOf: () => TEACHER,
    sources: SOURCES,
    redo: false,
    run: (planned) => {
      did.push(planned.link);
      return run(planned);
    },
    describe: () => ({ machine, finished }),
    mayBegin: () => true,
    began: () => {},
    ended: () => {},
    left: () => {},
    did,
    ...changes,
  };
}

const good = async (): ReturnType<Workplace['run']> => outcomeWith('exact-match', 0.5);

describe('the work', () => {
  test('does a run again whose result lacks the times it should have', async () => {
    const timed = { ...first, timed: true };
    const place = placeThat(good);
    await work([first, timed], place);
    expect(place.did).toEqual([first.link, first.link]);
    const times = { repeats: 5, alone: 3, before: 4, after: 2 };
    const clock = placeThat(async () => outcomeWith('exact-match', 0.5, { times }));
    await work([timed, timed], clock);
    expect(clock.did).toEqual([first.link]);
  });

  test('takes a lock that was cut off in writing, but not one that may still be written', async () => {
    mkdirSync(locks());
    const lock = join(locks(), `${runName(first.experiment)}.lock`);
    writeFileSync(lock, '');
    expect(takeLock(locks(), runName(first.experiment))).toBeNull();
    const past = Date.now() / 1000 - 120;
    utimesSync(lock, past, past);
    expect(takeLock(locks(), runName(first.experiment))).not.toBeNull();
  });

  test('does each run once, and nothing the second time', async () => {
    const place = placeThat(good);
    await work(runs, place);
    expect(place.did).toEqual(runs.map(({ link }) => link));
    expect([...readResults(results()).keys()].sort()).toEqual(runs.map(({ link }) => link).sort());
    await work(runs, place);
    expect(place.did).toHaveLength(runs.length);
    expect(readdirSync(locks())).toEqual([]);
  });

  test('does a run again that was broken off, and the finished ones not', async () => {
    const broken = placeThat(async ({ link }) => {
      if (link === second.link) throw new Error('killed');
      return good();
    });
    await expect(work(runs, broken)).rejects.toThrow('killed');
    // What a kill in the middle of writing leaves behind is no result.
    writeFileSync(join(results(), `${runName(second.experiment)}.json.1.part`), '{"format":');
    const place = placeThat(good);
    await work(runs, place);
    expect(place.did).toEqual([second.link, third.link]);
  });

  test('keeps a run that diverged as one that failed', async () => {
    const place = placeThat(async () => {
      throw new UserError('diverged', { step: 3, loss: Number.NaN });
    });
    await work([first], place);
    expect(readResults(results()).get(first.link)).toMatchObject({
      outcome: null,
      failure: expect.stringMatching(/^The run diverged at step 3: the loss is NaN/),
    });
    await work([first], place);
    expect(place.did).toHaveLength(1);
  });

  test('does a run again when its teacher has been trained anew', async () => {
    writeResult(results(), resultOf(first.link, outcomeWith('exact-match', 0.1), { teacher: 1 }));
    const place = placeThat(good);
    await work([first], place);
    expect(place.did).toEqual([first.link]);
    expect(readResults(results()).get(first.link)?.teacher).toBe(TEACHER);
  });

  test('does a run of other sources again only when asked to, and not twice', async () => {
    writeResult(results(), resultOf(first.link, outcomeWith('exact-match', 0.1), { sources: null }));
    writeResult(results(), resultOf(second.link, outcomeWith('exact-match', 0.1), { sources: 'other' }));
    const place = placeThat(good);
    await work([first, second], place);
    expect(place.did).toEqual([]);
    const again = placeThat(good, { redo: true });
    await work([first, second], again);
    await work([first, second], again);
    expect(again.did).toEqual([first.link, second.link]);
    expect(readResults(results()).get(first.link)?.sources).toBe(SOURCES);
  });

  test('leaves a run to the process that does it, and one whose process is gone to nobody', async () => {
    const release = takeLock(locks(), runName(first.experiment));
    const gone = JSON.stringify({ process: 2 ** 30, host: hostname() });
    writeFileSync(join(locks(), `${runName(second.experiment)}.lock`), gone);
    const elsewhere = JSON.stringify({ process: 2 ** 30, host: 'another machine' });
    writeFileSync(join(locks(), `${runName(third.experiment)}.lock`), elsewhere);
    const place = placeThat(good);
    await work(runs, place);
    expect(place.did).toEqual([second.link]);
    release?.();
    await work(runs, place);
    expect(place.did).toEqual([second.link, first.link]);
  });

  test('begins no run when the time is up', async () => {
    let left = 2;
    const place = placeThat(good, { mayBegin: () => left-- > 0 });
    await work(runs, place);
    expect(place.did).toHaveLength(2);
  });
});

test('results are refused where nobody could say what computed them', () => {
  expect(whyNotWritten('')).toBeNull();
  expect(whyNotWritten(null)).toMatch(/no git repository.*--trial/);
  const files = Array.from({ length: 7 }, (_, i) => ` M src/${i}.ts`).join('\n');
  expect(whyNotWritten(files)).toMatch(/uncommitted changes.* M src\/4\.ts\nand 2 more.*--trial/s);
  expect(whyNotWritten(files)).not.toContain('src/5.ts');
});

test('a result that says nothing of its sources is read as one that does not', () => {
  const { sources: _, ...old } = resultOf(first.link, null);
  mkdirSync(results());
  writeFileSync(join(results(), `${runName(first.experiment)}.json`), JSON.stringify(old));
  expect(readResults(results()).get(first.link)?.sources).toBeNull();
});

describe('a choice of runs', () => {
  const all = { tasks: [], seeds: [], only: /(?:)/ };
  test('is everything unless told otherwise', () => {
    expect(choose(wholePlan(), all)).toEqual(wholePlan());
  });

  test('by task, seed, study and name', () => {
    const chosen = choose(wholePlan(), {
      tasks: ['translation'],
      seeds: [2],
      only: /translation-k|method-sft/,
    });
    expect(chosen.length).toBeGreaterThan(0);
    for (const { experiment, studies } of chosen) {
      expect(experiment.task).toBe('translation');
      expect(experiment.seed).toBe(2);
      expect(studies.includes('translation-k') || experiment.method === 'sft').toBe(true);
    }
  });
});

describe('raw results', () => {
  test('come back as they were written, to five digits', () => {
    const outcome = outcomeWith('exact-match', 1 / 3);
    writeResult(results(), resultOf(first.link, outcome));
    const back = readResults(results()).get(first.link);
    expect(back?.outcome?.test.scores['exact-match']?.value).toBe(0.33333);
    expect(back).toEqual({ ...resultOf(first.link, outcome), outcome: outcomeWith('exact-match', 0.33333) });
  });

  test('are a few kilobytes with the longest curve', () => {
    const many = Array.from({ length: 100 }, (_, i) => i + 1 / 3);
    const outcome = outcomeWith('exact-match', 0.5, { curve: { steps: many, loss: many, acceptance: many } });
    writeResult(results(), resultOf(first.link, outcome));
    expect(readdirSync(results())).toEqual([`${runName(first.experiment)}.json`]);
    expect(statSync(join(results(), `${runName(first.experiment)}.json`)).size).toBeLessThan(6000);
  });

  test.each([
    ['no JSON', '{', /cannot be read/],
    ['something else', '{"format":2}', /is not a result, at format/],
    ['another experiment', JSON.stringify(resultOf(second.link, null)), /holds another experiment/],
  ])('are refused with the name of the file: %s', (_, text, message) => {
    writeResult(results(), resultOf(first.link, null));
    const file = `${runName(first.experiment)}.json`;
    writeFileSync(join(results(), file), text);
    expect(() => readResults(results())).toThrow(message);
    expect(() => readResults(results())).toThrow(file);
  });

  test('of a folder that is not there are none', () => {
    expect(readResults(join(folder, 'nowhere')).size).toBe(0);
  });
});
