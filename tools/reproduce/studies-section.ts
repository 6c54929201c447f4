/** A table for each study, with everything that was measured of its arms. */
import { encodeComparison } from '../../src/experiment/comparison-link';
import type { Metric, MetricId } from '../../src/tasks/task';
import { METHOD_STUDIES } from './claims';
import {
  type Arm,
  acceptance,
  drafted,
  type Findings,
  METRICS,
  primaryOf,
  type Series,
  taskOf,
  testScore,
  VALIDATION_KL,
  valueName,
} from './findings';
import { fixed, spread, table, thousands } from './markdown';
import { runsOfStudy } from './plan';
import { originsInWords } from './provenance';
import type { Outcome } from './raw';
import { mean } from './statistics';
import { comparisonOf, STUDIES, STUDY_IDS, type Study, type StudyId } from './studies';

const column = (arm: Arm, { of, decimals }: Series): string =>
  spread(
    arm.outcomes.flatMap((outcome) => of(outcome) ?? []),
    decimals,
  );

/** The metrics that runs of the study have been scored by, the one they are compared by first. */
function metricsOf(id: StudyId, arms: readonly Arm[]): readonly Metric[] {
  const scored = Object.keys(arms.flatMap(({ outcomes }) => outcomes)[0]?.test.scores ?? {}) as MetricId[];
  const primary = primaryOf(id);
  return [primary, ...scored.map((metric) => METRICS[metric]).filter(({ id }) => id !== primary.id)];
}

const averaged = (arm: Arm, of: (outcome: Outcome) => number): number => mean(arm.outcomes.map(of));

function study(findings: Findings, id: StudyId): string {
  const { title, values, vary, rates, base }: Study = STUDIES[id];
  const arms = values.map((value) => findings.arm(id, value));
  if (arms.every(({ outcomes, failures }) => outcomes.length + failures.length === 0)) return '';
  const metrics = metricsOf(id, arms);
  const rows = arms.map((arm) => [
    valueName(vary, arm.value),
    String(arm.rate),
    `${arm.outcomes.length}${arm.failures.length > 0 ? ` (${arm.failures.length} diverged)` : ''}`,
    ...metrics.map((metric) => column(arm, testScore(metric))),
    column(arm, VALIDATION_KL),
    column(arm, { title: 'top-1', better: 'higher', decimals: 3, of: ({ validation }) => validation.topOne }),
    column(arm, drafted('after', 'overlap', 'overlap α')),
    column(arm, drafted('after', 'acceptedPerCall', 'drafts a call')),
    thousands(averaged(arm, ({ teacherForwards }) => teacherForwards)),
    fixed(
      averaged(arm, ({ seconds }) => seconds),
      0,
    ),
  ]);
  const header = [
    vary === 'method' ? 'method' : 'K',
    'rate',
    '>n',
    ...metrics.map(({ title, better }) => `${title}${better === 'lower' ? ' ↓' : ''}`),
    'validation KL ↓',
    'top-1',
    'overlap α',
    'drafts a call',
    '>teacher forwards',
    '>seconds',
  ];
  const chosen =
    rates.length > 1 ? ` Learning rates with which all have run: ${findings.rates(id).join(', ')}.` : '';
  const link =
    values.length > 1 ? ` The same on the page: \`#${encodeComparison(comparisonOf(STUDIES[id]))}\`.` : '';
  return `### ${title}

${thousands(base.steps)} updates of batch ${base.batchSize}.${chosen}${link} ${originsInWords(arms.flatMap(({ origins }) => origins))}

${table(header, rows)}${vary === 'topK' ? chosenK(findings, id, arms) : ''}`;
}

/** The K that validation prompts would choose, with its score on test prompts; nothing before every K has run with every seed. */
function chosenK(findings: Findings, id: StudyId, arms: readonly Arm[]): string {
  if (findings.missing(id, STUDIES[id].base.learningRate).length > 0) return '';
  const { id: metric, title, better } = primaryOf(id);
  const sign = better === 'higher' ? 1 : -1;
  const validated = ({ outcomes }: Arm): number =>
    sign * mean(outcomes.map(({ validation }) => validation.scores[metric] ?? Number.NaN));
  const best = arms.reduce((a, b) => (validated(b) > validated(a) ? b : a));
  const tested = column(best, testScore(primaryOf(id)));
  return `\n\nChosen on validation prompts: ${valueName('topK', best.value)}, with ${title} ${tested} on test prompts.`;
}

/** A table for each study with a finished run, as Markdown. */
export function studiesSection(findings: Findings): string {
  const sections = STUDY_IDS.map((id) => study(findings, id)).filter((section) => section !== '');
  if (sections.length === 0) return '';
  return [
    `## Every study

n: finished seeds. Validation KL: KL(teacher‖student) on the reference answers to 256 validation prompts, nats a token; top-1: the
share of their tokens at which both find the same token most probable. Overlap α and drafts a call: the student as a drafter
for its teacher on 32 test prompts, γ = 4, temperature 1 ([measures.md](measures.md)); α is the mean of Σ min(p, q), drafts a call
are the drafted tokens that stand in one call of the teacher, of four. Teacher forwards are counted as
[compare.md](compare.md) says. Seconds are those of the training, on machines that had other work to do. ↓: lower is better.`,
    ...sections,
  ].join('\n\n');
}

