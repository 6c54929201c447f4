/** The runs of all studies, in the order in which they are worth the time. */
import { planOf } from '../../src/experiment/comparison';
import type { Experiment } from '../../src/experiment/fields';
import { encodeHash } from '../../src/experiment/url';
import type { TaskId } from '../../src/tasks';
import { SEARCHED } from './search';
import { comparisonOf, STUDIES, type Study, type StudyId } from './studies';

/** What is run first: the study, and the place of the learning rate among its `rates`. */
const ORDER: readonly (readonly [study: StudyId, rate: number])[] = [
  ['phonemes-200', 0],
  ['translation-200', 0],
  ['phonemes-k', 0],
  ['translation-k', 0],
  ['phonemes-100', 0],
  ['phonemes-1000', 0],
  ['phonemes-1000-sft', 0],
  ['phonemes-mixing', 0],
  ['phonemes-decay', 0],
  ['translation-200-sft', 0],
  ['translation-100', 0],
  ['translation-1000', 0],
  ['phonemes-200', 1],
  ['phonemes-200', 2],
  ['translation-mixing', 0],
  ['translation-decay', 0],
  ['phonemes-100-sft', 0],
  ['translation-100-sft', 0],
  ['translation-1000-sft', 0],
  ['arithmetic-10000', 0],
  ['summary-400-sft', 0],
  ['instructions-10000', 0],
  ['translation-200', 1],
  ['translation-200', 2],
];

/** What the runs of the search are called beside the studies. */
const SEARCH = 'first-screen';

export interface StudyRun {
  readonly study: StudyId;
  readonly value: string | number;
  readonly rate: number;
  readonly experiment: Experiment;
  /** The experiment as a link: what names the run. */
  readonly link: string;
}

const known = new Map<string, readonly StudyRun[]>();

/** The runs of a study at one of its learning rates, one seed after the other. */
export function runsOfStudy(id: StudyId, rate: number): readonly StudyRun[] {
  const key = `${id} ${rate}`;
  const runs =
    known.get(key) ??
    planOf(comparisonOf(STUDIES[id], rate)).map(({ experiment, value }) => ({
      study: id,
      value,
      rate,
      experiment,
      link: encodeHash(experiment),
    }));
  known.set(key, runs);
  return runs;
}

/** A run to do, once, however many studies it belongs to. */
export interface Planned {
  readonly link: string;
  readonly experiment: Experiment & { readonly task: TaskId };
  readonly studies: readonly (StudyId | typeof SEARCH)[];
  /** Its student is measured as a drafter at its start, too, and timed. */
  readonly timed: boolean;
}

/** Everything there is to run, the most telling first. */
export function wholePlan(): readonly Planned[] {
  const planned = new Map<string, Planned>();
  for (const [id, rate] of ORDER) {
    const { rates, base, timed = [] }: Study = STUDIES[id];
    for (const { link, experiment, value } of runsOfStudy(id, rates[rate] ?? base.learningRate)) {
      const before = planned.get(link);
      planned.set(link, {
        link,
        experiment: { ...experiment, task: base.task },
        studies: [...(before?.studies ?? []), id],
        timed: (before?.timed ?? false) || timed.includes(value),
      });
    }
  }
  for (const experiment of SEARCHED) {
    const link = encodeHash(experiment);
    planned.set(link, { link, experiment, studies: [SEARCH], timed: false });
  }
  return [...planned.values()];
}
