/**
 * Runs an experiment without a page: its curve as a Markdown table, and its scores on test prompts.
 *
 *   npm run experiment -- [--link 'v=1&seed=1&topK=5'] [--backend auto|webgpu|wasm|cpu] [--threads N]
 *     [--seeds 1,2,3] [--memory] [--attacks]
 *
 * `--threads`: threads of the WebAssembly backend, without it as many as are fastest; the numbers are the same.
 * `--link` is the hash of a shared link, with its changes during the run; without it the first screen's settings run. `--memory` also prints the tensors
 * and bytes that tfjs holds after 100 steps and at the end, `--attacks` the accuracy of both models on test pictures under attack. Many runs with a report: `npm run reproduce`.
 */
import { parseArgs } from 'node:util';
import { LABELS_EN } from '../src/app/text/en/settings';
import { noticeText } from '../src/app/text/labels';
import { fgsm, pgd } from '../src/distill/adversarial/attacks';
import { accuracyUnder } from '../src/distill/metrics/robustness';
import { changedSettings } from '../src/experiment/changes';
import { decodeLink } from '../src/experiment/comparison-link';
import type { Model } from '../src/model/model';
import type { BackendChoice } from '../src/run/protocol';
import type { Task } from '../src/tasks/task';
import { openNodeDevice } from './node-device';
import { prepare } from './prepare';
import { stageBars } from './progress';
import { table } from './reproduce/markdown';
import { runOne } from './reproduce/run-one';
import { curveTable, memoryInWords } from './reproduce/run-section';

const { values: options } = parseArgs({
  options: {
    link: { type: 'string', default: '' },
    backend: { type: 'string', default: 'auto' },
    threads: { type: 'string', default: '' },
    seeds: { type: 'string', default: '' },
    memory: { type: 'boolean', default: false },
    attacks: { type: 'boolean', default: false },
  },
});

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const { experiment: asked, changes, comparison, notices } = decodeLink(options.link);
for (const notice of notices) print(noticeText(notice, LABELS_EN));
if (comparison) print('The link is of a comparison; one run with its base settings is done.');
for (const { step, name, from, to } of changedSettings(asked, changes)) {
  print(`step ${step}: ${name} ${from} → ${to}`);
}
const seeds = options.seeds === '' ? [asked.seed] : options.seeds.split(',').map(Number);

const device = await openNodeDevice(
  options.backend as BackendChoice,
  options.threads === '' ? null : Number(options.threads),
);
const { name, adapter, threads } = device.info;
print(`${name}: ${adapter || `${threads} thread${threads === 1 ? '' : 's'}`}`);

/** Test pictures that are attacked. */
const ATTACKED_PICTURES = 200;
const ATTACKS = {
  'FGSM, ε 0.1': fgsm(0.1),
  'PGD, ε 0.05': pgd(0.05),
  'PGD, ε 0.1': pgd(0.1),
};

/** Accuracies under each attack on the model itself, as a Markdown table. */
async function attackTable(task: Task, models: readonly Model[], seed: number): Promise<string> {
  const pictures = task.split().test.slice(0, ATTACKED_PICTURES);
  const rows: string[][] = [];
  for (const [name, which] of Object.entries(ATTACKS)) {
    const cells: string[] = [];
    for (const model of models) {
      cells.push((await accuracyUnder(task, model, pictures, which, seed)).toFixed(3));
    }
    rows.push([name, ...cells]);
  }
  return table([`accuracy on ${pictures.length} test pictures`, '>teacher', '>student'], rows);
}

for (const seed of seeds) {
  const inputs = { ...(await prepare({ ...asked, seed })), changes };
  const { task, teacher } = inputs;
  if (options.attacks && (!task.picture || task.responseLength > 1)) {
    throw new Error('--attacks is for pictures with one answer.');
  }
  let attacks = '';
  const outcome = await runOne(inputs, false, stageBars(), async (student) => {
    if (options.attacks) attacks = await attackTable(task, [teacher, student], seed);
  });
  teacher.dispose();
  const { updates, seconds, test, validation, drafting, probe } = outcome;
  print(`\nseed ${seed}, ${asked.method}, ${updates} steps in ${seconds.toFixed(0)} s\n`);
  print(curveTable(outcome));
  const scores = Object.entries(test.scores).map(([id, { value }]) => `${id} ${value.toFixed(3)}`);
  print(`\n${test.prompts} test prompts: ${scores.join(', ')}`);
  print(
    `validation KL ${validation.forwardKl.toFixed(3)}` +
      (drafting ? `, overlap α ${drafting.after.overlap.value.toFixed(3)}` : ''),
  );
  if (probe) {
    const { teacher, student } = probe;
    print(
      `hidden subclass by linear probe: teacher ${teacher.value.toFixed(3)}, student ${student.value.toFixed(3)}`,
    );
  }
  if (attacks) print(`\n${attacks}`);
  if (options.memory) print(memoryInWords(outcome));
}
process.exit(0);
