/** What was measured, in numbers for the JSON file and in tables for people. */
import { cpus, loadavg } from 'node:os';
import { tableOf } from '../src/app/export/markdown';
import { flopsOf, tokensOf } from './cases';
import type { EngineName } from './engine';
import type { Entry } from './measure';
import type { Adapter } from './session';
import { median, quantile } from './statistics';

export interface Summary {
  readonly case: string;
  readonly title: string;
  readonly engine: EngineName;
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
  /** Of the best matrix product rate measured on the adapter; null when none was measured. */
  readonly shareOfBest: number | null;
  /** This project's time over this engine's: the median over the rounds of the ratio within a round. */
  readonly ratio: number | null;
  readonly facts: Readonly<Record<string, number>>;
}

export interface Target {
  readonly text: string;
  readonly measured: number | null;
  readonly limit: number;
  readonly unit: string;
  /** null when it was not measured. */
  readonly met: boolean | null;
}

export interface Report {
  readonly date: string;
  readonly where: 'Node and Dawn' | 'Chromium';
  readonly adapter: Adapter;
  readonly processor: string;
  readonly cores: number;
  /** Load averages of the machine at the beginning and the end: above the number of cores, others were computing too. */
  readonly load: readonly (readonly number[])[];
  readonly engines: Readonly<Partial<Record<EngineName, string>>>;
  /** GFLOP/s of the fastest matrix product, and whose it was. */
  readonly bestProduct: { readonly gigaflops: number; readonly text: string } | null;
  readonly summaries: readonly Summary[];
  readonly targets: readonly Target[];
  readonly entries: readonly Entry[];
}

const rate = (work: Entry['case']['work'], milliseconds: number): number =>
  flopsOf(work) / milliseconds / 1e6;

function fastestProduct(entries: readonly Entry[]): Report['bestProduct'] {
  let best: Report['bestProduct'] = null;
  for (const { case: what, engine, samples } of entries) {
    if (what.work.kind !== 'product') continue;
    for (const { time } of samples) {
      const gigaflops = rate(what.work, time);
      if (gigaflops > (best?.gigaflops ?? 0)) best = { gigaflops, text: `${what.title}, ${engine}` };
    }
  }
  return best;
}

function ratioTo(entry: Entry, ours: Entry | undefined): number | null {
  if (!ours || ours === entry) return null;
  const rounds = Math.min(entry.samples.length, ours.samples.length);
  if (rounds === 0) return null;
  const ratios = Array.from(
    { length: rounds },
    (_, i) => (ours.samples[i]?.time ?? Number.NaN) / (entry.samples[i]?.time ?? Number.NaN),
  );
  return median(ratios);
}

function summarise(entry: Entry, entries: readonly Entry[], best: Report['bestProduct']): Summary {
  const { case: what, samples } = entry;
  const of = (name: keyof Entry['samples'][number]): number[] =>
    samples.map((sample) => Number(sample[name]));
  const time = median(of('time'));
  const tokens = tokensOf(what.work);
  const gigaflops = rate(what.work, time);
  const ours = entries.find((other) => other.case === what && other.engine === 'ours');
  return {
    case: what.name,
    title: what.title,
    engine: entry.engine,
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
    ratio: ratioTo(entry, ours),
    facts: entry.facts,
  };
}

/** What the project wants of itself, on a software adapter. */
function judge(summaries: readonly Summary[]): Target[] {
  const find = (name: string, engine: EngineName): Summary | undefined =>
    summaries.find((each) => each.case === name && each.engine === engine && each.samples > 0);
  const atMost = (text: string, measured: number | null | undefined, limit: number, unit = ''): Target => ({
    text,
    measured: measured ?? null,
    limit,
    unit,
    met: measured === null || measured === undefined ? null : measured <= limit,
  });
  const ratio = (name: string, title: string, engine: EngineName, limit: number): Target =>
    atMost(`${title}: time against ${engine}`, find(name, engine)?.ratio, limit, '×');
  const oursS = find('train-s', 'ours');
  const plainS = find('train-s', 'plain-tfjs');
  const step = find('skd-step', 'ours');
  const share = step?.shareOfBest ?? null;
  const warm = summaries.filter((each) => each.engine === 'ours' && each.samples > 0);
  const most = (name: 'buffersCreated' | 'pipelinesCompiled'): number | null =>
    warm.length > 0 ? Math.max(...warm.map((each) => each[name])) : null;
  return [
    ratio('train-s', 'train step S', 'jax-js', 0.5),
    ratio('train-t', 'train step T', 'jax-js', 0.5),
    ratio('train-s', 'train step S', 'plain-tfjs', 0.25),
    ratio('train-t', 'train step T', 'plain-tfjs', 0.25),
    atMost('train step S: dispatches', oursS?.dispatches, 80),
    atMost(
      'train step S: JavaScript time against plain-tfjs',
      oursS && plainS ? oursS.scriptMs / plainS.scriptMs : null,
      1 / 8,
      '×',
    ),
    ratio('round-30', 'SKD round, acceptance near 0.3', 'plain-tfjs', 0.15),
    ratio('round-90', 'SKD round, acceptance near 0.9', 'plain-tfjs', 0.15),
    atMost('SKD round, acceptance near 0.3: dispatches', find('round-30', 'ours')?.dispatches, 1300),
    atMost('SKD round, acceptance near 0.9: dispatches', find('round-90', 'ours')?.dispatches, 1300),
    ratio('skd-step', 'whole SKD step', 'plain-tfjs', 0.2),
    {
      text: 'whole SKD step: share of the best matrix product rate',
      measured: share,
      limit: 0.5,
      unit: '(at least)',
      met: share === null ? null : share >= 0.5,
    },
    atMost('buffers created in a warm unit, worst case', most('buffersCreated'), 0),
    atMost('pipelines compiled in a warm unit, worst case', most('pipelinesCompiled'), 0),
  ];
}

