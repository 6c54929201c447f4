/**
 * Settings that an earlier version of the page wrote, in today's terms. Links carry their version; stored experiments are
 * whole, and those of version 1 are the ones without `start`.
 *
 * In version 1 all methods had the same defaults, and ImitKD's share moved linearly: where it moves, such an experiment is
 * that composition by its parts.
 */
import type { Comparison } from './comparison';
import { DEFAULT_EXPERIMENT } from './fields';

/** Defaults of version 1 for settings that a link omits, for every method. A default that changes later is written out here. */
const VERSION_1_DEFAULTS: Readonly<Record<string, unknown>> = { ...DEFAULT_EXPERIMENT };

const LINEAR_IMITKD = {
  sampler: 'student-mixture',
  loss: 'divergence',
  tokenWeight: 'none',
  methodSchedule: 'anneal-mixture',
} as const;

type Settings = Readonly<Record<string, unknown>>;

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
