/**
 * What is compared in docs/results.md, as data: studies, each a comparison as the page knows them (one setting varied, several
 * seeds, equal numbers of student updates).
 */
import type { Comparison } from '../../src/experiment/comparison';
import type { Experiment } from '../../src/experiment/fields';
import { PRESETS, TWO_HUNDRED_EXAMPLES } from '../../src/experiment/presets';
import { isOwnTask } from '../../src/experiment/user-data';
import type { TaskId } from '../../src/tasks';
import type { MetricId } from '../../src/tasks/task';

export interface Study {
  readonly id: string;
  readonly title: string;
  readonly base: Experiment & { readonly task: TaskId };
  readonly vary: Comparison['vary'];
  readonly values: Comparison['values'];
  /**
   * Learning rates, that of the base first. A method is reported at the one with the best validation score, among those
   * with which all methods have run.
   */
  readonly rates: readonly number[];
  /** Values whose student is measured as a drafter at its start, too, and timed. */
  readonly timed?: readonly (string | number)[];
}

/**
 * The score by which a task's students are compared, chosen before any comparison was run. chrF on translation, because a
 * first run of SKD had shown that exact match stays near 0 with few prompts.
 */
export const PRIMARY: Readonly<Record<TaskId, MetricId>> = {
  translation: 'chrf',
  summary: 'rouge-l',
  arithmetic: 'exact-match',
  instructions: 'exact-match',
  phonemes: 'phoneme-error-rate',
  digits: 'accuracy',
  parity: 'accuracy',
  fashion: 'accuracy',
  scenes: 'mean-iou',
  sentences: 'accuracy',
};

export const SEEDS = 3;

const METHODS = ['sft', 'supervised-kd', 'seqkd', 'on-policy-kd', 'imitkd', 'skd'] as const;
const WITHOUT_SEQKD = METHODS.filter((method) => method !== 'seqkd');

type Changes = Partial<Experiment> & { readonly task?: TaskId };

const on = ({ task = 'translation', ...changes }: Changes): Study['base'] => ({
  ...TWO_HUNDRED_EXAMPLES,
  ...changes,
  task,
});

/** A preset's settings, so that what the page offers is what is measured. */
function preset(id: string, changes: Partial<Experiment> = {}): Study['base'] {
  const found = PRESETS.find((one) => one.id === id)?.experiment;
  if (!found || isOwnTask(found.task))
    throw new Error(`there is no preset ${id} of a task that comes with the page`);
  return { ...found, ...changes, task: found.task };
}

const methods = (
  id: string,
  title: string,
  base: Study['base'],
  values: Study['values'] = WITHOUT_SEQKD,
  more: Partial<Study> = {},
): Study => ({ id, title, base, vary: 'method', values, rates: [base.learningRate], ...more });

/** 300 steps on short sequences: the cheapest study by far. */
const PHONEMES = on({ task: 'phonemes', steps: 300 });
/** K that accepts everything: the vocabularies are smaller. */
const EVERYTHING = { translation: 30, phonemes: 69 } as const;

