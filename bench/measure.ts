/** Measures cases on engines side by side: one sample of each in turn, so that whatever drifts hits all alike. */
import { messageOf } from '../src/errors/user-error';
import type { Case } from './cases';
import type { EngineName } from './engine';
import type { Host } from './host';
import type { Sample } from './session';

/** One engine at one case. */
export interface Entry {
  readonly case: Case;
  readonly engine: EngineName;
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

export interface Options {
  readonly rounds: number;
  /** No further round begins after so many seconds of a case, once there are three. */
  readonly budgetSeconds: number;
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
  const blank = { case: what, engine: host.engine, missing: null, firstMs: null, facts: {}, units: 0 };
  try {
    const prepared = await host.prepare(what.work);
    if (prepared.refused !== null) {
      say(`  ${host.engine}: cannot (${prepared.refused})`);
      return { ...blank, missing: prepared.refused, samples: [] };
    }
    const units = Math.min(MOST_UNITS, Math.max(1, Math.round(SAMPLE_MS / prepared.warm.time)));
    say(
      `  ${host.engine}: first ${prepared.first.time.toFixed(0)} ms, then ${prepared.warm.time.toFixed(1)} ms`,
    );
    return {
      host,
      entry: { ...blank, firstMs: prepared.first.time, facts: prepared.facts, units, samples: [] },
    };
  } catch (error) {
    const missing = `failed: ${firstLine(error)}`;
    say(`  ${host.engine}: ${missing}`);
    return { ...blank, missing, samples: [] };
  }
}

export async function measure(
  cases: readonly Case[],
  hosts: readonly Host[],
  options: Options,
): Promise<Entry[]> {
  const { rounds, budgetSeconds, say } = options;
  const entries: Entry[] = [];
  for (const [index, what] of cases.entries()) {
    say(`${index + 1}/${cases.length} ${what.title}`);
    const started: (Entry | Running)[] = [];
    for (const host of hosts) started.push(await start(what, host, say));
    const running = started.filter((each): each is Running => 'host' in each);
    const began = performance.now();
    for (let round = 0; round < rounds; round++) {
      if (round >= FEWEST_ROUNDS && performance.now() - began > budgetSeconds * 1000) break;
      // Another engine begins each time: none always runs in the wake of the same other.
      for (let i = 0; i < running.length; i++) {
        const current = running[(round + i) % running.length];
        if (!current || current.entry.samples.length < round) continue;
        try {
          current.entry.samples.push(await current.host.run(current.entry.units));
        } catch (error) {
          say(`  ${current.host.engine}: failed after ${round} samples: ${firstLine(error)}`);
        }
      }
    }
    for (const { host } of running) await host.dispose().catch(() => {});
    for (const each of started) entries.push('host' in each ? each.entry : each);
    options.after(entries);
  }
  return entries;
}