export function makeReport(
  about: Pick<Report, 'where' | 'adapter' | 'engines' | 'load'>,
  entries: readonly Entry[],
): Report {
  const bestProduct = fastestProduct(entries);
  const summaries = entries.map((entry) => summarise(entry, entries, bestProduct));
  return {
    date: new Date().toISOString(),
    ...about,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    bestProduct,
    summaries,
    targets: judge(summaries),
    entries,
  };
}

export const loadNow = (): number[] => loadavg().map((value) => Math.round(value * 100) / 100);

const digits = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
};

/** The first two columns are words. */
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  tableOf(
    head,
    rows,
    head.map((_, at) => at >= 2),
    true,
  );

const factsOf = (facts: Readonly<Record<string, number>>): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name} ${digits(value)}`)
    .join(', ');

/** Markdown. */
export function formatReport(report: Report): string {
  const { adapter, summaries, bestProduct, load, targets } = report;
  const measured = summaries.filter((each) => each.samples > 0);
  const rows = measured.map((each) => [
    each.title,
    each.engine,
    digits(each.median),
    `${digits(each.lowerQuartile)}–${digits(each.upperQuartile)}`,
    digits(each.best),
    digits(each.scriptMs),
    digits(each.dispatches),
    digits(each.buffersCreated),
    digits(each.pipelinesCompiled),
    each.tokensPerSecond === null ? '–' : digits(each.tokensPerSecond),
    digits(each.gigaflops),
    each.shareOfBest === null ? '–' : `${Math.round(100 * each.shareOfBest)} %`,
    each.ratio === null ? '–' : digits(each.ratio),
    each.first === null ? '–' : digits(each.first / 1000),
    factsOf(each.facts),
  ]);
  const missing = summaries
    .filter((each) => each.samples === 0)
    .map((each) => `* ${each.title}, ${each.engine}: ${each.missing ?? 'no sample'}`);
  const judged = targets.filter((target) => target.met !== null);
  return [
    `${report.where}, ${adapter.name}${adapter.software ? ' (software adapter)' : ''}; ${report.processor}, ${report.cores} cores, load ${load.map((each) => digits(each[0] ?? Number.NaN)).join(' → ')}; ${report.date}`,
    Object.entries(report.engines)
      .map(([name, title]) => `${name} = ${title}`)
      .join('; '),
    bestProduct
      ? `Best matrix product: ${digits(bestProduct.gigaflops)} GFLOP/s (${bestProduct.text})`
      : 'No matrix product was measured.',
    table(
      [
        'case',
        'engine',
        'ms',
        'quartiles',
        'best',
        'JS ms',
        'dispatches',
        'buffers',
        'pipelines',
        'tokens/s',
        'GFLOP/s',
        'of best',
        'ours ÷ this',
        'first s',
        'measured',
      ],
      rows,
    ),
    ...(missing.length > 0 ? [`Not run:\n\n${missing.join('\n')}`] : []),
    ...(judged.length > 0
      ? [
          table(
            ['target', 'result', 'measured', 'limit'],
            judged.map((target) => [
              target.text,
              target.met ? 'met' : 'missed',
              digits(target.measured ?? Number.NaN),
              `${digits(target.limit)} ${target.unit}`.trim(),
            ]),
          ),
        ]
      : []),
  ].join('\n\n');
}