export const STUDIES = {
  'phonemes-200': methods('phonemes-200', 'Phonemes, 200 prompts, random start', PHONEMES, METHODS, {
    rates: [4e-3, 2e-3, 8e-3],
  }),
  'translation-200': methods('translation-200', 'Translation, 200 prompts, random start', on({}), METHODS, {
    rates: [4e-3, 2e-3, 8e-3],
    timed: ['skd'],
  }),
  'phonemes-k': {
    id: 'phonemes-k',
    title: 'K on phonemes, 200 prompts, random start',
    base: PHONEMES,
    vary: 'topK',
    values: [0, 1, 3, 5, 10, 25, EVERYTHING.phonemes],
    rates: [PHONEMES.learningRate],
  },
  'translation-k': {
    id: 'translation-k',
    title: 'K on translation, 200 prompts, random start',
    base: on({}),
    vary: 'topK',
    values: [0, 1, 3, 10, 25, EVERYTHING.translation],
    rates: [TWO_HUNDRED_EXAMPLES.learningRate],
  },
  'phonemes-100': methods(
    'phonemes-100',
    'Phonemes, 100 prompts, random start',
    on({ ...PHONEMES, trainSize: 100 }),
  ),
  'phonemes-1000': methods(
    'phonemes-1000',
    'Phonemes, 1,000 prompts, random start',
    on({ ...PHONEMES, trainSize: 1000 }),
  ),
  'phonemes-100-sft': methods(
    'phonemes-100-sft',
    'Phonemes, 100 prompts, start by SFT on 100 others',
    preset('real-words', { trainSize: 100, sftSteps: 300, sftExamples: 100, steps: 300 }),
  ),
  'phonemes-1000-sft': methods(
    'phonemes-1000-sft',
    'Phonemes, 1,000 prompts, start by SFT on 1,000 others',
    preset('real-words'),
    WITHOUT_SEQKD,
    { timed: ['skd'] },
  ),
  'phonemes-mixing': methods('phonemes-mixing', 'Ways of mixing on phonemes, 200 prompts', PHONEMES, [
    'skd',
    'skd-mixed',
    'two-stage',
  ]),
  'phonemes-decay': {
    id: 'phonemes-decay',
    title: 'K from 10 down to 1 on phonemes, 200 prompts',
    base: on({ ...PHONEMES, method: 'custom', sampler: 'interleaved', topK: 10, topKFinal: 1 }),
    vary: 'methodSchedule',
    values: ['anneal-k'],
    rates: [PHONEMES.learningRate],
  },
  'translation-100': methods(
    'translation-100',
    'Translation, 100 prompts, random start',
    on({ trainSize: 100 }),
  ),
  'translation-1000': methods(
    'translation-1000',
    'Translation, 1,000 prompts, random start',
    on({ trainSize: 1000 }),
  ),
  'translation-200-sft': methods(
    'translation-200-sft',
    'Translation, 200 prompts, start by SFT on 200 others',
    preset('three-regimes-200'),
    WITHOUT_SEQKD,
    { timed: ['skd'] },
  ),
  'translation-100-sft': methods(
    'translation-100-sft',
    'Translation, 100 prompts, start by SFT on 100 others',
    preset('three-regimes-200', { trainSize: 100, sftExamples: 100 }),
  ),
  'translation-1000-sft': methods(
    'translation-1000-sft',
    'Translation, 1,000 prompts, start by SFT on 200 others',
    preset('three-regimes-1000'),
  ),
  'translation-mixing': methods('translation-mixing', 'Ways of mixing on translation, 200 prompts', on({}), [
    'skd',
    'skd-mixed',
    'two-stage',
  ]),
  'translation-decay': {
    id: 'translation-decay',
    title: 'K from 10 down to 1 on translation, 200 prompts',
    base: on({ method: 'custom', sampler: 'interleaved', topK: 10, topKFinal: 1 }),
    vary: 'methodSchedule',
    values: ['anneal-k'],
    rates: [TWO_HUNDRED_EXAMPLES.learningRate],
  },
  'summary-400-sft': methods(
    'summary-400-sft',
    'Summary, 400 prompts, start by SFT on 100 others',
    preset('conversation'),
  ),
  'arithmetic-10000': methods(
    'arithmetic-10000',
    'Running sums, 10,000 prompts, random start, width 64',
    on({
      task: 'arithmetic',
      trainSize: 10_000,
      studentWidth: 64,
      steps: 1500,
      batchSize: 32,
      evaluateEvery: 250,
    }),
  ),
  'instructions-10000': methods(
    'instructions-10000',
    'String instructions, 10,000 prompts, random start, width 64',
    on({
      task: 'instructions',
      trainSize: 10_000,
      studentWidth: 64,
      steps: 1000,
      batchSize: 32,
      evaluateEvery: 250,
    }),
  ),
} as const satisfies Readonly<Record<string, Study>>;

export type StudyId = keyof typeof STUDIES;
export const STUDY_IDS = Object.keys(STUDIES) as StudyId[];

/** The comparison of a study, as a link to the page holds it. Methods differ in nothing but the method, as in the paper. */
export const comparisonOf = (study: Study, rate = study.base.learningRate): Comparison => ({
  base: { ...study.base, learningRate: rate },
  vary: study.vary,
  values: study.values,
  seeds: SEEDS,
  budget: 'updates',
  methodSettings: 'same',
});
