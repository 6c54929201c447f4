/** What was measured, in numbers. */
import { flopsOf, tokensOf } from './cases';
import type { Contestant } from './contestants';
import type { EngineName } from './engine';
import type { Entry } from './measure';
import type { Adapter } from './session';
import { median, quantile } from './statistics';
import { judge, type Verdict } from './targets';

export interface Summary {
  readonly case: string;
  readonly title: string;
  /** The contestant's name, its engine and its threads. */
  readonly name: string;
  readonly engine: EngineName;
  readonly threads: number;
  readonly missing: string | null;
  readonly samples: number;
  readonly unitsPerSample: number;
  /** Milliseconds of one unit of work. */
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly best: number;
  readonly first: number | null;
  readonly scriptMs: number;
  readonly bestScriptMs: number;
  readonly dispatches: number;
  readonly submits: number;
  readonly buffersCreated: number;
  readonly pipelinesCompiled: number;
  readonly megabytes: number;
  readonly tokensPerSecond: number | null;
  readonly gigaflops: number;
  /** Of the best matrix product rate measured in the run; null when none was measured. */
  readonly shareOfBest: number | null;
  /**
   * The time of each contestant of this project over this one's, by its name: the median over the rounds of the ratio within a
   * round.
   */
  readonly ratios: Readonly<Record<string, number>>;
  /** Megabytes that the process holds, and the most that it ever held; null in a page. */
  readonly resident: number | null;
  readonly mostResident: number | null;
  readonly facts: Readonly<Record<string, number>>;
}

export interface BestProduct {
  readonly gigaflops: number;
  readonly text: string;
}

export interface Report {
  readonly date: string;
  /** Node or a browser. */
  readonly where: string;
  readonly adapter: Adapter;
  readonly processor: string;
  readonly cores: number;
  /** Load averages of the machine at the beginning and the end: above the number of cores, others were computing too. */
  readonly load: readonly (readonly number[])[];
  /** Title of each contestant's engine, by its name. */
  readonly engines: Readonly<Record<string, string>>;
  /** Contestants that did not open, and why. */
  readonly absent: Readonly<Record<string, string>>;
  /** The fastest matrix product, and whose it was. */
  readonly bestProduct: BestProduct | null;
  readonly summaries: readonly Summary[];
  readonly targets: readonly Verdict[];
  readonly entries: readonly Entry[];
}

const rate = (work: Entry['case']['work'], milliseconds: number): number =>
  flopsOf(work) / milliseconds / 1e6;

/** @param name of the only contestant that counts; all without it */
function fastestProduct(entries: readonly Entry[], name?: string): BestProduct | null {
  let best: BestProduct | null = null;
  for (const { case: what, contestant, samples } of entries) {
    if (what.work.kind !== 'product' || (name ?? contestant.name) !== contestant.name) continue;
    for (const { time } of samples) {
      const gigaflops = rate(what.work, time);
      if (gigaflops > (best?.gigaflops ?? 0)) best = { gigaflops, text: `${what.title}, ${contestant.name}` };
    }
  }
  return best;
}

function ratioTo(entry: Entry, ours: Entry): number {
  const rounds = Math.min(entry.samples.length, ours.samples.length);
  const ratios = Array.from(
    { length: rounds },
    (_, i) => (ours.samples[i]?.time ?? Number.NaN) / (entry.samples[i]?.time ?? Number.NaN),
  );
  return median(ratios);
}

/** Ratios of this project's contestants to this one, by their names. */
function ratiosOf(entry: Entry, entries: readonly Entry[]): Record<string, number> {
  const ours = entries.filter(
    (other) => other.case === entry.case && other.contestant.engine === 'ours' && other !== entry,
  );
  const ratios = ours.map((other) => [other.contestant.name, ratioTo(entry, other)] as const);
  return Object.fromEntries(ratios.filter(([, ratio]) => Number.isFinite(ratio)));
}

const megabytes = (bytes: number | null | undefined): number | null =>
  bytes === null || bytes === undefined ? null : bytes / 1e6;

function summarise(entry: Entry, entries: readonly Entry[], best: BestProduct | null): Summary {
  const { case: what, contestant, samples } = entry;
  const of = (name: keyof Entry['samples'][number]): number[] =>
    samples.map((sample) => Number(sample[name]));
  const time = median(of('time'));
  const tokens = tokensOf(what.work);
  const gigaflops = rate(what.work, time);
  return {
    case: what.name,
    title: what.title,
    name: contestant.name,
    engine: contestant.engine,
    threads: contestant.target.threads,
    missing: entry.missing,
    samples: samples.length,
    unitsPerSample: entry.units,
    median: time,
    lowerQuartile: quantile(of('time'), 0.25),
    upperQuartile: quantile(of('time'), 0.75),
    best: Math.min(...of('time')),
    first: entry.firstMs,
    scriptMs: median(of('script')),
    bestScriptMs: Math.min(...of('script')),
    dispatches: median(of('dispatches')),
    submits: median(of('submits')),
    buffersCreated: median(of('buffersCreated')),
    pipelinesCompiled: median(of('pipelinesCompiled')),
    megabytes: (samples.at(-1)?.bytesAlive ?? Number.NaN) / 1e6,
    tokensPerSecond: tokens > 0 ? (1000 * tokens) / time : null,
    gigaflops,
    shareOfBest: best && what.work.kind !== 'product' ? gigaflops / best.gigaflops : null,
    ratios: ratiosOf(entry, entries),
    resident: megabytes(samples.at(-1)?.resident),
    mostResident: megabytes(samples.at(-1)?.mostResident),
    facts: entry.facts,
  };
}

/** What is known before anything is measured. */
export type About = Pick<Report, 'where' | 'adapter' | 'processor' | 'cores' | 'engines' | 'absent' | 'load'>;

export function makeReport(
  about: About,
  contestants: readonly Contestant[],
  entries: readonly Entry[],
): Report {
  const bestProduct = fastestProduct(entries);
  const summaries = entries.map((entry) => summarise(entry, entries, bestProduct));
  const best = contestants.map(
    ({ name }) => [name, fastestProduct(entries, name)?.gigaflops ?? null] as const,
  );
  return {
    date: new Date().toISOString(),
    ...about,
    bestProduct,
    summaries,
    targets: judge(contestants, summaries, Object.fromEntries(best)),
    entries,
  };
}
