/** What the raw results say about the arms of the studies. */

import { LABELS_EN } from '../../src/app/text/en/settings';
import { TEST_PROMPTS } from '../../src/experiment/comparison';
import type { MethodName } from '../../src/experiment/methods';
import type { TaskId } from '../../src/tasks';
import {
  ACCURACY,
  CHRF,
  EXACT_MATCH,
  KNN,
  KNN_AVERAGE,
  MEAN_IOU,
  PARTIAL_RESULTS,
  PATCH_ACCURACY,
  PHONEME_ERROR_RATE,
  ROUGE_L,
} from '../../src/tasks/metrics';
import type { Metric, MetricId } from '../../src/tasks/task';
import { runsOfStudy, type StudyRun } from './plan';
import { originOf } from './provenance';
import type { Outcome, RawResult } from './raw';
import { mean, type Seeded } from './statistics';
import { PRIMARY, STUDIES, type Study, type StudyId } from './studies';

export const METRICS: Readonly<Record<MetricId, Metric>> = {
  accuracy: ACCURACY,
  knn: KNN,
  'knn-average': KNN_AVERAGE,
  'mean-iou': MEAN_IOU,
  'patch-accuracy': PATCH_ACCURACY,
  'exact-match': EXACT_MATCH,
  chrf: CHRF,
  'rouge-l': ROUGE_L,
  'phoneme-error-rate': PHONEME_ERROR_RATE,
  'partial-results': PARTIAL_RESULTS,
};

/** The task of a study. */
export const taskOf = (id: StudyId): TaskId => STUDIES[id].base.task;
/** The metric by which the students of a study are compared. */
export const primaryOf = (id: StudyId): Metric => METRICS[PRIMARY[taskOf(id)]];

/** A value of a varied setting, as tables name it: without the explanation in brackets. */
export function valueName(vary: Study['vary'], value: string | number): string {
  if (vary === 'method') {
    const name = LABELS_EN.choices.method[value as MethodName];
    return /\((?<short>\w+)\)$/.exec(name)?.groups?.short ?? name;
  }
  return vary === 'methodSchedule' ? 'K 10 → 1' : `K ${value}`;
}

/** One number of a finished run. */
export interface Series {
  readonly title: string;
  readonly better: 'higher' | 'lower';
  readonly decimals: number;
  /** Prompts of which the number is a share; absent where it is no share. */
  readonly prompts?: number;
  /** Null where the run has none. */
  readonly of: (outcome: Outcome) => number | null;
}

/** Mean acceptance over a part of the training, from `from` to `to` as shares of its steps. */
function acceptanceOver({ curve }: Outcome, from: number, to: number): number | null {
  const { acceptance, steps } = curve;
  const end = steps.at(-1) ?? 0;
  const part = acceptance?.filter((_, i) => {
    const done = (steps[i] ?? 0) / end;
    return done > from && done <= to;
  });
  return part && part.length > 0 ? mean(part) : null;
}

/** Mean token acceptance rate over a part of the training, from `from` to `to` as shares of its steps. */
export const acceptance = (from: number, to: number): Series => ({
  title: 'acceptance',
  better: 'higher',
  decimals: 3,
  of: (outcome) => acceptanceOver(outcome, from, to),
});

/** A metric on test prompts. */
export const testScore = ({ id, title, better }: Metric): Series => ({
  title,
  better,
  decimals: 3,
  ...(id === 'exact-match' ? { prompts: TEST_PROMPTS } : {}),
  of: ({ test }) => test.scores[id]?.value ?? null,
});

export const VALIDATION_KL: Series = {
  title: 'validation KL',
  better: 'lower',
  decimals: 3,
  of: ({ validation }) => validation.forwardKl,
};

/** A number of the student as a drafter, of before or after the distillation. */
export const drafted = (
  when: 'before' | 'after',
  what: keyof NonNullable<Outcome['drafting']>['after'],
  title: string,
): Series => ({
  title,
  better: 'higher',
  decimals: what === 'acceptedPerCall' ? 2 : 3,
  of: ({ drafting }) => drafting?.[when]?.[what].value ?? null,
});

