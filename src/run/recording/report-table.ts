/** Reports of the steps of a run, column by column: a hundred thousand steps take about ten megabytes. */
import type { StepReport } from '../protocol/report';

/** Newest reports whose counts by response position are kept; earlier ones keep their totals. */
export const MOST_POSITIONS = 5_000;

/** Numbers of a report, with the type that they have in a file. */
export const REPORT_COLUMNS = {
  step: 'U32',
  loss: 'F32',
  /** NaN where a report has null. */
  overlap: 'F32',
  entropy: 'F32',
  gradientNorm: 'F32',
  learningRate: 'F64',
  tokens: 'U32',
  milliseconds: 'F32',
  tokensPerSecond: 'F32',
  /** Accepted and replaced tokens; both 0 when the sampler does not verify. */
  accepted: 'U32',
  replaced: 'U32',
} as const;

export type ReportColumn = keyof typeof REPORT_COLUMNS;

const NAMES = Object.keys(REPORT_COLUMNS) as readonly ReportColumn[];

/** Accepted and replaced tokens of a step by response position. */
export interface PositionCounts {
  readonly accepted: Uint16Array;
  readonly replaced: Uint16Array;
}

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

export class ReportTable {
  readonly columns: Readonly<Record<ReportColumn, number[]>>;
  /** Terms of the loss by name; NaN in the steps that did not report one. */
  readonly lossTerms = new Map<string, number[]>();
  readonly #positions: (PositionCounts | null)[] = [];
  #sftSteps = 0;

  constructor() {
    this.columns = Object.fromEntries(NAMES.map((name) => [name, [] as number[]])) as Record<
      ReportColumn,
      number[]
    >;
  }

  /** Reports of both phases. */
  get length(): number {
    return this.columns.step.length;
  }

  /** Reports of the supervised start; they come first. */
  get sftSteps(): number {
    return this.#sftSteps;
  }

  /** Distillation step of the newest report; 0 before the first. */
  get lastStep(): number {
    return this.length > this.#sftSteps ? (this.columns.step.at(-1) ?? 0) : 0;
  }

  /** Number of reports up to the distillation step `step`, those of the supervised start included. */
  countUpTo(step: number): number {
    let low = this.#sftSteps;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.columns.step[middle] ?? 0) <= step) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Adds a report. One of a step that is not after the newest replaces that step and all after it. */
  push(report: StepReport): void {
    this.#makeRoom(report);
    const { acceptedAt, replacedAt, lossTerms = {} } = report;
    const counts = { accepted: sum(acceptedAt), replaced: sum(replacedAt) };
    for (const name of NAMES) {
      const value = name === 'accepted' || name === 'replaced' ? counts[name] : report[name];
      this.columns[name].push(value ?? Number.NaN);
    }
    for (const name of Object.keys(lossTerms)) {
      if (!this.lossTerms.has(name)) this.lossTerms.set(name, new Array(this.length - 1).fill(Number.NaN));
    }
    for (const [name, values] of this.lossTerms) values.push(lossTerms[name] ?? Number.NaN);
    this.addPositions(
      acceptedAt.length > 0
        ? { accepted: Uint16Array.from(acceptedAt), replaced: Uint16Array.from(replacedAt) }
        : null,
    );
    if (report.phase === 'sft') this.#sftSteps = this.length;
  }

  /** Counts of the next report without any. */
  addPositions(counts: PositionCounts | null): void {
    this.#positions.push(counts);
    const gone = this.#positions.length - 1 - MOST_POSITIONS;
    if (gone >= 0) this.#positions[gone] = null;
  }

  /** Null when the step was not verified, or lies more than `MOST_POSITIONS` back. */
  positionsAt(index: number): PositionCounts | null {
    return this.#positions[index] ?? null;
  }

  /** @throws RangeError when there is no such report */
  at(index: number): StepReport {
    if (index < 0 || index >= this.length) throw new RangeError(`no report ${index}`);
    const value = (name: ReportColumn): number => this.columns[name][index] ?? Number.NaN;
    const judged = value('accepted') + value('replaced');
    const positions = this.positionsAt(index);
    const terms = [...this.lossTerms].flatMap(([name, values]): [string, number][] => {
      const term = values[index] ?? Number.NaN;
      return Number.isNaN(term) ? [] : [[name, term]];
    });
    return {
      step: value('step'),
      phase: index < this.#sftSteps ? 'sft' : 'running',
      loss: value('loss'),
      ...(terms.length > 0 ? { lossTerms: Object.fromEntries(terms) } : {}),
      acceptance: judged > 0 ? value('accepted') / judged : null,
      acceptedAt: [...(positions?.accepted ?? [])],
      replacedAt: [...(positions?.replaced ?? [])],
      overlap: Number.isNaN(value('overlap')) ? null : value('overlap'),
      entropy: value('entropy'),
      gradientNorm: value('gradientNorm'),
      learningRate: value('learningRate'),
      tokens: value('tokens'),
      milliseconds: value('milliseconds'),
      tokensPerSecond: value('tokensPerSecond'),
    };
  }

  /** Keeps the first `length` reports. */
  truncate(length: number): void {
    const lists = [...Object.values(this.columns), ...this.lossTerms.values(), this.#positions];
    for (const list of lists) list.length = Math.min(list.length, length);
    this.#sftSteps = Math.min(this.#sftSteps, length);
  }

  /** Says how many of the reports, from the first on, are of the supervised start. */
  markSft(count: number): void {
    this.#sftSteps = count;
  }

  #makeRoom({ phase, step }: StepReport): void {
    if (phase === 'running') this.truncate(this.countUpTo(step - 1));
    else this.truncate(Math.min(this.#sftSteps, step - 1));
  }
}
