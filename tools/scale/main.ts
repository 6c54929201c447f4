/**
 * Makes the tables of docs/scale.md again.
 *
 *   npm run scale                 # from the formulas and docs/scale.json
 *   npm run scale -- --measure    # counts the tiny runs anew; needs a Python with PyTorch 2 (PYTHON)
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renderDocument } from './document';
import {
  type Counts,
  MEASURED_FILE,
  type Measured,
  readCounts,
  readMeasured,
  SETTINGS,
  type Setting,
} from './measured';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOCUMENT = join(ROOT, 'docs/scale.md');
const STEPS = 5;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

function run(command: string, options: readonly string[]): string {
  const { status, stdout } = spawnSync(command, options, {
    ...{ cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 26 },
  });
  if (status !== 0) throw new Error(`${command} ${options.join(' ')} ended with ${status}`);
  return stdout;
}

/** The run's project; the student's width is in its folder, all else are settings. */
function graduate(width: number, out: string): void {
  const link = `v=3&seed=1&trainSize=200&studentWidth=${width}&studentLayers=2&studentHeads=2`;
  run('npx', ['--no-install', 'tsx', 'tools/graduate/main.ts', '--link', link, '--out', out]);
}

function countsOf({ rows, topK, block, limit, ranks }: Setting, project: string): Counts {
  const settings = {
    ...{
      train_batch_size: rows,
      acceptance_top_k: topK,
      num_speculative_tokens: block,
      max_completion_length: limit,
    },
  };
  const script = [
    ...[join(ROOT, 'tools/scale/measure.py'), project, String(STEPS)],
    ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
  ];
  const launch = ['-m', 'torch.distributed.run', '--standalone', '--nproc_per_node', String(ranks)];
  const output = run(process.env.PYTHON ?? 'python3', [...(ranks > 1 ? launch : []), ...script]);
  return readCounts(output.split('\n').find((line) => line.startsWith('{')) ?? '');
}

function measure(): Measured {
  const work = mkdtempSync(join(ROOT, '.cache/scale-'));
  try {
    const counts: Record<string, Counts> = {};
    const projects = new Map<number, string>();
    for (const [name, setting] of SETTINGS) {
      const project = join(work, `width-${setting.width}`);
      if (!projects.has(setting.width)) graduate(setting.width, project);
      projects.set(setting.width, project);
      counts[name] = countsOf(setting, project);
      print(`${name}: ${counts[name].operations} operations, ${counts[name].cpu_seconds.toFixed(3)} s`);
    }
    return { processor: cpus()[0]?.model ?? '', date: new Date().toISOString().slice(0, 10), counts };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { measure: { type: 'boolean', default: false } } });
if (values.measure) {
  writeFileSync(MEASURED_FILE, JSON.stringify(measure()));
  run('npx', ['--no-install', 'biome', 'format', '--write', MEASURED_FILE]);
}
writeFileSync(DOCUMENT, renderDocument(readFileSync(DOCUMENT, 'utf8'), readMeasured()));
