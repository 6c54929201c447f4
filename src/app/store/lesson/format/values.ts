/**
 * Numbers of a run that a lesson's answer can cite: `{acceptance}`, or `{acceptance@2}` for the run of station 2.
 * A name with `-start` is the value at the beginning of the run.
 */
import type { MetricId } from '../../../../run/protocol';

/** Names that are metrics of tasks. */
export const METRIC_VALUES = [
  'accuracy',
  'mean-iou',
  'patch-accuracy',
  'exact-match',
  'chrf',
  'rouge-l',
  'phoneme-error-rate',
  'partial-results',
] as const satisfies readonly MetricId[];

export const VALUE_NAMES = [
  'steps',
  'loss',
  'loss-start',
  'acceptance',
  'acceptance-start',
  'overlap',
  'entropy',
  ...METRIC_VALUES,
  'cut-off',
  'distinct',
] as const;
export type ValueName = (typeof VALUE_NAMES)[number];

export type RunValues = Readonly<Partial<Record<ValueName, number>>>;

const PLACEHOLDER = /\{([^{}]*)\}/g;
const REFERENCE = /^([a-z-]+)(?:@([1-9]\d?))?$/;

export interface ValueReference {
  readonly name: ValueName;
  /** Number of the station whose run is meant, from 1; null: the newest run up to the station itself. */
  readonly station: number | null;
}

/** The value that a text names; null for anything else. */
export function readReference(text: string): ValueReference | null {
  const [, word, station] = REFERENCE.exec(text) ?? [];
  const name = VALUE_NAMES.find((one) => one === word);
  return name ? { name, station: station === undefined ? null : Number(station) } : null;
}

/** What stands between braces in a text. */
export const placeholdersOf = (text: string): string[] =>
  [...text.matchAll(PLACEHOLDER)].map(([, inner = '']) => inner);

/** Replaces what stands between braces. */
export const replacePlaceholders = (text: string, replace: (inner: string) => string): string =>
  text.replace(PLACEHOLDER, (_, inner: string) => replace(inner));
