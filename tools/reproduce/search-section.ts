/** How the first screen's experiment was chosen, as a section of docs/results.md. */
import { encodeHash } from '../../src/experiment/url';
import { acceptance, type Findings } from './findings';
import { spread, table, thousands } from './markdown';
import type { Outcome } from './raw';
import { CANDIDATES, type Candidate, CHOSEN, FINAL_SEEDS } from './search';

const COLUMNS = ['changes', '>steps', '>exact match', '>KL', '>acceptance, first 1 %', '>last 5 %'] as const;
const exact = ({ validation }: Outcome): number => validation.scores['exact-match'] ?? Number.NaN;

function outcomesOf(findings: Findings, experiments: readonly Candidate['experiment'][]): readonly Outcome[] {
  return experiments.flatMap((experiment) => findings.result(encodeHash(experiment))?.outcome ?? []);
}

function row({ title, experiment }: Candidate, outcomes: readonly Outcome[]): readonly string[] {
  const over = (from: number, to: number): string =>
    spread(
      outcomes.flatMap((outcome) => acceptance(from, to).of(outcome) ?? []),
      3,
    );
  return [
    title,
    String(experiment.steps),
    spread(outcomes.map(exact), 3),
    spread(
      outcomes.map(({ validation }) => validation.forwardKl),
      3,
    ),
    over(0, 0.01),
    over(0.95, 1),
  ];
}

/** As Markdown; empty where nothing of it has been run. */
export function searchSection(findings: Findings): string {
  const candidates = CANDIDATES.flatMap((candidate) => {
    const outcomes = outcomesOf(findings, [candidate.experiment]);
    return outcomes.length === 0 ? [] : [row(candidate, outcomes)];
  });
  if (candidates.length === 0) return '';
  const seeds = FINAL_SEEDS.map((seed) => ({ ...CHOSEN, seed }));
  const finals = outcomesOf(findings, seeds);
  const test = finals.map((outcome) => outcome.test.scores['exact-match']?.value ?? Number.NaN);
  return `## How the first screen's experiment was chosen

Wanted: a student that begins with random weights, has under 0.2 of its tokens accepted at first and over 0.98 at the end, and answers
at least 80 % of held-out prompts exactly after no more than 90 seconds on two cores without a graphics card. All candidates train on
20,000 prompts of the translation, none of which is held out, with K = 3 and, but for the last, as many steps as cost about the
arithmetic of the first one's 800. They were compared by greedy answers to 256 validation prompts, seed 1.
\`npm run reproduce -- --only first-screen\` repeats it.

${table(COLUMNS, candidates)}

More and smaller steps won. The winner with ${thousands(CHOSEN.steps)} steps is the first screen's experiment, here with ${finals.length} of ${seeds.length} seeds:

${table(COLUMNS, finals.length === 0 ? [] : [row({ title: 'the first screen', experiment: CHOSEN }, finals)])}

Exact match on 1,000 test prompts, by which nothing was chosen: ${spread(test, 3)}.`;
}
