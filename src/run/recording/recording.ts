/**
 * What a run records: a report of every step, strips, and evaluations with held-out answers. A live run, a restored one and
 * one from a file are the same to whoever reads it: the state of the run at any step that has been recorded.
 */
import type { Evaluation, StepReport } from '../protocol/report';
import { ReportTable } from './report-table';
import { type PackedStrip, packStrip, type Strip, unpackStrip } from './strips';

/** Strips that a recording keeps; beyond that, the one goes whose neighbours are nearest to each other. */
export const MOST_STRIPS = 96;
/** Tokens of those strips together: their distributions are most of a file. */
export const MOST_STRIP_TOKENS = 6_000;

/** What a recording keeps of its strips. */
export interface StripLimits {
  readonly strips: number;
  /** Tokens of those strips together. */
  readonly tokens: number;
}

/** Evaluations that a recording keeps. */
export const MOST_EVALUATIONS = 1_000;

/** A run at one step: the newest of everything up to it. */
export interface Moment {
  /** Distillation step; 0 before the first. */
  readonly step: number;
  readonly report: StepReport | null;
  readonly strip: Strip | null;
  readonly evaluation: Evaluation | null;
}

interface AtStep {
  readonly step: number;
}

/** Without the entry whose neighbours are nearest to each other, so that what stays is evenly spread; the ends stay. */
function thinned<T extends AtStep>(list: readonly T[]): T[] {
  let dropped = 1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < list.length - 1; i++) {
    const distance = (list[i + 1]?.step ?? 0) - (list[i - 1]?.step ?? 0);
    if (distance < least) [dropped, least] = [i, distance];
  }
  return list.toSpliced(dropped, 1);
}

/** Adds in order of steps; an entry that is not after the newest one replaces it and those after it. */
function put<T extends AtStep>(
  list: readonly T[],
  entry: T,
  isTooMuch: (list: readonly T[]) => boolean,
): readonly T[] {
  let next: readonly T[] = [...list.filter(({ step }) => step < entry.step), entry];
  while (next.length > 2 && isTooMuch(next)) next = thinned(next);
  return next;
}

const tokensIn = ({ rows }: PackedStrip): number => rows.reduce((sum, { tokens }) => sum + tokens.length, 0);

const areTooManyEvaluations = (evaluations: readonly Evaluation[]): boolean =>
  evaluations.length > MOST_EVALUATIONS;

const newest = <T extends AtStep>(list: readonly T[], step: number): T | null =>
  list.findLast((entry) => entry.step <= step) ?? null;

export class Recording {
  readonly reports = new ReportTable();
  readonly #limits: StripLimits;
  #strips: readonly PackedStrip[] = [];
  #evaluations: readonly Evaluation[] = [];
  /** The newest strip that was asked for: moments follow each other, and most have the strip of the one before. */
  #unpacked: { readonly packed: PackedStrip; readonly vocabulary: number; readonly strip: Strip } | null =
    null;

  /** @param limits below those of the page for a small file */
  constructor(limits: StripLimits = { strips: MOST_STRIPS, tokens: MOST_STRIP_TOKENS }) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.reports.length + this.#strips.length + this.#evaluations.length === 0;
  }

  /** In order of steps. */
  get strips(): readonly PackedStrip[] {
    return this.#strips;
  }

  /** In order of steps. */
  get evaluations(): readonly Evaluation[] {
    return this.#evaluations;
  }

  /** Newest distillation step of which anything is recorded. */
  get lastStep(): number {
    return Math.max(
      this.reports.lastStep,
      this.#strips.at(-1)?.step ?? 0,
      this.#evaluations.at(-1)?.step ?? 0,
    );
  }

  /** Adds a report. A step that comes again replaces what was recorded from it on; its evaluation comes before its report. */
  addReport(report: StepReport): void {
    const { phase, step } = report;
    if (phase === 'running' && step <= this.reports.lastStep) this.#forgetAfter(step);
    this.reports.push(report);
  }

  addStrip(strip: Strip): void {
    this.addPackedStrip(packStrip(strip));
  }

  addPackedStrip(strip: PackedStrip): void {
    const { strips: most, tokens: mostTokens } = this.#limits;
    this.#strips = put(
      this.#strips,
      strip,
      (strips) => strips.length > most || strips.reduce((sum, one) => sum + tokensIn(one), 0) > mostTokens,
    );
  }

  addEvaluation(evaluation: Evaluation): void {
    this.#evaluations = put(this.#evaluations, evaluation, areTooManyEvaluations);
  }

  /** Adds what another recording has; it begins after the end of this one, or replaces that end. */
  append(other: Recording): void {
    for (let i = 0; i < other.reports.length; i++) this.reports.push(other.reports.at(i));
    for (const strip of other.strips) this.addPackedStrip(strip);
    for (const evaluation of other.evaluations) this.addEvaluation(evaluation);
  }

  /** Forgets what came after the distillation step `step`; those of the supervised start stay. */
  rewind(step: number): void {
    this.reports.truncate(this.reports.countUpTo(step));
    this.#forgetAfter(step);
  }

  #forgetAfter(step: number): void {
    this.#strips = this.#strips.filter((strip) => strip.step <= step);
    this.#evaluations = this.#evaluations.filter((evaluation) => evaluation.step <= step);
  }

  /**
   * The run as it was at a step.
   * @param vocabulary number of tokens of the task
   */
  at(step: number, vocabulary: number): Moment {
    const count = this.reports.countUpTo(step);
    return {
      step: Math.min(step, this.lastStep),
      report: count > 0 ? this.reports.at(count - 1) : null,
      strip: this.#stripAt(step, vocabulary),
      evaluation: newest(this.#evaluations, step),
    };
  }

  #stripAt(step: number, vocabulary: number): Strip | null {
    const packed = newest(this.#strips, step);
    if (!packed) return null;
    const known = this.#unpacked;
    if (known?.packed === packed && known.vocabulary === vocabulary) return known.strip;
    const strip = unpackStrip(packed, vocabulary);
    this.#unpacked = { packed, vocabulary, strip };
    return strip;
  }
}
