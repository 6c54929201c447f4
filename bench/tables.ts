/** A report as Markdown, for people. */
import { tableOf } from '../src/app/export/markdown';
import type { Report, Summary } from './report';
import type { Verdict } from './targets';

const digits = (value: number | null | undefined): string => {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
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

interface Column {
  readonly title: string;
  readonly cell: (summary: Summary) => string;
}

const number = (title: string, value: (summary: Summary) => number | null | undefined): Column => ({
  title,
  cell: (summary) => digits(value(summary)),
});

const factsOf = ({ facts }: Summary): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name} ${digits(value)}`)
    .join(', ');

const COMMON: readonly Column[] = [
  { title: 'case', cell: ({ title }) => title },
  { title: 'engine', cell: ({ name }) => name },
  number('ms', (each) => each.median),
  {
    title: 'quartiles',
    cell: ({ lowerQuartile, upperQuartile }) => `${digits(lowerQuartile)}–${digits(upperQuartile)}`,
  },
  number('best', ({ best }) => best),
];

/** What only an adapter has. */
const ADAPTER: readonly Column[] = [
  number('JS ms', ({ scriptMs }) => scriptMs),
  number('dispatches', ({ dispatches }) => dispatches),
  number('buffers', ({ buffersCreated }) => buffersCreated),
  number('pipelines', ({ pipelinesCompiled }) => pipelinesCompiled),
];

const RATES: readonly Column[] = [
  number('tokens/s', ({ tokensPerSecond }) => tokensPerSecond),
  number('GFLOP/s', ({ gigaflops }) => gigaflops),
  {
    title: 'of best',
    cell: ({ shareOfBest }) => (shareOfBest === null ? '–' : `${Math.round(100 * shareOfBest)} %`),
  },
];

const MEMORY: readonly Column[] = [
  number('MB', ({ resident }) => resident),
  number('MB at most', ({ mostResident }) => mostResident),
];

const END: readonly Column[] = [
  number('first s', ({ first }) => (first === null ? null : first / 1000)),
  { title: 'measured', cell: factsOf },
];

const isOnAdapter = ({ summaries }: Report): boolean => summaries.some(({ dispatches }) => dispatches > 0);

function columnsOf(report: Report): Column[] {
  const names = new Set(report.summaries.flatMap(({ ratios }) => Object.keys(ratios)));
  const ratios = [...names].map((name) => number(`${name} ÷ this`, (each) => each.ratios[name]));
  return [
    ...COMMON,
    ...(isOnAdapter(report) ? ADAPTER : []),
    ...RATES,
    ...ratios,
    ...(report.summaries.some(({ resident }) => resident !== null) && !isOnAdapter(report) ? MEMORY : []),
    ...END,
  ];
}

function verdictTable(verdicts: readonly Verdict[]): string[] {
  const known = verdicts.filter(({ met }) => met !== null);
  if (known.length === 0) return [];
  return [
    table(
      ['target', 'result', 'measured', 'limit'],
      known.map(({ text, met, measured, limit, unit }) => [
        text,
        met ? 'met' : 'missed',
        digits(measured),
        `${digits(limit)} ${unit}`.trim(),
      ]),
    ),
  ];
}

/** Who did not run, and why; cases with the same reason in one line. */
function missingFrom({ absent, summaries }: Report): string[] {
  const cases = new Map<string, string[]>();
  for (const { title, name, missing, samples } of summaries) {
    if (samples > 0) continue;
    const line = `${name}: ${missing ?? 'no sample'}`;
    cases.set(line, [...(cases.get(line) ?? []), title]);
  }
  return [
    ...Object.entries(absent).map(([name, why]) => `${name}: ${why}`),
    ...[...cases].map(([line, titles]) => `${line} (${titles.join(', ')})`),
  ];
}

/** Markdown. */
export function formatReport(report: Report): string {
  const { adapter, summaries, bestProduct, load, targets } = report;
  const measured = summaries.filter(({ samples }) => samples > 0);
  const columns = columnsOf(report);
  const missing = missingFrom(report);
  const loads = load.map((each) => digits(each[0])).join(' → ');
  return [
    `${report.where}, ${adapter.name}${adapter.software ? ' (software adapter)' : ''}; ${report.processor}, ${report.cores} cores${loads === '' ? '' : `, load ${loads}`}; ${report.date}`,
    Object.entries(report.engines)
      .map(([name, title]) => `${name} = ${title}`)
      .join('; '),
    bestProduct
      ? `Best matrix product: ${digits(bestProduct.gigaflops)} GFLOP/s (${bestProduct.text})`
      : 'No matrix product was measured.',
    table(
      columns.map(({ title }) => title),
      measured.map((each) => columns.map(({ cell }) => cell(each))),
    ),
    ...(missing.length > 0 ? [`Not run:\n\n${missing.map((line) => `* ${line}`).join('\n')}`] : []),
    ...verdictTable(targets),
  ].join('\n\n');
}
