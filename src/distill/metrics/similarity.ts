/**
 * RSE-auto: similarity of a student's answers to its teacher's, in style, structure and detail. An automatic substitute
 * for the Response Similarity Evaluation of arXiv 2501.12619, where a language model is the judge; the measures and the
 * normalisation are ours. Pure: texts in, numbers out.
 */
import type { ContentTokens } from '../../tasks/content-tokens';
import { type Estimate, percentiles, RESAMPLES, resampled, wilsonInterval } from './intervals';
import { bagF, type Read, Reader, shannonDistance, subsequenceF } from './similarity-metrics';

/** Answers to the same prompts, in the same order. */
export interface Answered {
  readonly references: readonly string[];
  /** Answers that all others are compared with. */
  readonly teacher: readonly string[];
  /** The teacher again, with other random numbers: as like itself as sampling lets it be. */
  readonly again: readonly string[];
  readonly student: readonly string[];
  /** A student of the same size that never met the teacher. */
  readonly floor: readonly string[];
}

export const PARTS = ['style', 'structure', 'detail'] as const;
export type PartName = (typeof PARTS)[number];
export const SIDES = ['student', 'floor', 'again'] as const;
/** Whose answers are compared with the teacher's. */
export type Side = (typeof SIDES)[number];

export interface Part {
  /** In [0, 1], before normalisation. */
  readonly raw: Readonly<Record<Side, Estimate>>;
  /** (student − floor) / (again − floor), clamped to [0, 1]; null if floor and ceiling are too close. */
  readonly score: Estimate | null;
}

export interface Similarity {
  readonly unit: ContentTokens['unit'];
  readonly prompts: number;
  readonly parts: Readonly<Record<PartName, Part>>;
  /** Mean of the parts that have a score. */
  readonly rse: Estimate | null;
  /** How often a side gives the very answer of the teacher where that is not the reference. */
  readonly sharedErrors: Readonly<Record<Side, Estimate>>;
  /** Prompts whose teacher's answer is not the reference. */
  readonly teacherErrors: number;
  /** There were enough of them for the shared errors to count in the detail. */
  readonly errorsCount: boolean;
}

/** Floor and ceiling nearer than this leave nothing to measure between them. */
const LEAST_RANGE = 0.02;
/** Fewer errors of the teacher than this say nothing about who shares them. */
const FEWEST_ERRORS = 5;

/** One side against the teacher, prompt by prompt. */
interface Compared {
  readonly reads: readonly Read[];
  readonly structure: readonly number[];
  readonly content: readonly number[];
  /** 1 where the side repeats an error of the teacher. */
  readonly repeats: readonly number[];
}

type Raw = Readonly<Record<PartName, number>>;

/** The raw values of every part, for prompts counted `weights` times. */
type Weigh = (weights: Float64Array) => Readonly<Record<Side, Raw>>;

function weighted(values: readonly number[], weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  values.forEach((value, i) => {
    sum += value * (weights[i] ?? 0);
    total += weights[i] ?? 0;
  });
  return total === 0 ? 0 : sum / total;
}

function preparation(contentTokens: ContentTokens, answered: Answered, wrong: readonly number[]): Weigh {
  const reader = new Reader(contentTokens);
  const teacher = answered.teacher.map((text) => reader.read(text));
  const compare = (texts: readonly string[]): Compared => {
    const reads = texts.map((text) => reader.read(text));
    const pairs = reads.map((read, i) => [read, teacher[i] ?? read] as const);
    return {
      reads,
      structure: pairs.map(([own, its]) => subsequenceF(own.frame, its.frame)),
      content: pairs.map(([own, its]) => bagF(own.content, its.content)),
      repeats: texts.map((text, i) => (text === answered.teacher[i] ? 1 : 0)),
    };
  };
  const sides = {
    student: compare(answered.student),
    floor: compare(answered.floor),
    again: compare(answered.again),
  };
  const { grams, longest } = reader;
  const errorsCount = wrong.reduce((sum, one) => sum + one, 0) >= FEWEST_ERRORS;

  const histograms = (reads: readonly Read[], weights: Float64Array): [Float64Array, Float64Array] => {
    const words = new Float64Array(grams);
    const lengths = new Float64Array(longest + 1);
    reads.forEach((read, i) => {
      const weight = weights[i] ?? 0;
      if (weight === 0) return;
      for (const gram of read.grams) words[gram] = (words[gram] ?? 0) + weight;
      lengths[read.length] = (lengths[read.length] ?? 0) + weight;
    });
    return [words, lengths];
  };

  return (weights) => {
    const [words, lengths] = histograms(teacher, weights);
    const ofErrors = weights.map((weight, i) => weight * (wrong[i] ?? 0));
    const rawOf = ({ reads, structure, content, repeats }: Compared): Raw => {
      const [ownWords, ownLengths] = histograms(reads, weights);
      const apart = shannonDistance(ownWords, words) + shannonDistance(ownLengths, lengths);
      const inCommon = weighted(content, weights);
      const counts = errorsCount && ofErrors.some((weight) => weight > 0);
      return {
        style: 1 - apart / 2,
        structure: weighted(structure, weights),
        detail: counts ? (inCommon + weighted(repeats, ofErrors)) / 2 : inCommon,
      };
    };
    return { student: rawOf(sides.student), floor: rawOf(sides.floor), again: rawOf(sides.again) };
  };
}

