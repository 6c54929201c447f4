/** What the paper claims beside what was found. */
import {
  BASELINES,
  beats,
  CLAIMS,
  type Claim,
  contestOf,
  METHOD_STUDIES,
  type Part,
  type Side,
} from './claims';
import { type Findings, primaryOf, valueName } from './findings';
import { bounded, probability, signed, spread, table } from './markdown';
import { PAPER, PAPER_TASKS } from './paper';
import { MARKS_EXPLAINED, markOf } from './provenance';
import { ALPHA, apart, type Contest, judge, mean, paired, type Verdict } from './statistics';
import { STUDIES, type StudyId } from './studies';

function sideInWords(findings: Findings, { study, value, series, name }: Side): string {
  const values = findings.values(study, value, series).map((one) => one.value);
  return `${name} ${spread(values, series.decimals)}`;
}

/** Both probabilities, “p = 0.001, paired 0.034”; null with too few seeds for one. */
function probabilities(contest: Contest): string | null {
  const tested = apart(contest);
  const within = paired(contest);
  if (!tested) return Math.min(contest.better.length, contest.worse.length) < 2 ? null : 'no variation';
  return `${probability(tested.p)}${within ? `, paired ${bounded(within.p)}` : ''}`;
}

/** “chrF: SKD 0.599 ± 0.012; SFT 0.507 ± 0.010 (p = 0.001, paired 0.003), …”, of parts about one side. */
function inWords(findings: Findings, parts: readonly Part[]): string {
  const [first] = parts;
  if (!first) return '–';
  const { series } = first.better;
  const others = parts.map((part) => {
    const tested = probabilities(contestOf(findings, part));
    return `${sideInWords(findings, part.worse)}${tested ? ` (${tested})` : ''}`;
  });
  const what = `${series.title}${series.better === 'lower' ? ' ↓' : ''}`;
  return `${what}: ${sideInWords(findings, first.better)}; ${others.join(', ')}`;
}

/**
 * All sides; where several are claimed to be better how many comparisons point that way, how many significantly, and which
 * of the sides are better than all that they are compared with, or worse than one.
 */
function ours(findings: Findings, parts: readonly Part[]): string {
  const claimed = new Set(parts.map(({ better }) => better.name));
  if (claimed.size === 1) return inWords(findings, parts);
  const contests = parts.map((part) => contestOf(findings, part));
  if (contests.some(({ better, worse }) => Math.min(better.length, worse.length) < 2)) return '–';
  const tested = contests.flatMap((contest) => apart(contest) ?? []);
  const ahead = tested.filter(({ difference }) => difference > 0);
  const behind = tested.filter(({ difference }) => difference < 0);
  const significant = (list: typeof tested): number => list.filter(({ p }) => p < ALPHA).length;
  const among = (is: (found: (typeof tested)[number] | null) => boolean): Set<string> =>
    new Set(parts.filter((_, i) => is(apart(contests[i] as Contest))).map(({ better }) => better.name));
  const clearly = among((found) => found === null || found.difference <= 0 || found.p >= ALPHA);
  const best = [...claimed].filter((name) => !clearly.has(name));
  const worse = [...among((found) => found !== null && found.difference < 0 && found.p < ALPHA)];
  const named = [
    best.length > 0 ? `better than both extremes: ${best.join(', ')}` : '',
    worse.length > 0 ? `worse than one: ${worse.join(', ')}` : '',
  ].filter((text) => text !== '');
  const which = named.length > 0 ? `; p < ${ALPHA}, ${named.join('; ')}` : '';
  return `of ${parts.length} comparisons ${ahead.length} as claimed (${significant(ahead)} with p < ${ALPHA}), ${behind.length} reversed (${significant(behind)} with p < ${ALPHA})${which}`;
}

/** Of a claim in one setting; “diverged” where it cannot be judged because a run of it failed. */
function verdictOf(findings: Findings, parts: readonly Part[]): Verdict | 'diverged' {
  const verdict = judge(parts.map((part) => contestOf(findings, part)));
  const failed = ({ study, value }: Side): boolean => findings.arm(study, value).failures.length > 0;
  const diverged = parts.some(({ better, worse }) => failed(better) || failed(worse));
  return verdict === 'not run' && diverged ? 'diverged' : verdict;
}

