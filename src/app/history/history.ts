/**
 * Everything the charts draw, in fixed memory. It lives outside React and outside the worker, so it survives both
 * a re-render and a crash.
 */
import type { Evaluation, StepReport } from '../../run/protocol';
import type { Recording } from '../../run/recording/recording';
import { type Bucket, BucketSeries } from './buckets';
import { PositionAcceptance, type PositionRate } from './positions';

export interface HistorySnapshot {
  /** Distillation loss by step. */
  readonly loss: readonly Bucket[];
  /** Loss of the supervised warm-up; x runs from −(warm-up steps) + 1 to 0. */
  readonly warmUp: readonly Bucket[];
  readonly acceptance: readonly Bucket[];
  readonly overlap: readonly Bucket[];
  /** By metric id. */
  readonly scores: Readonly<Record<string, readonly Bucket[]>>;
  readonly positions: readonly PositionRate[];
  /** Terms of the loss by the name that reports give them, in their order. */
  readonly lossTerms: Readonly<Record<string, readonly Bucket[]>>;
}

/** A snapshot without a single point. */
export const EMPTY_SNAPSHOT: HistorySnapshot = {
  loss: [],
  warmUp: [],
  acceptance: [],
  overlap: [],
  scores: {},
  positions: [],
  lossTerms: {},
};

/** The measurements of one run. */
export class RunHistory {
  readonly #loss = new BucketSeries();
  readonly #warmUp = new BucketSeries(200);
  readonly #acceptance = new BucketSeries();
  readonly #overlap = new BucketSeries();
  readonly #scores = new Map<string, BucketSeries>();
  readonly #lossTerms = new Map<string, BucketSeries>();
  readonly #positions = new PositionAcceptance();
  readonly #sftSteps: number;

  constructor(sftSteps = 0) {
    this.#sftSteps = sftSteps;
  }

  /** The measurements of a recording. */
  static of({ reports, evaluations }: Recording, sftSteps: number): RunHistory {
    const history = new RunHistory(sftSteps);
    for (let i = 0; i < reports.length; i++) history.pushReport(reports.at(i));
    for (const evaluation of evaluations) history.pushEvaluation(evaluation);
    return history;
  }

  pushReport(report: StepReport): void {
    if (report.phase === 'sft') {
      this.#warmUp.push(report.step - this.#sftSteps, report.loss);
      return;
    }
    this.#loss.push(report.step, report.loss);
    for (const [name, value] of Object.entries(report.lossTerms ?? {})) {
      pushTo(this.#lossTerms, name, report.step, value);
    }
    if (report.overlap !== null) this.#overlap.push(report.step, report.overlap);
    if (report.acceptance !== null) {
      this.#acceptance.push(report.step, report.acceptance);
      this.#positions.push(report.acceptedAt, report.replacedAt);
    }
  }

  pushEvaluation({ step, scores }: Evaluation): void {
    for (const [id, score] of Object.entries(scores)) pushTo(this.#scores, id, step, score);
  }

  snapshot(): HistorySnapshot {
    return {
      loss: this.#loss.buckets(),
      warmUp: this.#warmUp.buckets(),
      acceptance: this.#acceptance.buckets(),
      overlap: this.#overlap.buckets(),
      scores: bucketsOf(this.#scores),
      positions: this.#positions.rates(),
      lossTerms: bucketsOf(this.#lossTerms),
    };
  }
}

function pushTo(all: Map<string, BucketSeries>, name: string, x: number, value: number): void {
  const series = all.get(name) ?? new BucketSeries(200);
  all.set(name, series);
  series.push(x, value);
}

const bucketsOf = (all: ReadonlyMap<string, BucketSeries>): Readonly<Record<string, readonly Bucket[]>> =>
  Object.fromEntries([...all].map(([name, series]) => [name, series.buckets()]));