/** Milliseconds a token of greedy decoding, one sequence at a time; null where the run was not timed. */
export const milliseconds = (decoder: 'alone' | 'before' | 'after'): Series => ({
  title: 'ms a token',
  better: 'lower',
  decimals: 2,
  of: ({ times }) => times?.[decoder] ?? null,
});

/** The runs of one value of a study, at the learning rate that was chosen for it. */
export interface Arm {
  readonly value: string | number;
  readonly rate: number;
  readonly outcomes: readonly Outcome[];
  /** The seed of each outcome. */
  readonly seeds: readonly number[];
  /** The commits that they were computed at, each once. */
  readonly commits: readonly string[];
  /** What names the sources of each outcome; see provenance.ts. */
  readonly origins: readonly (string | null)[];
  /** Runs that have failed, in their own words. */
  readonly failures: readonly string[];
}

export class Findings {
  readonly #results: ReadonlyMap<string, RawResult>;

  /** @param results by link; those of other teachers than the shipped ones are left out by the caller */
  constructor(results: ReadonlyMap<string, RawResult>) {
    this.#results = results;
  }

  result(link: string): RawResult | undefined {
    return this.#results.get(link);
  }

  get all(): readonly RawResult[] {
    return [...this.#results.values()];
  }

  missing(id: StudyId, rate: number): readonly StudyRun[] {
    return runsOfStudy(id, rate).filter(({ link }) => !this.#results.has(link));
  }

  /** Learning rates with which every run of a study has been done; the base's alone where none is. */
  rates(id: StudyId): readonly number[] {
    const { rates }: Study = STUDIES[id];
    const complete = rates.filter((rate) => this.missing(id, rate).length === 0);
    return complete.length > 0 ? complete : rates.slice(0, 1);
  }

  /** At the rate with the best mean score on validation prompts, among those with which no run failed if there are any. */
  arm(id: StudyId, value: string | number): Arm {
    const metric = primaryOf(id);
    const sign = metric.better === 'higher' ? 1 : -1;
    const scoreOf = ({ outcomes, failures }: Arm): number => {
      const score = mean(outcomes.map(({ validation }) => validation.scores[metric.id] ?? Number.NaN));
      // The mean of those that survived says nothing of a rate with which others did not.
      return Number.isNaN(score) || failures.length > 0 ? Number.NEGATIVE_INFINITY : sign * score;
    };
    return this.rates(id)
      .map((rate) => this.#armAt(id, value, rate))
      .reduce((best, arm) => (scoreOf(arm) > scoreOf(best) ? arm : best));
  }

  #armAt(id: StudyId, value: string | number, rate: number): Arm {
    const runs = runsOfStudy(id, rate).filter((run) => run.value === value);
    const finished = runs.flatMap(({ link, experiment: { seed } }) => {
      const result = this.#results.get(link);
      if (!result?.outcome) return [];
      const { outcome, machine } = result;
      return [{ seed, outcome, commit: machine.commit, origin: originOf(result) }];
    });
    return {
      value,
      rate,
      outcomes: finished.map(({ outcome }) => outcome),
      seeds: finished.map(({ seed }) => seed),
      commits: [...new Set(finished.map(({ commit }) => commit ?? 'unknown'))],
      origins: finished.map(({ origin }) => origin),
      failures: runs.flatMap(({ link }) => this.#results.get(link)?.failure ?? []),
    };
  }

  /** One number from each seed that has it. */
  values(id: StudyId, value: string | number, series: Series): readonly Seeded[] {
    const { outcomes, seeds } = this.arm(id, value);
    return outcomes.flatMap((outcome, i) => {
      const value = series.of(outcome);
      return value === null ? [] : [{ seed: seeds[i] as number, value }];
    });
  }
}
