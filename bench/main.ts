/**
 * The benchmark.
 *
 *   npm run bench -- [--quick] [--case NAME]… [--only ours,plain-tfjs] [--rounds N] [--json FILE]
 *   npm run bench -- --cpu [--threads N] [--against COMMIT]   on the processor, beside an earlier commit and PyTorch
 *   npm run bench -- --browser      the same in pages of Chromium; with --cpu cross-origin isolated and not
 *   npm run bench -- --scale        time and memory as one size grows
 *   npm run bench -- --soak [--steps N] [--cpu]   memory over thousands of steps
 *   npm run bench -- --whole [--threads N] [--against COMMIT]   a whole run from the command to its end, on the processor
 *   npm run bench -- --list         names of the cases
 *
 * NAME may be the beginning of a name. Progress goes to stderr, results to stdout; --json is rewritten after each case. See docs/performance.md for what the columns mean.
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { messageOf } from '../src/errors/user-error';
import { buildEngine } from '../tools/build-engine';
import type { Contestant } from './contestants';
import { prepareCommit } from './earlier-commit';
import { findPlace, ProcessHost } from './host';
import { type Entry, measure } from './measure';
import { type OpenContestants, openAll } from './open-all';
import { allCases, checkOptions, chooseCases, chooseContestants, chooseThreads, options } from './options';
import { PythonHost } from './python-host';
import { makeReport, type Report } from './report';
import { formatSoak, soak } from './soak';
import { formatReport } from './tables';
import { formatWholeRuns, measureWholeRuns } from './whole-run';

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const started = performance.now();
const say = (text: string): void => {
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stderr.write(`[${String(seconds).padStart(5)} s] ${text}\n`);
};

interface Opened extends OpenContestants {
  readonly close: () => Promise<void>;
}

async function openEverything(contestants: readonly Contestant[]): Promise<Opened> {
  if (options.browser) {
    const { openBrowser } = await import('./browser/host');
    const browser = await openBrowser();
    const pages = await Promise.all(contestants.map((contestant) => browser.newHost(contestant)));
    return { ...(await openAll(pages, say)), close: browser.close };
  }
  const place = options.cpu ? null : await findPlace();
  // Compiling takes more memory than anything that is measured.
  await buildEngine();
  const hosts = contestants.map((contestant) =>
    contestant.engine === 'pytorch'
      ? new PythonHost(contestant)
      : new ProcessHost(contestant, place?.environment),
  );
  return {
    ...(await openAll(hosts, say)),
    close: async () => {
      for (const host of hosts) await host.close();
    },
  };
}

const loadNow = (): number[] => loadavg().map((value) => Math.round(value * 100) / 100);

function save(result: unknown): void {
  if (options.json) writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
}

/** @returns whether anything was measured */
async function measureCases(contestants: readonly Contestant[], opened: Opened): Promise<boolean> {
  const { hosts, adapter, engines, absent } = opened;
  const before = loadNow();
  const node = options.cpu ? `Node ${process.versions.node}` : 'Node and Dawn';
  const report = (entries: readonly Entry[]): Report => {
    const about = {
      where: options.browser ? 'Chromium' : node,
      adapter,
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      engines,
      absent,
      load: [before, loadNow()],
    };
    const made = makeReport(about, contestants, entries);
    save(made);
    return made;
  };
  const entries = await measure(chooseCases(), hosts, {
    rounds: Number(options.rounds ?? (options.quick ? 2 : 9)),
    budgetSeconds: Number(options.budget ?? 120),
    say,
    after: report,
  });
  print(formatReport(report(entries)));
  return entries.some(({ samples }) => samples.length > 0);
}

/** @returns whether everything went well */
async function main(): Promise<boolean> {
  if (options.list) {
    for (const { name, title } of allCases()) print(`${name}  ${title}`);
    return true;
  }
  checkOptions();
  const commit = options.against === undefined ? null : prepareCommit(options.against, say);
  if (options.whole) {
    await buildEngine();
    const settings = {
      steps: Number(options.steps ?? 450),
      threads: chooseThreads(),
      rounds: Number(options.rounds ?? 1),
    };
    const whole = await measureWholeRuns(settings, commit, say);
    save({ processor: cpus()[0]?.model, cores: cpus().length, load: loadNow(), ...whole });
    print(formatWholeRuns(whole));
    return whole.runs.every(({ failed }) => failed === null);
  }
  const contestants = chooseContestants(commit);
  const opened = await openEverything(contestants);
  const { hosts, adapter, engines } = opened;
  say(
    `${adapter.name}${adapter.software ? ' (software adapter)' : ''}; ${Object.values(engines).join(', ')}`,
  );
  try {
    const [host] = hosts;
    if (!options.soak || !host) return await measureCases(contestants, opened);
    const marks = await soak(host, Number(options.steps ?? 2000), say);
    save({ adapter, marks });
    print(formatSoak(marks, !options.cpu));
    return true;
  } finally {
    await opened.close();
  }
}

main().then(
  (well) => process.exit(well ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  },
);