/** Null where floor and ceiling are too near each other. */
export function normalised(raw: number, floor: number, ceiling: number): number | null {
  if (ceiling - floor < LEAST_RANGE) return null;
  return Math.min(1, Math.max(0, (raw - floor) / (ceiling - floor)));
}

const scoresOf = (raw: Readonly<Record<Side, Raw>>): Record<PartName | 'rse', number | null> => {
  const scores = PARTS.map((part) => normalised(raw.student[part], raw.floor[part], raw.again[part]));
  const known = scores.filter((score) => score !== null);
  const [style = null, structure = null, detail = null] = scores;
  const rse = known.length === 0 ? null : known.reduce((sum, score) => sum + score, 0) / known.length;
  return { style, structure, detail, rse };
};

/** The interval of resampled values; null when most samples had none. */
function intervalOf(values: readonly (number | null)[]): Estimate['interval'] {
  const known = values.filter((value) => value !== null);
  return known.length < values.length / 2 ? null : percentiles(known);
}

/**
 * Intervals come from resampling prompts (percentile bootstrap), all parts with the same draws. The same answers give
 * the same result.
 *
 * @throws RangeError when the lists differ in length
 */
export function similarityOf(contentTokens: ContentTokens, answered: Answered): Similarity {
  const { references, teacher } = answered;
  const prompts = references.length;
  if ([teacher, ...SIDES.map((side) => answered[side])].some((texts) => texts.length !== prompts)) {
    throw new RangeError('every side must answer every prompt');
  }
  const wrong = teacher.map((text, i): number => (text === references[i] ? 0 : 1));
  const weigh = preparation(contentTokens, answered, wrong);
  const measured = weigh(new Float64Array(prompts).fill(1));
  const resamples = Array.from({ length: prompts < 2 ? 0 : RESAMPLES }, (_, sample) => {
    const weights = new Float64Array(prompts);
    for (const chosen of resampled(sample, prompts)) {
      weights[chosen] = (weights[chosen] ?? 0) + 1;
    }
    const raw = weigh(weights);
    return { raw, scores: scoresOf(raw) };
  });
  const scores = scoresOf(measured);
  const scored = (name: PartName | 'rse'): Estimate | null => {
    const value = scores[name];
    return value === null ? null : { value, interval: intervalOf(resamples.map((one) => one.scores[name])) };
  };
  const rawMeasure = (side: Side, part: PartName): Estimate => ({
    value: measured[side][part],
    interval: intervalOf(resamples.map(({ raw }) => raw[side][part])),
  });
  const bySide = <T>(make: (side: Side) => T): Record<Side, T> => ({
    student: make('student'),
    floor: make('floor'),
    again: make('again'),
  });
  const part = (name: PartName): Part => ({
    raw: bySide((side) => rawMeasure(side, name)),
    score: scored(name),
  });
  const teacherErrors = wrong.reduce((sum, one) => sum + one, 0);
  const shared = (side: Side): number =>
    answered[side].filter((text, i) => wrong[i] === 1 && text === teacher[i]).length;
  return {
    unit: contentTokens.unit,
    prompts,
    parts: { style: part('style'), structure: part('structure'), detail: part('detail') },
    rse: scored('rse'),
    sharedErrors: bySide((side) => wilsonInterval(shared(side), teacherErrors)),
    teacherErrors,
    errorsCount: teacherErrors >= FEWEST_ERRORS,
  };
}
