/** Measures cases on engines side by side: one sample of each in turn, so that whatever drifts hits all alike. */
import { messageOf } from '../src/errors/user-error';
import type { Case } from './cases';
import type { Contestant } from './contestants';
import type { Host } from './host';
import type { Sample } from './session';

/** One engine at one case. */
export interface Entry {
  readonly case: Case;
  readonly contestant: Contestant;
  /** Why there are no samples; null when there are. */
  readonly missing: string | null;
  /** Milliseconds of the first unit, compilation included. */
  readonly firstMs: number | null;
  readonly facts: Readonly<Record<string, number>>;
  /** Units of work in each sample. */
  readonly units: number;
  /** In order of the rounds: samples of equal index were taken one after the other. */
  readonly samples: readonly Sample[];
}

/** How far a run is; an early end of a case's rounds makes it jump. */
export interface Progress {
  readonly case: Case;
  readonly contestant: Contestant;
  readonly done: number;
  readonly total: number;
}

export interface Options {
  readonly rounds: number;
  /** No further round begins after so many seconds of a case, once there are `fewestRounds`. */
  readonly budgetSeconds: number;
  /** 3 by default. */
  readonly fewestRounds?: number;
  /** Asked before each preparation and each sample; true ends the run with what is there. */
  readonly stopped?: () => boolean;
  /** Told before each preparation and each sample. */
  readonly watch?: (now: Progress) => void;
  readonly say: (line: string) => void;
  /** Called after each case with everything so far, so that an interrupted run leaves its results. */
  readonly after: (entries: readonly Entry[]) => void;
}

/** Short units are repeated until a sample takes about this long: a timer and a scheduler are too coarse otherwise. */
const SAMPLE_MS = 100;
const MOST_UNITS = 50;
const FEWEST_ROUNDS = 3;

interface Running {
  readonly host: Host;
  readonly entry: Entry & { samples: Sample[] };
}

const firstLine = (error: unknown): string => messageOf(error).split('\n')[0] ?? '';

async function start(what: Case, host: Host, say: Options['say']): Promise<Entry | Running> {
  const blank = {
    case: what,
    contestant: host.contestant,
    missing: null,
    firstMs: null,
    facts: {},
    units: 0,
  };
  try {
    const prepared = await host.prepare(what.work);
    if (prepared.refused !== null) {
      say(`  ${host.contestant.name}: cannot (${prepared.refused})`);
      return { ...blank, missing: prepared.refused, samples: [] };
    }
    const units = Math.min(MOST_UNITS, Math.max(1, Math.round(SAMPLE_MS / prepared.warm.time)));
    say(
      `  ${host.contestant.name}: first ${prepared.first.time.toFixed(0)} ms, then ${prepared.warm.time.toFixed(1)} ms`,
    );
    return {
      host,
      entry: { ...blank, firstMs: prepared.first.time, facts: prepared.facts, units, samples: [] },
    };
  } catch (error) {
    const missing = `failed: ${firstLine(error)}`;
    say(`  ${host.contestant.name}: ${missing}`);
    return { ...blank, missing, samples: [] };
  }
}

export async function measure(
  cases: readonly Case[],
  hosts: readonly Host[],
  options: Options,
): Promise<Entry[]> {
  const { rounds, budgetSeconds, say, fewestRounds = FEWEST_ROUNDS } = options;
  const { stopped = () => false, watch = () => {} } = options;
  const turns = hosts.length * (1 + rounds);
  const total = cases.length * turns;
  const entries: Entry[] = [];
  for (const [index, what] of cases.entries()) {
    say(`${index + 1}/${cases.length} ${what.title}`);
    const started: (Entry | Running)[] = [];
    for (const [turn, host] of hosts.entries()) {
      if (stopped()) break;
      watch({ case: what, contestant: host.contestant, done: index * turns + turn, total });
      started.push(await start(what, host, say));
    }
    const running = started.filter((each): each is Running => 'host' in each);
    const began = performance.now();
    for (let round = 0; round < rounds; round++) {
      if (stopped()) break;
      if (round >= fewestRounds && performance.now() - began > budgetSeconds * 1000) break;
      // Another engine begins each time: none always runs in the wake of the same other.
      for (let i = 0; i < running.length; i++) {
        const current = running[(round + i) % running.length];
        if (!current || current.entry.samples.length < round || stopped()) continue;
        const { contestant } = current.host;
        watch({ case: what, contestant, done: index * turns + hosts.length * (1 + round) + i, total });
        try {
          current.entry.samples.push(await current.host.run(current.entry.units));
        } catch (error) {
          say(`  ${current.host.contestant.name}: failed after ${round} samples: ${firstLine(error)}`);
        }
      }
    }
    for (const { host } of running) await host.dispose().catch(() => {});
    for (const each of started) entries.push('host' in each ? each.entry : each);
    options.after(entries);
    if (stopped()) break;
  }
  return entries;
}
