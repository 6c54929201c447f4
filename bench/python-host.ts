/** Where PyTorch runs: a Python process that reads and answers lines of JSON (peers/pytorch.py). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Case } from './cases';
import type { Contestant } from './contestants';
import type { Host } from './host';
import { pytorchData } from './peers/pytorch-data';
import { type Opened, PROCESSOR, type Preparation, type Sample, warmUp } from './session';

const SCRIPT = fileURLToPath(new URL('./peers/pytorch.py', import.meta.url));

const HOW =
  'not here: no python3 with torch (Debian: apt install python3-torch libopenblas0; elsewhere: pip install torch); BENCH_PYTHON names another interpreter';

/** What Python measures; the rest of a sample belongs to WebGPU. */
type Measured = Pick<Sample, 'time' | 'resident' | 'mostResident'>;

type Order =
  | { readonly type: 'open'; readonly threads: number }
  | { readonly type: 'prepare'; readonly work: Case['work']; readonly file: string }
  | { readonly type: 'run'; readonly units: number }
  | { readonly type: 'facts' | 'dispose' };

export class PythonHost implements Host {
  readonly contestant: Contestant;
  readonly #folder = mkdtempSync(join(tmpdir(), 'bench-pytorch-'));
  #process: ChildProcess | null = null;
  #opened: Opened | null = null;
  #settle: ((line: string | null) => void) | null = null;

  constructor(contestant: Contestant) {
    this.contestant = contestant;
  }

  async open(): Promise<Opened> {
    if (this.#process && this.#opened) return this.#opened;
    const named = process.env.BENCH_PYTHON;
    for (const interpreter of named ? [named] : ['python3', '/usr/bin/python3']) {
      this.#start(interpreter);
      const title = await this.#ask<string>({ type: 'open', threads: this.contestant.target.threads }).catch(
        () => null,
      );
      if (title !== null) {
        this.#opened = { title, adapter: PROCESSOR };
        return this.#opened;
      }
      this.#process?.kill();
    }
    this.#process = null;
    throw new Error(HOW);
  }

  async prepare(work: Case['work']): Promise<Preparation> {
    await this.open();
    const file = join(this.#folder, 'data.safetensors');
    writeFileSync(file, pytorchData(work));
    await this.#ask({ type: 'prepare', work, file });
    const { first, warm } = await warmUp((units) => this.run(units));
    return { refused: null, first, warm, facts: await this.#ask({ type: 'facts' }) };
  }

  async run(units: number): Promise<Sample> {
    const { time, resident, mostResident } = await this.#ask<Measured>({ type: 'run', units });
    return {
      time,
      script: time,
      dispatches: 0,
      submits: 0,
      buffersCreated: 0,
      pipelinesCompiled: 0,
      bytesAlive: 0,
      resident,
      mostResident,
      heap: null,
    };
  }

  async dispose(): Promise<void> {
    if (this.#process) await this.#ask({ type: 'dispose' });
  }

  async close(): Promise<void> {
    this.#process?.kill();
    this.#process = null;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #start(interpreter: string): void {
    const count = String(this.contestant.target.threads);
    const child = spawn(interpreter, [SCRIPT], {
      env: {
        ...process.env,
        // Not all builds of BLAS listen to PyTorch.
        OMP_NUM_THREADS: count,
        OPENBLAS_NUM_THREADS: count,
        MKL_NUM_THREADS: count,
        // Threads that spin while they wait take fifty times as long when anything else computes.
        OMP_WAIT_POLICY: 'PASSIVE',
      },
      stdio: ['pipe', 'pipe', process.env.BENCH_VERBOSE ? 'inherit' : 'ignore'],
    });
    this.#process = child;
    const ended = (): void => {
      if (this.#process === child) this.#settle?.(null);
    };
    child.on('error', ended);
    child.on('exit', ended);
    // A process that has ended takes no orders.
    child.stdin?.on('error', ended);
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => this.#settle?.(line));
  }

  async #ask<T>(order: Order): Promise<T> {
    const child = this.#process;
    if (!child?.stdin || child.exitCode !== null) throw new Error('the process is not running');
    const answer = new Promise<string | null>((resolve) => {
      this.#settle = resolve;
    });
    if (!child.stdin.write(`${JSON.stringify(order)}\n`)) await once(child.stdin, 'drain');
    const line = await answer;
    if (line === null) throw new Error('the process ended');
    const { value, error } = JSON.parse(line) as { readonly value: T; readonly error?: string };
    if (error !== undefined) throw new Error(error);
    return value;
  }
}
