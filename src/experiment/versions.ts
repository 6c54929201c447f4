/**
 * Settings that an earlier version of the page wrote, in today's terms. Links carry their version; stored experiments are
 * whole, and those of version 1 are the ones without `start`.
 *
 * In version 1 all methods had the same defaults, and ImitKD's share moved linearly: where it moves, such an experiment is
 * that composition by its parts. Until version 2 the first screen's experiment had 200 training prompts.
 */
import type { Comparison } from './comparison';
import { DEFAULT_EXPERIMENT, type Experiment } from './fields';

/** Defaults until version 2 that are others today, for every method. */
const CHANGED_DEFAULTS = {
  trainSize: 200,
  steps: 450,
  batchSize: 16,
  learningRate: 4e-3,
  evaluateEvery: 50,
} as const satisfies Partial<Experiment>;

/** The default experiment until version 2. */
export const DEFAULTS_OF_VERSION_2: Experiment = { ...DEFAULT_EXPERIMENT, ...CHANGED_DEFAULTS };

/** Defaults of version 1 for settings that a link omits, for every method. */
const VERSION_1_DEFAULTS: Readonly<Record<string, unknown>> = DEFAULTS_OF_VERSION_2;

const LINEAR_IMITKD = {
  sampler: 'student-mixture',
  loss: 'divergence',
  tokenWeight: 'none',
  methodSchedule: 'anneal-mixture',
} as const;

type Settings = Readonly<Record<string, unknown>>;

/** Settings of a link of version 2, which leaves out what was default. */
export const fromVersion2 = (given: Settings): Settings => ({ ...CHANGED_DEFAULTS, ...given });

/** Settings of version 1, whole or as its links carry them. */
export function fromVersion1(given: Settings): Settings {
  const settings = { ...VERSION_1_DEFAULTS, ...given };
  if (settings.method !== 'imitkd' || settings.mixture === settings.mixtureFinal) return settings;
  return { ...settings, ...LINEAR_IMITKD, method: 'custom' };
}

type Varied = Pick<Comparison, 'base' | 'vary' | 'values'>;

/** The parts of a comparison of version 1 whose base has been read already. */
export function comparisonFromVersion1({ base, vary, values }: Varied): Varied {
  const moves = base.mixture !== base.mixtureFinal || vary === 'mixture' || vary === 'mixtureFinal';
  if (moves && vary !== 'method' && base.method === 'imitkd') {
    return { base: { ...base, ...LINEAR_IMITKD, method: 'custom' }, vary, values };
  }
  const compared = vary === 'method' && values.includes('imitkd') && !values.includes('custom');
  if (!moves || !compared) return { base, vary, values };
  return {
    base: { ...base, ...LINEAR_IMITKD },
    vary,
    values: values.map((value) => (value === 'imitkd' ? 'custom' : value)),
  };
}

/** A stored experiment, of whatever version; anything else as it is. */
export function upgradeExperiment(stored: unknown): unknown {
  const isOld = typeof stored === 'object' && stored !== null && !Object.hasOwn(stored, 'start');
  return isOld ? fromVersion1(Object.fromEntries(Object.entries(stored))) : stored;
}
