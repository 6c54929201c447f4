/** The table of methods for the PyTorch project, and the parts of methods that it has. */
import type { Experiment } from '../../src/experiment/fields';
import { type Composition, compositionOf, METHODS } from '../../src/experiment/methods';

/** The registries of python/methods.py; a test compares them. */
export const PYTHON_PARTS = {
  sampler: [
    ...['dataset', 'teacher-text', 'teacher', 'student', 'student-mixture'],
    ...['interleaved', 'interleaved-mixture', 'adaptive-switch'],
  ],
  loss: ['divergence', 'cross-entropy', 'hinton'],
  weight: ['none', 'mask-rejected'],
  schedule: ['constant', 'anneal-k', 'anneal-mixture', 'decay-data', 'anneal-temperature', 'two-stage'],
} as const satisfies Readonly<Partial<Record<keyof Composition, readonly string[]>>>;

const PARTS = Object.entries(PYTHON_PARTS) as [keyof typeof PYTHON_PARTS, readonly string[]][];

/** The first part of the experiment's method that the project lacks, by kind and name; null where it has all. */
export function missingPart(experiment: Experiment): string | null {
  const composition = compositionOf(experiment);
  const missing = PARTS.find(([part, names]) => !names.includes(composition[part]));
  return missing ? `the ${missing[0]} “${composition[missing[0]]}”` : null;
}

/** Contents of methods.json: the parts of every method, one a line, and of the experiment's own composition. */
export function methodsJson(experiment: Experiment): string {
  const all = {
    ...METHODS,
    ...(experiment.method === 'custom' ? { custom: compositionOf(experiment) } : {}),
  };
  const rows = Object.entries(all).map(
    ([name, parts]) => `  ${JSON.stringify(name)}: ${JSON.stringify(parts)}`,
  );
  return `{\n${rows.join(',\n')}\n}\n`;
}
