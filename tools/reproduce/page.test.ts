import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decodeHash } from '../../src/experiment/url';
import { outcomeWith, resultOf } from './fixture';
import { makePage, pageOf } from './page';
import { runsOfStudy } from './plan';
import { type RawResult, RESULTS_FOLDER, readResults, runName } from './raw';
import { STUDIES, type Study, type StudyId } from './studies';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const TEACHER = 7;

type ScoreOf = (value: string | number, seed: number) => number | null;

/** Results of a study; where there is no score there is no result. */
function study(
  id: StudyId,
  metric: string,
  scoreOf: ScoreOf,
  rate = STUDIES[id].base.learningRate,
): RawResult[] {
  return runsOfStudy(id, rate).flatMap(({ link, value, experiment }) => {
    const score = scoreOf(value, experiment.seed);
    return score === null ? [] : [resultOf(link, outcomeWith(metric, score))];
  });
}

const page = (results: readonly RawResult[], teacher = TEACHER): string =>
  makePage(new Map(results.map((result) => [result.link, result])), [], () => teacher);

/** The cells of the first table row that contains all of the texts. */
function row(text: string, ...contents: string[]): string[] {
  const line = text
    .split('\n')
    .find((one) => one.startsWith('|') && contents.every((part) => one.includes(part)));
  return (line ?? '').split('|').map((cell) => cell.trim());
}

describe('docs/results.md', () => {
  test('is what the raw results and the cards give', () => {
    expect(readFileSync(root('docs/results.md'), 'utf8')).toBe(pageOf(root(RESULTS_FOLDER)));
  });

  test('raw results are files of a few kilobytes', () => {
    for (const [link] of readResults(root(RESULTS_FOLDER))) {
      const file = join(root(RESULTS_FOLDER), `${runName(decodeHash(link).experiment)}.json`);
      expect(statSync(file).size).toBeLessThan(8000);
    }
  });
});

