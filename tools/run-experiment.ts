/**
 * Runs an experiment without a page and prints its curve as a Markdown table.
 *
 *   npm run experiment -- [--link 'v=1&seed=1&topK=5'] [--backend auto|webgpu|wasm|cpu] [--seeds 1,2,3] [--memory]
 *
 * `--link` is the hash of a shared link; without it the first screen's settings run. `--memory` also prints the tensors
 * and bytes that tfjs holds after 100 steps and at the end.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { decodeHash } from '../src/experiment/url';
import { readModel } from '../src/model/file';
import { Model } from '../src/model/model';
import * as tf from '../src/ops/tf';
import type { BackendChoice, Evaluation, RunEvent, StepReport } from '../src/run/protocol';
import { Run } from '../src/run/run';
import { loadTask } from '../src/tasks';
import { openNodeDevice } from './node-device';
import { ProgressBar } from './progress';
import { readAsset } from './read-asset';

const { values: options } = parseArgs({
  options: {
    link: { type: 'string', default: '' },
    backend: { type: 'string', default: 'auto' },
    seeds: { type: 'string', default: '' },
    memory: { type: 'boolean', default: false },
  },
});

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const { experiment: asked, notices } = decodeHash(options.link);
for (const notice of notices) print(notice);
if (asked.teacher === 'own' || asked.ownStudent !== 0) {
  throw new Error('This link names an own model, which only the browser that keeps it has.');
}
if (asked.task === 'own') {
  throw new Error('This link names own data, which only the browser that keeps it has.');
}
const seeds = options.seeds === '' ? [asked.seed] : options.seeds.split(',').map(Number);

const device = await openNodeDevice(options.backend as BackendChoice);
print(`${device.info.name}: ${device.info.adapter}`);
const file = readModel(
  readFileSync(
    new URL(
      `../public/teachers/${asked.task}${asked.teacher === 'weak' ? '-weak' : ''}.safetensors`,
      import.meta.url,
    ),
  ),
);
const task = await loadTask(asked.task, readAsset);
const teacher = new Model(file.shape, file.parameters);

/** Tensors and bytes that tfjs holds now; on WebGPU with what its pool keeps. */
function memory(): string {
  const { numTensors, numBytes, ...rest } = tf.memory();
  const pool = (rest as { numBytesAllocatedInGPU?: number }).numBytesAllocatedInGPU;
  return `${numTensors} tensors, ${(numBytes / 1e6).toFixed(2)} MB${pool === undefined ? '' : `, ${(pool / 1e6).toFixed(2)} MB allocated on the GPU`}`;
}

for (const seed of seeds) {
  const experiment = { ...asked, seed };
  const reports: StepReport[] = [];
  const evaluations: Evaluation[] = [];
  const bar = new ProgressBar(experiment.steps);
  const emit = (event: RunEvent): void => {
    if (event.type === 'evaluation') evaluations.push(event.evaluation);
    if (event.type !== 'report' || event.report.phase !== 'running') return;
    reports.push(event.report);
    bar.show(event.report.step, `loss ${event.report.loss.toFixed(3)}`);
    if (options.memory && event.report.step === 100) print(`after 100 steps: ${memory()}`);
  };
  const started = performance.now();
  const run = new Run(experiment, task, teacher, { emit, save: async () => {} });
  run.allow(Number.POSITIVE_INFINITY);
  await run.go();
  bar.end();
  const seconds = (performance.now() - started) / 1000;
  if (options.memory) print(`after ${experiment.steps} steps: ${memory()}`);
  run.dispose();

  print(`\nseed ${seed}, ${experiment.method}, ${experiment.steps} steps in ${seconds.toFixed(0)} s\n`);
  print(`| step | loss | acceptance | overlap α | ${task.metrics.map(({ title }) => title).join(' | ')} |`);
  print(`|${'---|'.repeat(4 + task.metrics.length)}`);
  for (const { step, scores } of evaluations) {
    // The mean of the ten steps before the evaluation: one step's batch is small.
    const near = reports.filter((report) => report.step > step - 10 && report.step <= step);
    const mean = (of: (report: StepReport) => number | null): string => {
      const known = near.map(of).filter((value) => value !== null);
      return known.length === 0 ? '–' : (known.reduce((a, b) => a + b, 0) / known.length).toFixed(3);
    };
    const results = task.metrics.map(({ id }) => (scores[id] ?? Number.NaN).toFixed(3)).join(' | ');
    print(
      `| ${step} | ${mean((r) => r.loss)} | ${mean((r) => r.acceptance)} | ${mean((r) => r.overlap)} | ${results} |`,
    );
  }
}
process.exit(0);
