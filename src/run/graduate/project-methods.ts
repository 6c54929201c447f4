/** The table of methods for the PyTorch project, and the parts of methods that it has. */
import type { Experiment } from '../../experiment/fields';
import { type Composition, compositionOf, METHODS } from '../../experiment/methods';

/** The registries of python/methods.py; a test compares them. */
export const PYTHON_PARTS = {
  sampler: [
    ...['dataset', 'teacher-text', 'teacher', 'student', 'student-mixture'],
    ...['interleaved', 'interleaved-mixture', 'adaptive-switch'],
  ],
  loss: [
    ...['divergence', 'hinton', 'policy-gradient', 'entropy-aware', 'contrastive'],
    ...['cross-entropy', 'fixed-advantage'],
  ],
  weight: ['none', 'mask-rejected', 'early-tokens', 'informative-tokens'],
  schedule: [
    ...['constant', 'anneal-k', 'anneal-mixture', 'decay-data', 'anneal-temperature'],
    ...['two-stage', 'anneal-veto'],
  ],
} as const satisfies Readonly<Partial<Record<keyof Composition, readonly string[]>>>;

const PARTS = Object.entries(PYTHON_PARTS) as [keyof typeof PYTHON_PARTS, readonly string[]][];

/** The parts of a composition that the project lacks, by kind and name. */
export const missingParts = (composition: Composition): [kind: keyof typeof PYTHON_PARTS, name: string][] =>
  PARTS.filter(([part, names]) => !names.includes(composition[part])).map(([part]) => [
    part,
    composition[part],
  ]);

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

/** The table of docs/graduate.md: each method, and what the project lacks of it. */
export const methodTable = (): string =>
  [
    '| method | in the project |',
    '| --- | --- |',
    ...Object.entries(METHODS).map(([name, parts]: [string, Composition]) => {
      const missing = missingParts(parts).map(([kind, part]) => `${kind} \`${part}\``);
      return `| \`${name}\` | ${missing.length > 0 ? `no: ${missing.join(', ')}` : 'yes'} |`;
    }),
  ].join('\n');
