/**
 * Writes an experiment as a PyTorch project that takes the same steps.
 *
 *   npm run graduate -- --out DIR [--link 'v=1&seed=1&topK=5']
 *   npm run graduate -- --collect DIR [--results FOLDER]
 *
 * `--link` is the hash of a shared link, with its changes during the run; without it the first screen's settings. The link of a
 * comparison gives a sweep, whose runs that have come to their end `--collect` adds to the results of `npm run reproduce`. DIR must
 * be new or empty. docs/graduate.md says what the project has and how it is held to the page's numbers.
 */
import { parseArgs } from 'node:util';
import { LABELS_EN } from '../../src/app/text/en/settings';
import { inEnglish } from '../../src/app/text/english';
import { noticeText } from '../../src/app/text/labels';
import { UserError } from '../../src/errors/user-error';
import type { LiveChange } from '../../src/experiment/changes';
import { decodeLink } from '../../src/experiment/comparison-link';
import type { Experiment } from '../../src/experiment/fields';
import { projectFiles } from '../../src/run/graduate/project-files';
import { openNodeDevice } from '../node-device';
import { prepare } from '../prepare';
import { machineOf } from '../reproduce/machine';
import { RESULTS_FOLDER, writeResult } from '../reproduce/raw';
import { collectRun, runFolders } from './collect';
import { readSources } from './sources';
import { sweepFiles } from './sweep';
import { GraduationError, writeProject } from './write-project';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const OPTIONS = {
  link: { type: 'string', default: '' },
  out: { type: 'string', default: '' },
  collect: { type: 'string', default: '' },
  results: { type: 'string', default: RESULTS_FOLDER },
} as const;

async function graduate(link: string, out: string): Promise<void> {
  if (out === '') throw new GraduationError('Name a new folder with --out.');
  // Everything behind the first #, of a whole address too.
  const hash = link.replace(/^[^#]*#/, '');
  const { experiment, changes, comparison, notices } = decodeLink(hash);
  for (const notice of notices) print(noticeText(notice, LABELS_EN));
  if (hash !== '' && !/(^|&)v=\d/.test(hash)) {
    throw new GraduationError(
      'This is no link of an experiment: it has no version (v=…). Copy it whole, in quotation marks.',
    );
  }
  if (experiment.patience > 0) print('Early stopping is left out: the project trains all steps.');
  await openNodeDevice('cpu');
  const sources = readSources();
  const created = new Date();
  const filesOf = async (wanted: Experiment, during: readonly LiveChange[] = []) => {
    const inputs = await prepare(wanted);
    return projectFiles({ ...inputs, changes: during, sources, created }).finally(() =>
      inputs.teacher.dispose(),
    );
  };
  const project = await filesOf(experiment, changes);
  writeProject(comparison ? await sweepFiles(comparison, project, filesOf) : project, out);
  const next = comparison ? 'sh sweep.sh' : 'python3 train.py --steps 3';
  print(`${out}: ${experiment.method} on ${experiment.task}. Next: cd ${out} && ${next}`);
}

async function collect(sweep: string, results: string): Promise<void> {
  const { info } = await openNodeDevice('auto');
  const { node, tfjs, commit } = machineOf(info);
  for (const folder of runFolders(sweep)) {
    const result = await collectRun(folder, { node, tfjs, commit });
    if (result) writeResult(results, result);
    print(`${folder}: ${result ? 'added' : 'has not come to its end'}`);
  }
  print('npm run reproduce -- --report writes docs/results.md from them.');
}

/** Faults that a sentence explains; others are faults of this program. */
function sentenceOf(error: unknown): string | null {
  if (error instanceof UserError) return inEnglish(error.problem);
  if (!(error instanceof Error)) return null;
  if ('code' in error && error.code === 'ENOENT' && error.message.includes('teachers')) {
    return 'The teacher of this experiment is missing in public/teachers/. Check the project out again, or train it: npm run train-teacher.';
  }
  if (error instanceof GraduationError || error.message.startsWith('This experiment names'))
    return error.message;
  if ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) return error.message;
  return null;
}

try {
  const { link, out, collect: sweep, results } = parseArgs({ options: OPTIONS }).values;
  await (sweep === '' ? graduate(link, out) : collect(sweep, results));
} catch (error) {
  const sentence = sentenceOf(error);
  if (sentence === null) throw error;
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