/** Shares of the training over which acceptance is averaged. */
const PARTS = [0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.95, 1] as const;
const percent = (share: number): string => String(Math.round(100 * share));

/** Acceptance during training, and what the student is worth as a drafter. */
export function accelerationSection(findings: Findings): string {
  // SKD where methods meet, and every K; the ways of mixing would show the same runs of SKD again.
  const arms = STUDY_IDS.flatMap((id) => {
    const { vary, values }: Study = STUDIES[id];
    const shown = vary === 'method' ? (METHOD_STUDIES.includes(id) ? ['skd'] : []) : values;
    return shown.map((value) => ({ id, vary, arm: findings.arm(id, value) }));
  }).filter(({ arm }) => arm.outcomes.some(({ curve }) => curve.acceptance !== null));
  if (arms.length === 0) return '';
  const stretches = PARTS.slice(1).map((to, i) => ({ from: PARTS[i] ?? 0, to }));
  const rows = arms.map(({ id, vary, arm }) => [
    STUDIES[id].title,
    vary === 'method' ? `K ${STUDIES[id].base.topK}` : valueName(vary, arm.value),
    ...stretches.map(({ from, to }) => column(arm, acceptance(from, to))),
  ]);
  const drafters = METHOD_STUDIES.map((id) => ({ id, arm: findings.arm(id, 'skd') })).filter(({ arm }) =>
    arm.outcomes.some(({ times }) => times !== null),
  );
  const speed = (arm: Arm, of: (times: NonNullable<Outcome['times']>) => number): string =>
    spread(
      arm.outcomes.flatMap(({ times }) => (times ? of(times) : [])),
      2,
    );
  const draftRows = drafters.map(({ id, arm }) => [
    STUDIES[id].title,
    column(arm, drafted('before', 'acceptance', 'drafts accepted')),
    column(arm, drafted('after', 'acceptance', 'drafts accepted')),
    speed(arm, ({ alone, before }) => alone / before),
    speed(arm, ({ alone, after }) => alone / after),
    speed(arm, ({ before, after }) => before / after),
    arm.commits.map((commit) => commit.slice(0, 7)).join(', '),
  ]);
  return `## Acceptance during training

The share of the student's proposed tokens that the teacher accepts in SKD, mean over a part of the training, in % of its steps
([compare.md](compare.md) says how curves are thinned).

${table(['study', 'K', ...stretches.map(({ from, to }) => `${percent(from)}–${percent(to)} %`)], rows)}

## The SKD student as a drafter

Before: the student as it met the distillation. Accepted: the share of its judged drafts that stand, sampled at temperature 1 on
32 test prompts, γ = 4. Speed: how many times as fast, greedy, one sequence at a time, on four test prompts; median of five repeats
in each run, by the code of the commit. The paper reports 85 % of drafted tokens accepted instead of 71 %, and 1.2 times the speed.

${table(
  [
    'study',
    'accepted before',
    'accepted after',
    'speed with before / alone',
    'speed with after / alone',
    'speed after / before',
    'commit',
  ],
  draftRows,
)}`;
}

/** What the plan holds and has no result: by study and learning rate, values with their seeds. */
export function notRunSection(findings: Findings, stale: number): string {
  const rows = STUDY_IDS.flatMap((id) => {
    const { rates, vary }: Study = STUDIES[id];
    return rates.flatMap((rate) => {
      const missing = findings.missing(id, rate);
      if (missing.length === 0) return [];
      const all = runsOfStudy(id, rate).length;
      const values = [...new Set(missing.map(({ value }) => value))];
      const list = values.map((value) => {
        const seeds = missing.filter((run) => run.value === value).map(({ experiment }) => experiment.seed);
        return `${valueName(vary, value)} (seed ${seeds.join(', ')})`;
      });
      const which = missing.length === all ? 'everything' : list.join('; ');
      return [[STUDIES[id].title, String(rate), `${all - missing.length} of ${all}`, which]];
    });
  });
  const older =
    stale > 0
      ? `\n\n${stale} further results belong to teachers that have been trained anew since; they are used nowhere.`
      : '';
  const tasks = new Set(STUDY_IDS.map(taskOf)).size;
  if (rows.length === 0)
    return `## Not run\n\nEverything that is planned has been run, on ${tasks} tasks.${older}`;
  return `## Not run

What the available compute did not allow. \`npm run reproduce\` goes on with it.

${table(['study', 'rate', '>done', 'missing'], rows)}

Also not run: other teachers, larger students, other divergences, more than three seeds.${older}`;
}
