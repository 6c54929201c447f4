/**
 * The one place where settings from outside (a link, a file, a saved run) become an `Experiment`.
 *
 * An allow-list: only names of FIELDS are read, and only as own properties. Whatever is wrong is replaced by the nearest
 * allowed value or the default, and said in a notice. Repairing twice changes nothing more.
 */
import { COST_CAP, type CostCap, isAffordable } from './cost';
import {
  DEFAULT_EXPERIMENT,
  type Experiment,
  FIELD_NAMES,
  FIELDS,
  type Field,
  type FieldName,
  type ListField,
  type NumberField,
} from './fields';
import { readList, writeList } from './layer-map';
import { defaultsOf } from './method-defaults';
import { compositionOf, METHOD_NAMES } from './methods';
import type { Notice } from './notices';
import { answersClasses, learnsClasses, methodFitsTask, usualMethod } from './picture-tasks';
import { isOwnTask } from './user-data';

export interface Repaired {
  readonly experiment: Experiment;
  /** One for each thing ignored or changed. */
  readonly notices: Notice[];
}

type Draft = { -readonly [K in FieldName]: Experiment[K] };
type NumericName = { [K in FieldName]: Experiment[K] extends number ? K : never }[FieldName];

const LONGEST_SHOWN = 24;
/** Characters of a list that are looked at. */
const LONGEST_LIST = 100;
const MOST_NAMES_SHOWN = 5;

/**
 * Turns anything into a valid experiment. Missing settings get the default of their method without a notice.
 *
 * @param cap the most that one step may cost; see cost.ts.
 */
export function repairExperiment(input: unknown, cap: CostCap = COST_CAP): Repaired {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { experiment: DEFAULT_EXPERIMENT, notices: [{ code: 'notSettings' }] };
  }
  const notices: Notice[] = [];
  const unknown = Object.keys(input).filter((name) => !isFieldName(name));
  if (unknown.length > 0)
    notices.push({ code: 'unknownNames', names: shownNames(unknown), count: unknown.length });

  const given: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(input));
  const asked = Object.hasOwn(given, 'method') ? given.method : DEFAULT_EXPERIMENT.method;
  const defaults = defaultsOf(METHOD_NAMES.find((name) => name === asked) ?? DEFAULT_EXPERIMENT.method);
  const repairedEntries = FIELD_NAMES.map((name) => {
    if (!Object.hasOwn(given, name)) return [name, defaults[name]];
    const { value, problem } = repairValue(FIELDS[name], given[name], defaults[name]);
    if (problem) notices.push({ code: problem, setting: name, given: shown(given[name]), used: value });
    return [name, value];
  });
  // Each value was just made to fit its own field.
  const draft = Object.fromEntries(repairedEntries) as Draft;
  // Notices about data are of no use in an experiment without user data.
  if (!isOwnTask(draft.task)) draft.ownData = FIELDS.ownData.default;
  if (!methodFitsTask(draft)) {
    const used = usualMethod(draft.task);
    const writes = answersClasses(draft.task) && !learnsClasses(compositionOf(draft));
    const code = writes ? 'methodWritesText' : 'methodNeedsClasses';
    notices.push({ code, given: draft.method, used });
    draft.method = used;
  }
  // A student begins as one model only.
  if (draft.start === 'teacher') draft.ownStudent = FIELDS.ownStudent.default;
  repairHeads(draft, notices);
  repairCost(draft, notices, cap);
  return { experiment: draft, notices };
}

const isFieldName = (name: string): name is FieldName => Object.hasOwn(FIELDS, name);

export interface RepairedValue {
  readonly value: string | number;
  readonly problem?: 'invalid' | 'clamped' | 'rounded';
}

/**
 * The nearest allowed value of one setting, or its default where nothing is near.
 * @param fallback the default, where it is not that of the field
 */
export function repairValue(
  field: Field,
  given: unknown,
  fallback: string | number = field.default,
): RepairedValue {
  if (field.kind === 'list') return repairList(field, given);
  if (field.kind !== 'choice') return repairNumber(field, given, fallback);
  return typeof given === 'string' && field.choices.includes(given)
    ? { value: given }
    : { value: fallback, problem: 'invalid' };
}

