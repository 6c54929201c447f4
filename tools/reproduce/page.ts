/** docs/results.md: put together from the raw results and the cards of the teachers, and from nothing else. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeHash } from '../../src/experiment/url';
import { teacherFingerprint } from '../prepare';
import { claimsSection, methodSection } from './claims-section';
import { Findings } from './findings';
import { machinesSection } from './machines-section';
import { type RawResult, readResults } from './raw';
import { firstRunSection } from './run-section';
import { searchSection } from './search-section';
import { accelerationSection, notRunSection, studiesSection } from './studies-section';
import { readCards, type TeacherCard, teachersSection } from './teachers';

const INTRODUCTION = `# What was measured

This page is written by \`npm run reproduce\`: every number comes from the raw results in \`docs/results/\`, a file a run, and from the
cards of the teachers; \`npm run reproduce -- --report\` writes it anew. \`--list\` says which runs there are, \`--only PATTERN\`,
\`--tasks\` and \`--seeds\` choose among them, \`--limit-minutes M\` ends it in time. It goes on with the runs that have no result
yet, and several processes may work beside each other. \`--redo\` also does again what other sources computed; results are written
from a committed tree only, and \`--trial FOLDER\` tries things out elsewhere.

How to read it:

- **Scores** are those of greedy answers to the first 1,000 test prompts, by which nothing was chosen. Mean ± sample standard
  deviation (n − 1) over the seeds. The seed decides the first weights, the order of the prompts and all sampling; the prompts
  themselves are the same for all seeds.
- **Equal budget**: within a study every method makes the same number of student updates on the same prompts. Teacher
  forwards and time differ, and are shown.
- **Chosen on validation**: where a study has several learning rates, a method is shown at the one with the best mean score
  on 256 validation prompts, among the rates with which all its methods have run. Everything else was fixed in
  \`tools/reproduce/studies.ts\` before any comparison was run, the score by which the methods of a task are compared included
  (chrF on translation after a first run of SKD had shown exact match near 0).
- **Verdicts** come from Welch's t-test between the seeds of two sides, two-sided, α = 0.05. A claim of several parts holds
  when all of them do, and does not hold when one is reversed (Bonferroni). Fewer than three seeds on a side: not run. Nothing is
  corrected for the number of claims: of twenty true equalities one would be called a difference. “Not distinguishable” with
  three seeds is weak evidence of equality.
- **Paired** is the p of Student's t-test of the differences within seeds, which suits runs that share first weights, order of
  prompts and start. It came after results had been seen, so it stands beside the verdicts and decides none.
- **Sources**: a result carries a fingerprint of the modules, packages and data that decide a run (\`tools/reproduce/sources.ts\`). Verdicts
  about runs of several states of the sources, or of states that were not recorded, are marked († and ‡). Results from before the
  fingerprint count as one state where their commit is the same and its tree had no changes.
- **How strong**: a verdict is about three seeds on one set of prompts, one of some thirty tests here, none of them corrected for the
  others. “p < 0.001” says that the seeds agree, not that other prompts, sizes or tasks would.
- The paper's numbers ([arXiv 2410.11325](https://arxiv.org/abs/2410.11325)) are those of language models of 0.5 to 7 billion parameters.
  They stand beside ours for the direction of a difference, not for its size.`;

/**
 * The page as Markdown.
 * @param teacherOf the fingerprint of the teacher that an experiment would have today
 */
export function makePage(
  results: ReadonlyMap<string, RawResult>,
  cards: readonly TeacherCard[],
  teacherOf: (link: string) => number,
): string {
  const current = new Map([...results].filter(([link, { teacher }]) => teacher === teacherOf(link)));
  const findings = new Findings(current);
  const stale = results.size - current.size;
  const sections = [
    INTRODUCTION,
    claimsSection(findings),
    methodSection(findings),
    studiesSection(findings),
    accelerationSection(findings),
    firstRunSection(findings),
    searchSection(findings),
    teachersSection(cards),
    notRunSection(findings, stale),
    machinesSection(findings),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** The page from what lies in this project. */
export function pageOf(resultsFolder: string): string {
  const teacherOf = (link: string): number => teacherFingerprint(decodeHash(link).experiment);
  const cards = readCards(fileURLToPath(new URL('../../public/teachers/', import.meta.url)));
  return makePage(readResults(resultsFolder), cards, teacherOf);
}

/** Writes the page beside and renames it: another process may be writing it, too. */
export function writePage(path: string, resultsFolder: string): void {
  const partial = `${path}.${process.pid}.part`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(partial, pageOf(resultsFolder));
  renameSync(partial, path);
}
