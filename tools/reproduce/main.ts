/**
 * The comparisons of docs/results.md from the command line.
 *
 *   npm run reproduce -- [--backend auto|webgpu|wasm|cpu] [--tasks translation,phonemes] [--only PATTERN] [--seeds 1,2]
 *                        [--limit-minutes M] [--redo] [--trial FOLDER] [--list] [--report]
 *
 * Runs what has no raw result in docs/results/ yet, the most telling first, and writes docs/results.md anew after each.
 * A run that was broken off is done again, one that is finished is not; several processes may work beside each other.
 * `--only` is a regular expression for names of runs and studies; `--list` says what there is and what is done; `--report`
 * only writes the page; `--limit-minutes` begins no run after so long.
 *
 * Each result carries a fingerprint of the sources that computed it. `--redo` also does again what other sources computed, as
 * resumable as the rest. Results are written from a committed tree only; `--trial` writes results and page into a folder
 * of their own, from any tree.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BackendChoice } from '../../src/run/protocol';
import { openNodeDevice } from '../node-device';
import { prepare, teacherFingerprint } from '../prepare';
import { stageBars } from '../progress';
import { machineOf, uncommitted } from './machine';
import { writePage } from './page';
import { type Planned, wholePlan } from './plan';
import { RESULTS_FOLDER, readResults, runName } from './raw';
import { runOne } from './run-one';
import { sourceFingerprint } from './sources';
import { choose, isDone, whyNotWritten, work } from './work';

const LOCKS = '.cache/reproduce';
const { values: options } = parseArgs({
  options: {
    backend: { type: 'string', default: 'auto' },
    tasks: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    seeds: { type: 'string', default: '' },
    'limit-minutes': { type: 'string', default: 'Infinity' },
    redo: { type: 'boolean', default: false },
    trial: { type: 'string' },
    list: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
  },
});

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const { trial, redo } = options;
const resultsFolder = trial === undefined ? RESULTS_FOLDER : join(trial, 'results');
const locks = trial === undefined ? LOCKS : join(trial, 'locks');
/** The page is rewritten by every process, so it is read from the results of all of them. */
const page = trial === undefined ? 'docs/results.md' : join(trial, 'results.md');
const sources = sourceFingerprint();

const minutes = Number(options['limit-minutes']);
if (Number.isNaN(minutes)) throw new Error('--limit-minutes must be a number.');
const chosen = choose(wholePlan(), {
  tasks: options.tasks.split(',').filter(Boolean),
  seeds: options.seeds.split(',').filter(Boolean).map(Number),
  only: new RegExp(options.only),
});
if (chosen.length === 0) throw new Error('No run is meant by these options; --list shows all of them.');

const teacherOf = ({ experiment }: Planned): number => teacherFingerprint(experiment);

function list(): void {
  const results = readResults(resultsFolder);
  for (const run of chosen) {
    const done = isDone(run, results, teacherOf(run), redo ? sources : null);
    print(`${done ? '✓' : ' '} ${runName(run.experiment)}`);
  }
}

async function reproduce(): Promise<void> {
  const refusal = trial === undefined ? whyNotWritten(uncommitted()) : null;
  if (refusal !== null) {
    process.stderr.write(`${refusal}\n`);
    process.exit(1);
  }
  const { info } = await openNodeDevice(options.backend as BackendChoice, null);
  const machine = machineOf(info);
  print(`${info.name}: ${info.adapter}; ${chosen.length} runs`);
  const started = performance.now();
  await work(chosen, {
    ...{ results: resultsFolder, locks, sources, redo },
    teacherOf,
    run: async ({ experiment, timed }) => {
      const inputs = await prepare(experiment);
      try {
        return await runOne(inputs, timed, stageBars());
      } finally {
        inputs.teacher.dispose();
      }
    },
    describe: () => ({ machine, finished: new Date().toISOString() }),
    mayBegin: () => performance.now() - started < 60_000 * minutes,
    began: (run) => print(`\n${runName(run.experiment)}`),
    ended: (run, { outcome, failure }) => {
      writePage(page, resultsFolder);
      const scores = Object.entries(outcome?.test.scores ?? {}).map(
        ([id, { value }]) => `${id} ${value.toFixed(3)}`,
      );
      print(`${runName(run.experiment)}: ${failure ?? scores.join(', ')}`);
    },
    left: (run) =>
      print(
        `${runName(run.experiment)} is left to the process that made ${locks}/${runName(run.experiment)}.lock`,
      ),
  });
}

if (options.list) list();
else {
  if (!options.report) await reproduce();
  writePage(page, resultsFolder);
}
process.exit(0);
