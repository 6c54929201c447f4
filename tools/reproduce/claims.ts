/** The claims of arXiv 2410.11325 that can be tested at this scale, as data. */
import {
  acceptance,
  drafted,
  type Findings,
  milliseconds,
  primaryOf,
  type Series,
  testScore,
  VALIDATION_KL,
  valueName,
} from './findings';
import type { Contest, Seeded } from './statistics';
import { STUDIES, type StudyId } from './studies';

/** One number of one arm. */
export interface Side {
  readonly study: StudyId;
  readonly value: string | number;
  readonly series: Series;
  /** In a sentence. */
  readonly name: string;
}

export interface Part {
  readonly better: Side;
  readonly worse: Side;
}

export interface Claim {
  readonly claim: string;
  /** What the paper reports for it. */
  readonly paper: string;
  /** What differs here, where it matters to what the verdict is worth. */
  readonly caveat?: string;
  readonly settings: readonly { readonly title: string; readonly parts: readonly Part[] }[];
}

/** What SKD is compared with, everywhere. */
export const BASELINES = ['sft', 'supervised-kd', 'on-policy-kd', 'imitkd'] as const;

/** Studies in which all methods meet. */
export const METHOD_STUDIES: readonly StudyId[] = [
  'translation-100',
  'translation-200',
  'translation-1000',
  'translation-100-sft',
  'translation-200-sft',
  'translation-1000-sft',
  'phonemes-100',
  'phonemes-200',
  'phonemes-1000',
  'phonemes-100-sft',
  'phonemes-1000-sft',
  'summary-400-sft',
  'arithmetic-10000',
  'instructions-10000',
];

const scored = (study: StudyId, value: string | number, name = valueName('method', value)): Side => ({
  study,
  value,
  name,
  series: testScore(primaryOf(study)),
});

/** That SKD scores higher on test prompts than a baseline. */
export const beats = (study: StudyId, baseline: string): Part => ({
  better: scored(study, 'skd'),
  worse: scored(study, baseline),
});

const title = (study: StudyId): string => STUDIES[study].title;

const lowestKl = (study: StudyId): Claim['settings'][number] => ({
  title: title(study),
  parts: BASELINES.map((baseline) => ({
    better: { study, value: 'skd', series: VALIDATION_KL, name: valueName('method', 'skd') },
    worse: { study, value: baseline, series: VALIDATION_KL, name: valueName('method', baseline) },
  })),
});

/** Every K between the extremes against both. */
function middles(study: 'phonemes-k' | 'translation-k'): Claim['settings'][number] {
  const values: readonly number[] = STUDIES[study].values;
  const last = values.at(-1) ?? 0;
  const side = (k: number): Side => scored(study, k, `K ${k === last ? 'V' : k}`);
  return {
    title: title(study),
    parts: values
      .filter((k) => k > 0 && k < last)
      .flatMap((k) => [0, last].map((extreme) => ({ better: side(k), worse: side(extreme) }))),
  };
}

const fallingRejection = (study: StudyId): Claim['settings'][number] => ({
  title: title(study),
  parts: [
    {
      better: { study, value: 'skd', series: acceptance(0.9, 1), name: 'in the last tenth of the training' },
      worse: { study, value: 'skd', series: acceptance(0, 0.1), name: 'in the first tenth' },
    },
  ],
});

const drafting = (study: StudyId): Claim['settings'][number] => ({
  title: title(study),
  parts: [
    {
      better: {
        study,
        value: 'skd',
        series: drafted('after', 'acceptance', 'drafts accepted'),
        name: 'after SKD',
      },
      worse: {
        study,
        value: 'skd',
        series: drafted('before', 'acceptance', 'drafts accepted'),
        name: 'before',
      },
    },
  ],
});

const faster = (study: StudyId): Claim['settings'][number] => ({
  title: title(study),
  parts: [
    {
      better: { study, value: 'skd', series: milliseconds('after'), name: 'drafted after SKD' },
      worse: { study, value: 'skd', series: milliseconds('before'), name: 'drafted before' },
    },
  ],
});

const decay = (task: 'phonemes' | 'translation', k: number): Claim['settings'][number] => ({
  title: `${title(`${task}-decay`)}, against constant ${k}`,
  parts: [
    {
      better: scored(`${task}-k`, k, `K ${k}`),
      worse: scored(`${task}-decay`, 'anneal-k', 'K 10 → 1'),
    },
  ],
});