/** The mark of the sources of all runs that a verdict is about. */
const markOfParts = (findings: Findings, parts: readonly Part[]): string =>
  markOf(
    parts
      .flatMap(({ better, worse }) => [better, worse])
      .flatMap(({ study, value }) => findings.arm(study, value).origins),
  );

function rowsOf(findings: Findings, { claim, paper, caveat, settings }: Claim): string[][] {
  return settings.map(({ title, parts }, i) => {
    const verdict = verdictOf(findings, parts);
    return [
      i === 0 ? claim + (caveat ? ` _${caveat}_` : '') : '″',
      i === 0 ? paper : '″',
      title,
      verdict === 'not run' || verdict === 'diverged' ? '–' : ours(findings, parts),
      `**${verdict}**${verdict === 'not run' ? '' : markOfParts(findings, parts)}`,
    ];
  });
}

/** The table of claims with its verdicts, as Markdown. */
export function claimsSection(findings: Findings): string {
  const header = ['claim', 'the paper', 'setting here', 'found here, on test prompts unless said', 'verdict'];
  const rows = CLAIMS.flatMap((claim) => rowsOf(findings, claim));
  const verdicts = CLAIMS.flatMap(({ settings }) => settings).map(({ parts }) => verdictOf(findings, parts));
  const count = (verdict: (typeof verdicts)[number]): number =>
    verdicts.filter((one) => one === verdict).length;
  const diverged =
    count('diverged') > 0 ? `, ${count('diverged')} cannot be judged because a run diverged` : '';
  return `## The paper's claims

Of ${verdicts.length} pairs of a claim and a setting, ${count('holds')} hold, ${count('does not hold')} do not, ${count('not distinguishable')} cannot be distinguished from chance, ${count('not run')} have not been run${diverged}.

${table(header, rows)}

${MARKS_EXPLAINED}`;
}

/** A cell of the matrix: the difference of the means in the task's score, turned so that + means SKD is better. */
function cell(findings: Findings, study: StudyId, baseline: string): string {
  const part = beats(study, baseline);
  const contest = contestOf(findings, part);
  const verdict = judge([contest]);
  if (verdict === 'not run') return verdict;
  const middle = (side: Contest['better']): number => mean(side.map(({ value }) => value));
  const difference = middle(contest.better) - middle(contest.worse);
  return `${signed(difference, 3)}, ${probabilities(contest)}: ${verdict}${markOfParts(findings, [part])}`;
}

/** SKD minus each other method in each setting, under the paper's own differences and above its scores, as Markdown. */
export function methodSection(findings: Findings): string {
  const names = BASELINES.map((baseline) => valueName('method', baseline));
  const paperRows = PAPER.flatMap(({ title, scores }) =>
    PAPER_TASKS.map(({ task, score }, at) => [
      `_paper: ${title}, ${task}_`,
      score,
      ...BASELINES.map((baseline) =>
        signed((scores.skd[at] ?? Number.NaN) - (scores[baseline][at] ?? Number.NaN), 1),
      ),
    ]),
  );
  const rows = METHOD_STUDIES.map((study) => [
    STUDIES[study].title,
    primaryOf(study).title,
    ...BASELINES.map((baseline) => cell(findings, study, baseline)),
  ]);
  const absolute = PAPER.flatMap(({ title, scores }) =>
    ([...BASELINES, 'skd'] as const).map((method) => [
      title,
      valueName('method', method),
      ...scores[method].map((score) => score.toFixed(1)),
    ]),
  );
  return `## SKD against each method

Absolute differences of scores, SKD minus the other, turned so that + is in favour of SKD (a phoneme error rate is better when it
is lower). The paper reports SKD ahead of all of them in most of its settings, and behind SFT and supervised KD on Qwen2's translation. For
its rows no test can be made from here. “Holds” and the other words judge the claim that SKD is better.

${table(['setting', 'score', ...names.map((name) => `SKD − ${name}`)], [...paperRows, ...rows])}

The paper's absolute scores (1,000 samples, instruction-tuned students, greedy decoding):

${table(['teacher → student', 'method', ...PAPER_TASKS.map(({ task, score }) => `>${task} (${score})`)], absolute)}`;
}
