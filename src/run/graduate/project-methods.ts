/** The table of methods for the PyTorch project, and the parts of methods that it has. */
import type { Experiment } from '../../experiment/fields';
import { type Composition, compositionOf, METHODS } from '../../experiment/methods';

/** The tables of python/methods.py, with what python/more_methods.py adds; a test compares them. */
export const PYTHON_PARTS = {
  sampler: [
    ...['dataset', 'teacher-text', 'teacher', 'student', 'student-mixture'],
    ...['interleaved', 'interleaved-mixture', 'adaptive-switch', 'replay-mixture'],
  ],
  loss: [
    ...['divergence', 'cross-entropy', 'hinton'],
    ...['policy-gradient', 'entropy-aware', 'contrastive', 'fixed-advantage'],
    ...['weighted-labels', 'adaptive-temperature', 'correlation', 'comparative'],
  ],
  weight: [
    ...['none', 'mask-rejected', 'early-tokens', 'informative-tokens'],
    ...['hard-tokens', 'relative-difficulty', 'label-difficulty'],
  ],
  schedule: [
    ...['constant', 'anneal-k', 'anneal-mixture', 'anneal-temperature', 'two-stage'],
    ...['decay-data', 'anneal-veto', 'auxiliary-warm-up'],
    ...['adaptive-mixture', 'adaptive-focus', 'adaptive-target'],
  ],
} as const satisfies Readonly<Partial<Record<keyof Composition, readonly string[]>>>;

const LAYERS = 'compares inner layers; the project compares outputs and last states';
const ROWS = 'compares the rows of a batch with each other; the project spreads them over ranks';
const PICTURES = 'is for pictures; the project has texts';
const FRESH = 'asks for prompts beside the data of the run; the project has that data alone';
const PAIR = 'trains another model beside the student; the project trains the student alone';

/** Why a part is not there. */
const REASONS: Readonly<Record<string, string>> = {
  ...{ internal: LAYERS, hint: LAYERS, 'attention-transfer': LAYERS, fsp: LAYERS },
  ...{ 'similarity-preserving': ROWS, relational: ROWS },
  ...{ 'gradient-alignment': PICTURES, boundary: PICTURES, subclass: PICTURES },
  ...{ dino: PICTURES, 'dino-distil': PICTURES, lightweight: PICTURES, textbook: FRESH },
  ...{ mutual: PAIR, online: PAIR, interactive: PAIR },
  ensemble: 'trains branches beside the student; the project trains the student alone',
};

const PARTS = Object.entries(PYTHON_PARTS) as [keyof typeof PYTHON_PARTS, readonly string[]][];

/** The parts of a composition that the project lacks, by kind and name. */
export const missingParts = (composition: Composition): [kind: keyof typeof PYTHON_PARTS, name: string][] =>
  PARTS.filter(([part, names]) => !names.includes(composition[part])).map(([part]) => [
    part,
    composition[part],
  ]);

/**
 * What the project lacks of a composition and why; empty where it lacks nothing.
 * @param mark around the names of parts
 */
function lackOf(composition: Composition, mark: string): string {
  const missing = missingParts(composition);
  const names = missing.map(([kind, part]) => `${kind} ${mark}${part}${mark}`).join(', ');
  const reason = missing.map(([, part]) => REASONS[part]).find(Boolean);
  return reason ? `${names}, which ${reason}` : names;
}

/**
 * Contents of methods.json: the parts of every method, one a line, and of the experiment's own composition; of methods that are not
 * there what is missing.
 */
export function methodsJson(experiment: Experiment): string {
  const all = {
    ...METHODS,
    ...(experiment.method === 'custom' ? { custom: compositionOf(experiment) } : {}),
  };
  const rows = Object.entries(all).map(([name, parts]: [string, Composition]) => {
    const missing = lackOf(parts, '');
    return `  ${JSON.stringify(name)}: ${JSON.stringify(missing === '' ? parts : { missing })}`;
  });
  return `{\n${rows.join(',\n')}\n}\n`;
}

/** The table of docs/graduate.md: each method, and what the project lacks of it. */
export const methodTable = (): string =>
  [
    '| method | in the project |',
    '| --- | --- |',
    ...Object.entries(METHODS).map(([name, parts]: [string, Composition]) => {
      const missing = lackOf(parts, '`');
      return `| \`${name}\` | ${missing === '' ? 'yes' : `no: ${missing}`} |`;
    }),
  ].join('\n');
