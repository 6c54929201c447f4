/** A comparison as a sweep: one PyTorch project, and beside it a folder a run with its settings and its student. */

import type { Comparison } from '../../src/experiment/comparison';
import { planOf } from '../../src/experiment/comparison';
import type { Experiment } from '../../src/experiment/fields';
import { encodeHash } from '../../src/experiment/url';
import { GraduationError } from './write-project';

type Files = ReadonlyMap<string, Uint8Array>;

/** What runs share with the project where it is the same: the setting that names it, and the file that tells. */
const SHARED = [
  { setting: 'train_file', name: 'data.jsonl', file: 'data.jsonl' },
  { setting: 'sft_file', name: 'sft.jsonl', file: 'sft.jsonl' },
  { setting: 'validation_file', name: 'validation.jsonl', file: 'validation.jsonl' },
  { setting: 'test_file', name: 'test.jsonl', file: 'test.jsonl' },
  { setting: 'teacher', name: 'teacher', file: 'teacher/model.safetensors' },
] as const;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (files: Files, name: string): string => new TextDecoder().decode(files.get(name));
const isSame = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;

/** The files of one run, below its folder. */
function runFiles(own: Files, project: Files, link: string): [string, Uint8Array][] {
  const shared = SHARED.filter(({ file }) => isSame(own.get(file), project.get(file)));
  const config = shared.reduce(
    (text, { setting, name }) =>
      text.replace(new RegExp(`^${setting}: "[^"]*"`, 'm'), `${setting}: ${JSON.stringify(`../../${name}`)}`),
    textOf(own, 'config.yaml'),
  );
  const isOwn = (path: string): boolean =>
    path === 'README.md' ||
    path.startsWith('student/') ||
    SHARED.some(
      (entry) => !shared.includes(entry) && (path === entry.name || path.startsWith(`${entry.name}/`)),
    );
  return [
    ...[...own].filter(([path]) => isOwn(path)),
    ['config.yaml', bytes(config)],
    ['link.txt', bytes(`${link}\n`)],
  ];
}

const SHELL = `#!/bin/sh
# All runs of sweep.txt, one after the other; a run that was broken off goes on.
cd "$(dirname "$0")" || exit 1
while read -r config; do
  python3 train.py --config "$config" "$@" < /dev/null || exit 1
done < sweep.txt
`;

const SLURM = `#!/bin/sh
#SBATCH --job-name=distillery
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=4
#SBATCH --output=sweep-%a.log
# One run of sweep.txt a task of the array, from this folder: sbatch --array=1-$(wc -l < sweep.txt) sweep.sbatch
# For cards add --gres=gpu:N and RANKS=N.
config=$(sed -n "\${SLURM_ARRAY_TASK_ID}p" sweep.txt)
exec torchrun --standalone --nproc_per_node "\${RANKS:-1}" train.py --config "$config"
`;

/**
 * The files of a sweep: those of the project, runs/NN/, sweep.txt with a configuration a line, and two ways to run them all.
 *
 * @param project files of the comparison's base
 * @param filesOf files of another experiment's project
 * @throws GraduationError where the runs differ in the parts of a composed method
 */
export async function sweepFiles(
  comparison: Comparison,
  project: Files,
  filesOf: (experiment: Experiment) => Promise<Files>,
): Promise<Map<string, Uint8Array>> {
  const files = new Map(project);
  const configs: string[] = [];
  for (const [index, { experiment }] of planOf(comparison).entries()) {
    const own = await filesOf(experiment);
    if (!isSame(own.get('methods.json'), project.get('methods.json'))) {
      throw new GraduationError(
        'The runs of this comparison differ in the parts of a composed method, which one project cannot hold. Graduate each link by itself.',
      );
    }
    const folder = `runs/${String(index + 1).padStart(2, '0')}`;
    for (const [path, content] of runFiles(own, project, encodeHash(experiment))) {
      files.set(`${folder}/${path}`, content);
    }
    configs.push(`${folder}/config.yaml`);
  }
  files.set('sweep.txt', bytes(`${configs.join('\n')}\n`));
  files.set('sweep.sh', bytes(SHELL));
  files.set('sweep.sbatch', bytes(SLURM));
  return files;
}
