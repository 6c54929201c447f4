/** Where an engine runs: a process of its own. (A page of its own: browser/host.ts.) */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../src/errors/user-error';
import type { Case } from './cases';
import type { ChildOrder } from './child';
import type { Contestant } from './contestants';
import type { Adapter, Opened, Preparation, Sample } from './session';

export interface Host {
  readonly contestant: Contestant;
  open(): Promise<Opened>;
  prepare(work: Case['work']): Promise<Preparation>;
  run(units: number): Promise<Sample>;
  dispose(): Promise<void>;
  close(): Promise<void>;
}

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
const PATIENCE_MS = 15 * 60_000;

/** A process that answers one order at a time. */
class Child {
  readonly #process: ChildProcess;

  constructor(environment: Readonly<Record<string, string>>) {
    this.#process = fork(CHILD, [], {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, ...environment },
      // Libraries print what they like; the table stays clean.
      stdio: ['ignore', 'ignore', process.env.BENCH_VERBOSE ? 'inherit' : 'ignore', 'ipc'],
    });
  }

  /** @throws Error when the order fails, the process ends, or nothing comes for a quarter of an hour */
  ask<T>(order: ChildOrder): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (what: () => void): void => {
        clearTimeout(timer);
        this.#process.off('message', answered);
        this.#process.off('exit', ended);
        what();
      };
      const answered = (message: { value?: T; error?: string }): void =>
        settle(() =>
          message.error === undefined ? resolve(message.value as T) : reject(new Error(message.error)),
        );
      const ended = (code: number | null, signal: string | null): void =>
        settle(() => reject(new Error(`the process ended (${signal ?? code})`)));
      const timer = setTimeout(
        () => settle(() => reject(new Error(`no answer within ${PATIENCE_MS / 60_000} minutes`))),
        PATIENCE_MS,
      );
      this.#process.on('message', answered);
      this.#process.on('exit', ended);
      this.#process.send(order);
    });
  }

  /** Dawn may crash while it shuts down, and nothing is left to save. */
  end(): void {
    this.#process.kill('SIGKILL');
  }
}

/** Drivers of software adapters, the fastest first; Dawn finds none of them by itself. */
const SOFTWARE_DRIVERS = [
  '/usr/share/vulkan/icd.d/lvp_icd.json',
  '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json',
  '/usr/lib/chromium/vk_swiftshader_icd.json',
];

export interface Place {
  readonly adapter: Adapter;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The adapter to measure on: VK_ICD_FILENAMES where it is set, else a graphics card, else a software adapter.
 * @throws Error when Dawn finds none
 */
export async function findPlace(): Promise<Place> {
  const tried: string[] = [];
  const software = process.env.VK_ICD_FILENAMES
    ? []
    : SOFTWARE_DRIVERS.filter((path) => existsSync(path)).map((path) => ({ VK_ICD_FILENAMES: path }));
  for (const environment of [{}, ...software]) {
    const child = new Child(environment);
    try {
      return { adapter: await child.ask<Adapter>({ type: 'adapter' }), environment };
    } catch (error) {
      tried.push(messageOf(error).split('\n')[0] ?? '');
    } finally {
      child.end();
    }
  }
  throw new Error(
    `Dawn found no adapter (${[...new Set(tried)].join('; ')}). Install a Vulkan driver, for example Mesa's lavapipe 25 or later, or name one in VK_ICD_FILENAMES.`,
  );
}

/** An engine in a process, which is started anew after a crash. */
export class ProcessHost implements Host {
  readonly contestant: Contestant;
  readonly #environment: Readonly<Record<string, string>>;
  #child: Child | null = null;
  #opened: Opened | null = null;

  constructor(contestant: Contestant, environment: Place['environment'] = {}) {
    this.contestant = contestant;
    this.#environment = environment;
  }

  async open(): Promise<Opened> {
    if (this.#child && this.#opened) return this.#opened;
    this.#child = new Child(this.#environment);
    this.#opened = await this.#ask<Opened>({ type: 'open', contestant: this.contestant });
    return this.#opened;
  }

  async prepare(work: Case['work']): Promise<Preparation> {
    await this.open();
    return this.#ask({ type: 'prepare', work });
  }

  run(units: number): Promise<Sample> {
    return this.#ask({ type: 'run', units });
  }

  async dispose(): Promise<void> {
    if (this.#child) await this.#ask({ type: 'dispose' });
  }

  async close(): Promise<void> {
    this.#child?.end();
    this.#child = null;
  }

  async #ask<T>(order: ChildOrder): Promise<T> {
    if (!this.#child) throw new Error('the process is not running');
    try {
      return await this.#child.ask<T>(order);
    } catch (error) {
      await this.close();
      throw error;
    }
  }
}