describe('a page', () => {
  const noise = [0, 0.004, -0.004];
  const byMethod = (scores: Readonly<Record<string, number>>): ScoreOf => {
    const places = Object.keys(scores);
    // Another order for each method: differences within a seed vary, too.
    const noiseOf = (value: string | number, seed: number): number =>
      noise[(seed + places.indexOf(String(value))) % noise.length] ?? 0;
    return (value, seed) => (scores[value] === undefined ? null : scores[value] + noiseOf(value, seed));
  };

  test('of nothing lists everything as not run, and claims nothing', () => {
    const text = page([]);
    expect(text).not.toMatch(/\*\*(holds|does not hold|not distinguishable)\*\*/);
    expect(row(text, 'Translation, 200 prompts, random start', '0 of 18')).toContain('everything');
  });

  test('has means, deviations and verdicts', () => {
    const scores = {
      sft: 0.4,
      'supervised-kd': 0.402,
      seqkd: 0.3,
      'on-policy-kd': 0.8,
      imitkd: 0.45,
      skd: 0.6,
    };
    const text = page(study('translation-200', 'chrf', byMethod(scores)));
    expect(row(text, 'ImitKD', '4,800')).toContain('0.450 ± 0.004');
    const matrix = row(text, 'Translation, 200 prompts, random start', '| chrF ');
    expect(matrix[3]).toMatch(/^\+0\.200, p < 0\.001, paired (< 0\.001|0\.00\d): holds$/);
    expect(matrix[5]).toMatch(/^−0\.200, p < 0\.001, paired (< 0\.001|0\.00\d): does not hold$/);
    // Supervised KD is not behind on-policy KD here: the claim is reversed.
    const stuck = row(text, 'gets stuck', 'Translation, 200 prompts, random start');
    expect(stuck.at(-2)).toBe('**does not hold**');
    expect(text).toContain('Learning rates with which all have run: 0.004.');
  });

  test('says of near means that they cannot be told apart', () => {
    const scores = { 'supervised-kd': 0.401, 'on-policy-kd': 0.4 };
    const text = page(study('translation-200', 'chrf', byMethod(scores)));
    expect(row(text, 'gets stuck', 'Translation, 200').at(-2)).toBe('**not distinguishable**');
  });

  test('does not judge two seeds', () => {
    const text = page(study('translation-200', 'chrf', (_, seed) => (seed < 3 ? 0.5 : null)));
    expect(row(text, 'gets stuck', 'Translation, 200').at(-2)).toBe('**not run**');
    expect(row(text, '12 of 18').at(-2)).toMatch(/^SFT \(seed 3\); Supervised KD \(seed 3\)/);
  });

  test('says of a claim that it diverged, and prefers a rate with which nothing did', () => {
    const [base = 0, other = 0] = STUDIES['phonemes-200'].rates;
    const failing = (rate: number): RawResult[] =>
      runsOfStudy('phonemes-200', rate).map(({ link, value, experiment: { seed } }) => {
        const fails = value === 'supervised-kd' && seed === 1;
        return resultOf(link, fails ? null : outcomeWith('phoneme-error-rate', 0.2));
      });
    expect(row(page(failing(base)), '| Phonemes, 200 prompts, random start ', '**').at(-2)).toBe(
      '**diverged**',
    );
    expect(page(failing(base))).toContain('cannot be judged because a run diverged');
    const calm = study('phonemes-200', 'phoneme-error-rate', () => 0.9, other);
    const text = page([...failing(base), ...calm]);
    expect(row(text, '| Supervised KD', '4,800')[2]).toBe(String(other));
    expect(row(text, '| SFT', '4,800')[2]).toBe(String(base));
  });

  test('turns scores of which less is better', () => {
    const scores = { sft: 0.5, skd: 0.3 };
    const text = page(study('phonemes-200', 'phoneme-error-rate', byMethod(scores)));
    expect(row(text, 'Phonemes, 200 prompts, random start', '| Phoneme error rate ')[3]).toMatch(
      /^\+0\.200.*: holds$/,
    );
  });

  test('shows each method at the learning rate that is best on validation prompts, once all have run with it', () => {
    const { rates, values }: Study = STUDIES['phonemes-200'];
    const [base = 0, other = 0] = rates;
    const at = (rate: number, error: number, only: readonly (string | number)[] = values): RawResult[] =>
      study('phonemes-200', 'phoneme-error-rate', (value) => (only.includes(value) ? error : null), rate);
    expect(page([...at(base, 0.5), ...at(other, 0.2)])).toContain(
      `with which all have run: ${base}, ${other}.`,
    );
    expect(row(page([...at(base, 0.5), ...at(other, 0.2)]), 'SFT', '4,800')[2]).toBe(String(other));
    expect(row(page([...at(base, 0.5), ...at(other, 0.7)]), 'SFT', '4,800')[2]).toBe(String(base));
    expect(row(page([...at(base, 0.5), ...at(other, 0.2, ['sft'])]), 'SFT', '4,800')[2]).toBe(String(base));
  });

  test('names the K that validation prompts choose, once every K has run with every seed', () => {
    const upTo = (seeds: number): RawResult[] =>
      study('translation-k', 'chrf', (value, seed) =>
        seed <= seeds ? 0.5 - Math.abs(Number(value) - 3) / 100 : null,
      );
    expect(page(upTo(3))).toContain(
      'Chosen on validation prompts: K 3, with chrF 0.500 ± 0.000 on test prompts.',
    );
    expect(page(upTo(3).slice(1))).not.toContain('Chosen on validation prompts: K');
  });

  test('counts runs that diverged', () => {
    const [run] = runsOfStudy('translation-k', STUDIES['translation-k'].base.learningRate);
    const text = page([resultOf(run?.link ?? '', null)]);
    expect(row(text, 'K 0', 'diverged')).toContain('0 (1 diverged)');
  });

  test('marks verdicts about runs of different sources, or of sources that nobody recorded', () => {
    const results = study('translation-200', 'chrf', byMethod({ 'supervised-kd': 0.6, 'on-policy-kd': 0.4 }));
    const by = (change: (result: RawResult, i: number) => Partial<RawResult>): string =>
      row(
        page(results.map((result, i) => ({ ...result, ...change(result, i) }))),
        'gets stuck',
        'Translation, 200',
      ).at(-2) ?? '';
    expect(by(() => ({}))).toBe('**holds**');
    expect(by((_, i) => ({ sources: i % 2 === 0 ? 'aaa' : 'bbb' }))).toBe('**holds** †');
    const atCommit = (commit: string | null) => (result: RawResult) => ({
      sources: null,
      machine: { ...result.machine, commit },
    });
    // Before there were fingerprints a commit without changes named the sources as well.
    expect(by(atCommit('abc'))).toBe('**holds**');
    expect(by(atCommit('abc+'))).toBe('**holds** ‡');
    expect(by(atCommit(null))).toBe('**holds** ‡');
    const text = page(results.map((result, i) => (i === 0 ? { ...result, sources: null } : result)));
    expect(text).toContain('Sources: commit abc (1), 0123456789ab (5).');
  });

  test('says which K in the middle beat both extremes', () => {
    const scores: Readonly<Record<number, number>> = { 0: 0.4, 1: 0.3, 3: 0.7, 10: 0.6, 25: 0.5, 30: 0.5 };
    const text = page(
      study('translation-k', 'chrf', (k, seed) => (scores[Number(k)] ?? 0) + (noise[seed - 1] ?? 0)),
    );
    expect(text).toContain('p < 0.05, better than both extremes: K 3, K 10; worse than one: K 1');
  });

  test('uses no result of a teacher that has been trained anew', () => {
    const results = study('translation-200', 'chrf', () => 0.5);
    expect(page(results, TEACHER + 1)).toContain(`${results.length} further results belong to teachers`);
  });
});
