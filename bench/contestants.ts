/** Who takes part in a run of the benchmark: an engine, what it computes on, and its name in the tables. */
import type { Backend, EngineName, Target } from './engine';

export interface Contestant {
  /** Unique in a run. */
  readonly name: string;
  readonly engine: EngineName;
  readonly target: Target;
  /** Folder of an earlier commit of this project; only for the engine `commit`. */
  readonly folder: string | null;
  /** Pages only: whether the page is cross-origin isolated, which threads need. */
  readonly isolated: boolean;
}

interface Wanted {
  readonly backend: Backend;
  readonly engines: readonly EngineName[];
  /** Threads of the second entry of the engines that use them; 1 without one. */
  readonly threads: number;
  readonly commit: { readonly name: string; readonly folder: string } | null;
  readonly browser: boolean;
}

const plural = (threads: number): string => (threads === 1 ? '1 thread' : `${threads} threads`);

/** Engines that are measured with one thread and with more. */
const THREADED: readonly EngineName[] = ['ours', 'pytorch'];

function onProcessor(wanted: Wanted): Contestant[] {
  const { engines, threads, commit, backend } = wanted;
  return engines.flatMap((engine): Contestant[] => {
    const one = { engine, target: { backend, threads: 1 }, folder: null, isolated: false };
    if (engine === 'commit') {
      return commit ? [{ ...one, name: commit.name, folder: commit.folder }] : [];
    }
    if (wanted.browser) {
      const many = engine === 'ours' ? threads : 1;
      return [
        { ...one, name: `${engine}, not isolated` },
        {
          ...one,
          name: `${engine}, isolated${many > 1 ? `, ${plural(many)}` : ''}`,
          target: { backend, threads: many },
          isolated: true,
        },
      ];
    }
    if (!THREADED.includes(engine)) return [{ ...one, name: engine }];
    const counts = threads > 1 ? [1, threads] : [1];
    return counts.map((count) => ({
      ...one,
      name: count === 1 ? engine : `${engine}, ${plural(count)}`,
      target: { backend, threads: count },
    }));
  });
}

/** The contestants of a run, in the order of `engines`. */
export function contestantsOf(wanted: Wanted): Contestant[] {
  if (wanted.backend !== 'webgpu') return onProcessor(wanted);
  return wanted.engines.map((engine) => ({
    name: engine,
    engine,
    target: { backend: 'webgpu', threads: 1 },
    folder: null,
    isolated: false,
  }));
}
