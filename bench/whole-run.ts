/** The whole command of an experiment, start to end: ours beside an earlier commit, in turns. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EarlierCommit } from './earlier-commit';
import { median } from './statistics';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** “Two hundred examples”, the first screen's run before version 0.2: 450 steps, 64 validation prompts at each 50th. */
const WHOLE_RUN =
  'v=1&seed=1&task=translation&trainSize=200&studentWidth=48&studentLayers=2&studentHeads=4&method=skd&topK=3&batchSize=16&learningRate=0.004&warmUpSteps=30&steps=450&evaluateEvery=50&evaluatePrompts=64';

interface Runner {
  readonly name: string;
  readonly folder: string;
  readonly args: readonly string[];
}

export interface WholeRun {
  readonly name: string;
  readonly seconds: readonly number[];
  /** The most that the process held. */
  readonly megabytes: readonly number[];
  /** Why there is nothing; null when there is. */
  readonly failed: string | null;
}

export interface WholeRuns {
  /** The experiment, as the hash of a shared link. */
  readonly link: string;
  readonly runs: readonly WholeRun[];
}

/** Written by the process itself, which alone knows it. */
const NOTE_MEMORY = `data:text/javascript,${encodeURIComponent(
  "import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(process.env.BENCH_NOTE, String(process.resourceUsage().maxRSS)));",
)}`;

async function once({ folder, args }: Runner, link: string): Promise<{ seconds: number; megabytes: number }> {
  const room = mkdtempSync(join(tmpdir(), 'bench-whole-'));
  const note = join(room, 'memory');
  const started = performance.now();
  try {
    const child = spawn(
      process.execPath,
      [
        ...['--import', NOTE_MEMORY, '--import', 'tsx', 'tools/run-experiment.ts'],
        ...['--backend', 'wasm', '--link', link, ...args],
      ],
      {
        cwd: folder,
        env: { ...process.env, BENCH_NOTE: note },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let words = '';
    child.stderr.on('data', (part: Buffer) => {
      words = (words + part.toString()).slice(-2000);
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('exit', resolve);
      child.on('error', reject);
    });
    if (code !== 0) throw new Error(`the command ended with ${code}: ${words.trim().split('\n').at(-1)}`);
    const seconds = (performance.now() - started) / 1000;
    return { seconds, megabytes: (Number(readFileSync(note, 'utf8')) * 1024) / 1e6 };
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
}

/** Commits before there were threads refuse the option. */
const knowsThreads = ({ folder }: EarlierCommit): boolean =>
  readFileSync(join(folder, 'tools/run-experiment.ts'), 'utf8').includes('threads:');

function runnersOf(threads: number, commit: EarlierCommit | null): Runner[] {
  const counts = threads > 1 ? [1, threads] : [1];
  return [
    ...counts.map((count) => ({
      name: count === 1 ? 'ours' : `ours, ${count} threads`,
      folder: ROOT,
      args: ['--threads', String(count)],
    })),
    ...(commit ? [{ ...commit, args: knowsThreads(commit) ? ['--threads', '1'] : [] }] : []),
  ];
}

/**
 * @param steps of the run, 450 unless told otherwise
 * @param threads of the second entry of this project; 1 without one
 */
export async function measureWholeRuns(
  { steps, threads, rounds }: { readonly steps: number; readonly threads: number; readonly rounds: number },
  commit: EarlierCommit | null,
  say: (line: string) => void,
): Promise<WholeRuns> {
  const link = WHOLE_RUN.replace('steps=450', `steps=${steps}`);
  const runs = runnersOf(threads, commit).map((runner) => ({
    runner,
    seconds: [] as number[],
    megabytes: [] as number[],
    failed: null as string | null,
  }));
  for (let round = 0; round < rounds; round++) {
    for (const run of runs) {
      if (run.failed !== null) continue;
      try {
        const { seconds, megabytes } = await once(run.runner, link);
        run.seconds.push(seconds);
        run.megabytes.push(megabytes);
        say(`${run.runner.name}: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB at most`);
      } catch (error) {
        run.failed = error instanceof Error ? error.message : String(error);
        say(`${run.runner.name}: ${run.failed}`);
      }
    }
  }
  return { link, runs: runs.map(({ runner, ...rest }) => ({ name: runner.name, ...rest })) };
}

/** Ratio of two rows of numbers: the median of those of equal rounds. */
const ratio = (a: readonly number[], b: readonly number[]): string => {
  const ratios = a.flatMap((value, i) => (b[i] === undefined ? [] : [value / (b[i] ?? 1)]));
  return ratios.length > 0 ? median(ratios).toPrecision(3) : '–';
};

/** Markdown. Ratios are to the last row, the earlier commit where there is one. */
export function formatWholeRuns({ link, runs }: WholeRuns): string {
  const last = runs.at(-1);
  return [
    `\`npm run experiment -- --backend wasm --link '${link}'\``,
    '',
    `| whole command | s | MB at most | s ÷ ${last?.name} | MB ÷ ${last?.name} |`,
    '|---|--:|--:|--:|--:|',
    ...runs.map(({ name, seconds, megabytes, failed }) =>
      failed === null && last
        ? `| ${name} | ${median(seconds).toFixed(1)} | ${median(megabytes).toFixed(0)} | ${ratio(seconds, last.seconds)} | ${ratio(megabytes, last.megabytes)} |`
        : `| ${name} | ${failed} | | | |`,
    ),
  ].join('\n');
}