function repairNumber(field: NumberField, given: unknown, fallback: string | number): RepairedValue {
  if (typeof given !== 'number' || !Number.isFinite(given)) return { value: fallback, problem: 'invalid' };
  if (given < field.min) return { value: field.min, problem: 'clamped' };
  if (given > field.max) return { value: field.max, problem: 'clamped' };
  // Adding 0 turns −0, which a link cannot express, into 0.
  const value = (field.kind === 'integer' ? Math.round(given) : given) + 0;
  return value === given ? { value } : { value, problem: 'rounded' };
}

/** Numbers out of bounds are moved to the nearest bound, those beyond the longest list left out. */
function repairList(field: ListField, given: unknown): RepairedValue {
  const numbers = typeof given === 'string' && given.length <= LONGEST_LIST ? readList(given) : null;
  if (!numbers) return { value: field.default, problem: 'invalid' };
  const near = numbers.slice(0, field.longest).map((n) => Math.min(field.max, Math.max(field.min, n)));
  const value = writeList(near);
  return value === given ? { value } : { value, problem: 'clamped' };
}

function repairHeads(draft: Draft, notices: Notice[]): void {
  const { studentWidth: width, studentHeads: given } = draft;
  while (width % draft.studentHeads !== 0) draft.studentHeads--;
  if (draft.studentHeads !== given) {
    notices.push({ code: 'headsDivideWidth', given, used: draft.studentHeads, width });
  }
}

/** Batch sizes first, because they do not change what can be learned; then the model. */
function repairCost(draft: Draft, notices: Notice[], cap: CostCap): void {
  if (isAffordable(draft, cap)) return;
  const before = { ...draft };
  const lower = (name: NumericName, step: number, least: number): void => {
    while (!isAffordable(draft, cap) && draft[name] - step >= least) draft[name] -= step;
  };
  // The larger batch alone decides; lowering each against the other at 1 finds what it can be by itself.
  const batchSize = largestAffordable({ ...draft, sftSteps: 0 }, 'batchSize', cap);
  const sftBatchSize = largestAffordable({ ...draft, batchSize: 1 }, 'sftBatchSize', cap);
  draft.batchSize = batchSize;
  draft.sftBatchSize = draft.sftSteps > 0 ? sftBatchSize : draft.sftBatchSize;
  lower('studentLayers', 1, FIELDS.studentLayers.min);
  // Whole heads, so that the heads still divide the width.
  lower('studentWidth', draft.studentHeads, FIELDS.studentWidth.min);
  const lowered = (['batchSize', 'sftBatchSize', 'studentLayers', 'studentWidth'] as const).filter(
    (name) => draft[name] !== before[name],
  );
  for (const name of lowered) {
    notices.push({ code: 'tooCostly', setting: name, given: before[name], used: draft[name] });
  }
}

function largestAffordable(draft: Draft, name: 'batchSize' | 'sftBatchSize', cap: CostCap): number {
  while (draft[name] > FIELDS[name].min && !isAffordable(draft, cap)) draft[name]--;
  return draft[name];
}

/** A value for a sentence: short, on one line, whatever it was. */
export function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return value === null ? 'null' : typeof value;
  return `“${shortened(value)}”`;
}

function shortened(text: string): string {
  // Cut before replacing: the text may be a megabyte.
  const start = text.slice(0, LONGEST_SHOWN + 1).replace(/[\p{C}\p{Z}]/gu, ' ');
  return start.length > LONGEST_SHOWN ? `${start.slice(0, LONGEST_SHOWN)}…` : start;
}

/** Names for a sentence, the first few of them. */
export const shownNames = (names: readonly string[]): string =>
  names
    .slice(0, MOST_NAMES_SHOWN)
    .map((name) => `“${shortened(name)}”`)
    .join(', ') + (names.length > MOST_NAMES_SHOWN ? ', …' : '');
