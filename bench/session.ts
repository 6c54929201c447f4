/** One engine in one process or page: opened once, then run case by case on command. */
import type { Case } from './cases';
import type { Contestant } from './contestants';
import { installCounters, readCounters } from './counters';
import type { Engine, EngineName, Finish, Workload } from './engine';

export interface Adapter {
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly software: boolean;
}

export interface Opened {
  readonly title: string;
  readonly adapter: Adapter;
}

/** Times in milliseconds and counts, each of one unit of work. */
export interface Sample {
  readonly time: number;
  readonly script: number;
  readonly dispatches: number;
  readonly submits: number;
  readonly buffersCreated: number;
  readonly pipelinesCompiled: number;
  /** Bytes in WebGPU buffers after the run. */
  readonly bytesAlive: number;
  /** Bytes of memory that the process holds after the run; null in a page. */
  readonly resident: number | null;
  /** The most that it ever held, the preparation of all its cases included; null in a page. */
  readonly mostResident: number | null;
  /** Bytes that JavaScript's objects take, garbage included; null in a page. */
  readonly heap: number | null;
}

export type Preparation =
  | { readonly refused: string }
  | {
      readonly refused: null;
      /** Time of the first unit, compilation included. */
      readonly first: Sample;
      /** Time of a warm unit. */
      readonly warm: Sample;
      readonly facts: Readonly<Record<string, number>>;
    };

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|software/i;
/** Units that may be under way at once, as in a training run. */
const IN_FLIGHT = 2;
/** Units of short work before it counts as warm: pools of buffers fill up over the first few. */
const WARM_UP = 3;
const SHORT_MS = 1500;

/** How the engines of a place are loaded: each when it is asked for. */
export type Loaders = Readonly<Partial<Record<EngineName, (contestant: Contestant) => Promise<Engine>>>>;

/** The processor, where no adapter computes. */
export const PROCESSOR: Adapter = { name: 'processor', vendor: '', architecture: '', software: false };

export async function findAdapter(): Promise<Adapter> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('there is no WebGPU adapter');
  const { description, device, vendor, architecture, isFallbackAdapter } = adapter.info;
  const name = description || device || `${vendor} ${architecture}`.trim() || 'unnamed adapter';
  const software = isFallbackAdapter === true || SOFTWARE.test(`${name} ${vendor} ${architecture}`);
  return { name, vendor, architecture, software };
}

/** The first unit of a case, and one when its pools and compiled code are there. */
export async function warmUp(
  run: (units: number) => Promise<Sample>,
): Promise<{ readonly first: Sample; readonly warm: Sample }> {
  const first = await run(1);
  let warm = await run(1);
  for (let i = 0; i < WARM_UP && warm.time < SHORT_MS; i++) warm = await run(1);
  return { first, warm };
}

export class Session {
  readonly #loaders: Loaders;
  #engine: Engine | null = null;
  #workload: Workload | null = null;

  constructor(loaders: Loaders) {
    this.#loaders = loaders;
  }

  /** @throws Error when the engine is not there, or does not compute on this target */
  async open(contestant: Contestant): Promise<Opened> {
    const { engine: name, target } = contestant;
    let adapter = PROCESSOR;
    if (target.backend === 'webgpu') {
      installCounters();
      adapter = await findAdapter();
    }
    const load = this.#loaders[name];
    if (!load) throw new Error(`${name} does not run here`);
    const engine = await load(contestant);
    await engine.open(target);
    this.#engine = engine;
    return { title: engine.title, adapter };
  }

  async prepare(work: Case['work']): Promise<Preparation> {
    this.dispose();
    if (!this.#engine) throw new Error('open an engine first');
    const refused = this.#engine.refuses(work);
    if (refused !== null) return { refused };
    this.#workload = await this.#engine.prepare(work);
    const { first, warm } = await warmUp((units) => this.run(units));
    return { refused: null, first, warm, facts: await this.#workload.facts() };
  }

  /** Runs `units` units of work, not more than two under way at once, and gives the mean of them. */
  async run(units: number): Promise<Sample> {
    const workload = this.#workload;
    if (!workload) throw new Error('prepare a case first');
    const before = readCounters();
    const pending: Finish[] = [];
    let script = 0;
    const started = performance.now();
    for (let unit = 0; unit < units; unit++) {
      if (pending.length === IN_FLIGHT) await pending.shift()?.();
      const launched = performance.now();
      pending.push(await workload.launch());
      script += performance.now() - launched;
    }
    for (const finish of pending) await finish();
    const time = performance.now() - started;
    const after = readCounters();
    const inNode = typeof process !== 'undefined';
    const memory = inNode ? process.memoryUsage() : null;
    const each = (name: 'dispatches' | 'submits' | 'buffersCreated' | 'pipelinesCompiled'): number =>
      (after[name] - before[name]) / units;
    return {
      time: time / units,
      script: script / units,
      dispatches: each('dispatches'),
      submits: each('submits'),
      buffersCreated: each('buffersCreated'),
      pipelinesCompiled: each('pipelinesCompiled'),
      bytesAlive: after.bytesAlive,
      resident: memory?.rss ?? null,
      mostResident: inNode ? process.resourceUsage().maxRSS * 1024 : null,
      heap: memory?.heapUsed ?? null,
    };
  }

  dispose(): void {
    this.#workload?.dispose();
    this.#workload = null;
  }
}
