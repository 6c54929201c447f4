/**
 * The benchmark.
 *
 *   npm run bench -- [--quick] [--case NAME]… [--only ours,plain-tfjs] [--rounds N] [--json FILE]
 *   npm run bench -- --browser      the same in pages of Chromium
 *   npm run bench -- --scale        time and memory as one size grows
 *   npm run bench -- --soak [--steps N]   memory over thousands of steps
 *   npm run bench -- --list         names of the cases
 *
 * NAME may be the beginning of a name. Progress goes to stderr, results to stdout; --json is rewritten after each case. See docs/performance.md for what the columns mean.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CASES, type Case, PRODUCTS, SCALE, SOAK } from './cases';
import { ENGINES, type EngineName, isEngineName } from './engine';
import { findPlace, type Host, type Place, ProcessHost } from './host';
import { type Entry, measure } from './measure';
import { formatReport, loadNow, makeReport, type Report } from './report';
import type { Adapter, Sample } from './session';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    case: { type: 'string', multiple: true, default: [] },
    only: { type: 'string', default: '' },
    rounds: { type: 'string' },
    budget: { type: 'string' },
    json: { type: 'string' },
    browser: { type: 'boolean', default: false },
    scale: { type: 'boolean', default: false },
    soak: { type: 'boolean', default: false },
    steps: { type: 'string', default: '2000' },
    list: { type: 'boolean', default: false },
  },
});

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const started = performance.now();
const say = (text: string): void => {
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stderr.write(`[${String(seconds).padStart(5)} s] ${text}\n`);
};

function chooseCases(): readonly Case[] {
  if (options.soak) return [SOAK];
  const all = options.scale ? SCALE : [...CASES, ...PRODUCTS];
  if (options.case.length === 0) return all;
  const chosen = all.filter(({ name }) => options.case.some((asked) => name.startsWith(asked)));
  if (chosen.length === 0)
    throw new Error(`No such case. There are: ${all.map(({ name }) => name).join(', ')}.`);
  return chosen;
}

function chooseEngines(): readonly EngineName[] {
  if (options.soak) return ['ours'];
  const asked = options.only.split(',').filter(Boolean);
  const unknown = asked.find((name) => !isEngineName(name));
  if (unknown !== undefined) throw new Error(`No engine ${unknown}. There are: ${ENGINES.join(', ')}.`);
  if (asked.length > 0) return ENGINES.filter((name) => asked.includes(name));
  return options.scale ? ['ours', 'plain-tfjs'] : ENGINES;
}

interface Opened {
  readonly hosts: readonly Host[];
  readonly engines: Partial<Record<EngineName, string>>;
  readonly adapter: Adapter;
  readonly close: () => Promise<void>;
}

/** Engines that do not open are left out, with a word. */
async function openAll(hosts: readonly Host[], found: Adapter | null): Promise<Omit<Opened, 'close'>> {
  const open: Host[] = [];
  const engines: Opened['engines'] = {};
  let adapter = found;
  for (const host of hosts) {
    try {
      const opened = await host.open();
      engines[host.engine] = opened.title;
      adapter ??= opened.adapter;
      open.push(host);
    } catch (error) {
      say(`${host.engine} does not open: ${error instanceof Error ? error.message : error}`);
    }
  }
  if (!adapter || open.length === 0) throw new Error('No engine opened.');
  return { hosts: open, engines, adapter };
}

async function openEverything(names: readonly EngineName[]): Promise<Opened> {
  if (options.browser) {
    const { openBrowser } = await import('./browser/host');
    const browser = await openBrowser();
    const pages = await Promise.all(names.map((name) => browser.newHost(name)));
    return { ...(await openAll(pages, null)), close: browser.close };
  }
  const place: Place = await findPlace();
  const hosts = names.map((name) => new ProcessHost(name, place));
  return {
    ...(await openAll(hosts, place.adapter)),
    close: async () => {
      for (const host of hosts) await host.close();
    },
  };
}

/** Memory at intervals over many steps. */
async function soak(host: Host): Promise<{ step: number; sample: Sample }[]> {
  const steps = Number(options.steps);
  const prepared = await host.prepare(SOAK.work);
  if (prepared.refused !== null) throw new Error(prepared.refused);
  const marks: { step: number; sample: Sample }[] = [];
  const part = Math.max(1, Math.round(steps / 20));
  for (let step = part; step <= steps; step += part) {
    const sample = await host.run(part);
    marks.push({ step, sample });
    say(
      `step ${step}: ${(sample.bytesAlive / 1e6).toFixed(3)} MB in buffers, ${((sample.resident ?? 0) / 1e6).toFixed(0)} MB resident, ${sample.time.toFixed(1)} ms a step`,
    );
  }
  return marks;
}

if (options.list) {
  for (const { name, title } of [...CASES, ...PRODUCTS, ...SCALE]) print(`${name}  ${title}`);
  process.exit(0);
}

const where: Report['where'] = options.browser ? 'Chromium' : 'Node and Dawn';
const cases = chooseCases();
const before = loadNow();
const { hosts, engines, adapter, close } = await openEverything(chooseEngines());
say(`${adapter.name}${adapter.software ? ' (software adapter)' : ''}; ${Object.values(engines).join(', ')}`);
let failed = false;
try {
  if (options.soak) {
    const [host] = hosts;
    if (!host) throw new Error('No engine opened.');
    const marks = await soak(host);
    const bytes = marks.map(({ sample }) => sample.bytesAlive);
    print(
      `| step | MB in buffers | MB of JavaScript | MB resident | buffers created a step | ms a step |\n|--:|--:|--:|--:|--:|--:|`,
    );
    for (const { step, sample } of marks)
      print(
        `| ${step} | ${(sample.bytesAlive / 1e6).toFixed(3)} | ${((sample.heap ?? 0) / 1e6).toFixed(0)} | ${((sample.resident ?? 0) / 1e6).toFixed(0)} | ${sample.buffersCreated} | ${sample.time.toFixed(1)} |`,
      );
    const flat = new Set(bytes).size === 1;
    print(
      `\n${flat ? 'Flat' : 'Not flat'}: buffers hold ${Math.min(...bytes)} to ${Math.max(...bytes)} bytes.`,
    );
    if (options.json) writeFileSync(options.json, `${JSON.stringify({ adapter, marks }, null, 2)}\n`);
  } else {
    const report = (entries: readonly Entry[]): Report => {
      const about = { where, adapter, engines, load: [before, loadNow()] };
      const made = makeReport(about, entries);
      if (options.json) writeFileSync(options.json, `${JSON.stringify(made, null, 2)}\n`);
      return made;
    };
    const entries = await measure(cases, hosts, {
      rounds: Number(options.rounds ?? (options.quick ? 2 : 9)),
      budgetSeconds: Number(options.budget ?? 120),
      say,
      after: report,
    });
    failed = entries.every(({ samples }) => samples.length === 0);
    print(formatReport(report(entries)));
  }
} finally {
  await close();
}
process.exit(failed ? 1 : 0);
