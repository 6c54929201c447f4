/**
 * Writes an experiment as a PyTorch project that takes the same steps.
 *
 *   npm run graduate -- --out DIR [--link 'v=1&seed=1&topK=5']
 *
 * `--link` is the hash of a shared link, with its changes during the run; without it the first screen's settings. DIR must be new
 * or empty. docs/graduate.md says what the project has and how it is held to the page's numbers.
 */
import { parseArgs } from 'node:util';
import { LABELS_EN } from '../../src/app/text/en/settings';
import { inEnglish } from '../../src/app/text/english';
import { noticeText } from '../../src/app/text/labels';
import { UserError } from '../../src/errors/user-error';
import { decodeLink } from '../../src/experiment/comparison-link';
import { projectFiles } from '../../src/run/graduate/project-files';
import { openNodeDevice } from '../node-device';
import { prepare } from '../prepare';
import { readSources } from './sources';
import { GraduationError, writeProject } from './write-project';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function graduate(): Promise<void> {
  const { values } = parseArgs({
    options: { link: { type: 'string', default: '' }, out: { type: 'string', default: '' } },
  });
  if (values.out === '') throw new GraduationError('Name a new folder with --out.');
  // Everything behind the first #, of a whole address too.
  const hash = values.link.replace(/^[^#]*#/, '');
  const { experiment, changes, comparison, notices } = decodeLink(hash);
  for (const notice of notices) print(noticeText(notice, LABELS_EN));
  if (hash !== '' && !/(^|&)v=\d/.test(hash)) {
    throw new GraduationError(
      'This is no link of an experiment: it has no version (v=…). Copy it whole, in quotation marks.',
    );
  }
  if (comparison) print('The link is of a comparison; the project is of its base settings.');
  if (experiment.patience > 0) print('Early stopping is left out: the project trains all steps.');
  await openNodeDevice('cpu');
  const inputs = {
    ...(await prepare(experiment)),
    ...{ changes, sources: readSources(), created: new Date() },
  };
  try {
    writeProject(await projectFiles(inputs), values.out);
  } finally {
    inputs.teacher.dispose();
  }
  print(
    `${values.out}: ${experiment.method} on ${inputs.task.title}. Next: cd ${values.out} && python3 train.py --steps 3`,
  );
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
  await graduate();
} catch (error) {
  const sentence = sentenceOf(error);
  if (sentence === null) throw error;
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
