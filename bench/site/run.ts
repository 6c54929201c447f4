/** Measures the visitor's device on every backend that it has. */
import { version } from '../../package.json';
import type { Problem } from '../../src/errors/problems';
import { problemOf, UserError } from '../../src/errors/user-error';
import { SITE_CASES } from '../cases';
import type { Contestant } from '../contestants';
import type { Backend } from '../engine';
import { type Entry, measure, type Progress } from '../measure';
import { openAll } from '../open-all';
import { SessionError } from '../remote-session';
import { makeReport, type Report } from '../report';
import { sentence } from './text';
import { WorkerHost } from './worker-host';

/** No preparation and no sample begins later. */
const SECONDS = 120;
/** Seconds of a case after which no further round begins, and the most rounds. */
const CASE_SECONDS = 15;
const ROUNDS = 5;
/** More threads have gained nothing on batches of sixteen sequences. */
const MOST_THREADS = 4;

/** A backend that could not be opened. */
export interface Absent {
  readonly name: string;
  readonly problem: Problem;
}

export interface Watch {
  readonly progress: (now: Progress) => void;
  /** After each case, with all that has been measured. */
  readonly report: (report: Report, absent: readonly Absent[]) => void;
}

const contestant = (name: string, backend: Backend, threads = 1): Contestant => ({
  name,
  engine: 'ours',
  target: { backend, threads },
  folder: null,
  isolated: crossOriginIsolated,
});

/** Threads need isolation; one core is left to the page where there are more than two. */
function threadCount(): number {
  const cores = navigator.hardwareConcurrency;
  if (!crossOriginIsolated) return 1;
  return Math.min(MOST_THREADS, cores > 2 ? cores - 1 : cores);
}

/**
 * Names of backends are the same in every language: the report is read by others.
 * @param only a backend; all without it
 */
function contestantsHere(only: string | null): Contestant[] {
  const threads = threadCount();
  const all = [
    contestant('WebGPU', 'webgpu'),
    ...(threads > 1 ? [contestant(`WebAssembly, ${threads} threads`, 'wasm', threads)] : []),
    contestant('WebAssembly, 1 thread', 'wasm'),
    contestant('JavaScript', 'cpu'),
  ];
  const chosen = all.filter(({ target }) => target.backend === only);
  return chosen.length > 0 ? chosen : all;
}

/** A host that keeps the problem of a failed opening. */
class Watched extends WorkerHost {
  problem: Problem | null = null;

  override async open() {
    try {
      return await super.open();
    } catch (error) {
      this.problem = error instanceof SessionError ? error.problem : problemOf(error);
      throw error;
    }
  }
}

/**
 * Runs the cases in turns on all backends. What fails on one is in the report and ends none of the others.
 * @param signal ends the run with what is there
 * @throws UserError `no-device` when no backend opens
 */
export async function measureDevice(signal: AbortSignal, watch: Watch): Promise<void> {
  // `?backend=` as on the page of the runs.
  const contestants = contestantsHere(new URLSearchParams(location.search).get('backend'));
  const hosts = contestants.map((each) => new Watched(each));
  const close = (): void => {
    for (const host of hosts) void host.close();
  };
  signal.addEventListener('abort', close);
  const started = performance.now();
  const stopped = (): boolean => signal.aborted || performance.now() - started > SECONDS * 1000;
  try {
    const absentNow = (): Absent[] =>
      hosts.flatMap(({ contestant: { name }, problem }) => (problem ? [{ name, problem }] : []));
    const opened = await openAll(hosts, () => {}).catch(() => {
      throw new UserError('no-device', { reasons: absentNow().map(({ problem }) => problem) });
    });
    const absent = absentNow();
    const about = {
      where: navigator.userAgent,
      adapter: opened.adapter,
      processor: crossOriginIsolated ? 'isolated page' : 'page that is not isolated',
      cores: navigator.hardwareConcurrency,
      engines: { Distillery: version, ...opened.engines },
      absent: Object.fromEntries(absent.map(({ name, problem }) => [name, sentence('en', problem)])),
      load: [],
    };
    const report = (entries: readonly Entry[]): void =>
      watch.report(makeReport(about, contestants, entries), absent);
    const entries = await measure(SITE_CASES, opened.hosts, {
      rounds: ROUNDS,
      fewestRounds: 1,
      budgetSeconds: CASE_SECONDS,
      say: () => {},
      stopped,
      watch: watch.progress,
      after: report,
    });
    report(entries);
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}