export const CLAIMS: readonly Claim[] = [
  {
    claim: 'On-policy KD gets stuck when the student starts poor: it falls behind supervised KD.',
    paper: 'COMET 36.1 for on-policy KD against 73.3 for supervised KD (Gemma, translation)',
    caveat: 'A random start is poorer than any of the paper’s.',
    settings: (['translation-200', 'phonemes-200'] as const).map((study) => ({
      title: title(study),
      parts: [{ better: scored(study, 'supervised-kd'), worse: scored(study, 'on-policy-kd') }],
    })),
  },
  {
    claim: 'With 100 samples SKD is the best method.',
    paper: 'stated for 100 samples',
    settings: (['translation-100', 'translation-100-sft', 'phonemes-100', 'phonemes-100-sft'] as const).map(
      (study) => ({ title: title(study), parts: BASELINES.map((baseline) => beats(study, baseline)) }),
    ),
  },
  {
    claim: 'With 100 samples a start by SFT overfits, and distillation from it ends lower.',
    paper: 'stated for 100 samples',
    caveat:
      'The paper’s other start is an instruction-tuned model; here it is random weights, at a learning rate of 0.004 against 0.003 after SFT.',
    settings: (['translation', 'phonemes'] as const).map((task) => ({
      title: `${task === 'translation' ? 'Translation' : 'Phonemes'}, 100 prompts`,
      parts: [
        {
          better: scored(`${task}-100`, 'skd', 'SKD from random weights'),
          worse: scored(`${task}-100-sft`, 'skd', 'SKD from SFT'),
        },
      ],
    })),
  },
  {
    claim: 'Any K in the middle beats both extremes, K = 0 (teacher text) and K = V (on-policy).',
    paper: 'any K from 5 to 50, of a vocabulary of 256,000',
    caveat: 'Here V is 30 and 69, so that K = 10 and 25 already accept nearly everything.',
    settings: [middles('translation-k'), middles('phonemes-k')],
  },
  {
    claim: 'Decreasing K during training is worse than a constant K.',
    paper: 'stated, as an ablation',
    settings: [
      decay('translation', 3),
      decay('translation', 10),
      decay('phonemes', 3),
      decay('phonemes', 10),
    ],
  },
  {
    claim: 'Mixing token by token (SKD) beats mixing by sequence and two stages.',
    paper: 'stated, as an ablation',
    settings: (['translation-mixing', 'phonemes-mixing'] as const).map((study) => ({
      title: title(study),
      parts: [beats(study, 'skd-mixed'), beats(study, 'two-stage')],
    })),
  },
  {
    claim: 'SKD has the lowest validation loss.',
    paper: 'stated, with curves',
    caveat: 'Here: KL(teacher‖student) on the reference answers to validation prompts, nats a token.',
    settings: (['translation-200', 'translation-200-sft', 'phonemes-200', 'phonemes-1000-sft'] as const).map(
      lowestKl,
    ),
  },
  {
    claim: 'The rejection rate falls during training.',
    paper: 'stated, with curves',
    settings: (['translation-200', 'translation-200-sft', 'phonemes-200', 'phonemes-1000-sft'] as const).map(
      fallingRejection,
    ),
  },
  {
    claim: 'As a drafter for speculative decoding the student is accepted more often after SKD.',
    paper: '85 % of its drafted tokens accepted instead of 71 %',
    settings: (['translation-200-sft', 'phonemes-1000-sft'] as const).map(drafting),
  },
  {
    claim: 'Decoding with it as the drafter is faster.',
    paper: '1.2 times as fast',
    caveat: 'Greedy, one sequence at a time, on the machine of the runs.',
    settings: (['translation-200-sft', 'phonemes-1000-sft'] as const).map(faster),
  },
];

/** The numbers of a part, turned so that more is better. */
export function contestOf(findings: Findings, { better, worse }: Part): Contest {
  const oriented = ({ study, value, series }: Side): readonly Seeded[] =>
    findings
      .values(study, value, series)
      .map(({ seed, value }) => ({ seed, value: series.better === 'higher' ? value : -value }));
  return { better: oriented(better), worse: oriented(worse), prompts: better.series.prompts ?? null };
}
