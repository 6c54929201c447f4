/**
 * A comparison as the hash of a link: that of its base, and three pairs more:
 * `v=3&seed=1&compare=topK:0,1,3&seeds=3&budget=updates`.
 *
 * Read as experiments are: an allow-list, the nearest possible value, a notice for everything ignored or changed.
 */
import { type LiveChange, readChanges } from './changes';
import { type ClassLink, takeClass } from './class-link';
import { BUDGETS, COMPARISON_LIMITS, type Comparison, METHOD_SETTINGS, VARIABLE_FIELDS } from './comparison';
import { type Experiment, FIELDS, type FieldName } from './fields';
import { takeLesson } from './lesson-link';
import { METHOD_NAMES } from './methods';
import type { Notice } from './notices';
import { methodFitsTask } from './picture-tasks';
import { type Presentation, takePresentation } from './presentation';
import { type RecordedPreset, takeRecording } from './recording-link';
import { type Repaired, repairValue, shown } from './repair';
import { decodePairs, encodeHash, type LinkPairs, parseValue, readPairs } from './url';
import { comparisonFromVersion1 } from './versions';

/**
 * The content of a link: an experiment with its changes during the run, or a comparison of which it is the base; and how it
 * is to be shown.
 */
export interface RepairedLink extends Repaired, ClassLink {
  /** Empty where there is a comparison. */
  readonly changes: readonly LiveChange[];
  readonly comparison: Comparison | null;
  readonly presentation: Presentation;
  /** The lesson to open beside it. */
  readonly lesson: string | null;
  /** It names no experiment and nothing else but a hand-in. */
  readonly isHandInAlone: boolean;
  /** The recording to play. */
  readonly recording: RecordedPreset | null;
}

const { fewestValues, mostValues, mostSeeds } = COMPARISON_LIMITS;
const SEEDS = { kind: 'integer', default: 1, min: 1, max: mostSeeds } as const;
const BUDGET = { kind: 'choice', default: BUDGETS[0], choices: BUDGETS } as const;

/**
 * The hash of a link to the comparison, without the leading `#`.
 *
 * @example encodeComparison({ base: DEFAULT_EXPERIMENT, vary: 'topK', values: [0, 3], seeds: 2, budget: 'updates' })
 * // 'v=3&seed=1&compare=topK:0,3&seeds=2&budget=updates'
 */
export function encodeComparison({ base, vary, values, seeds, budget, methodSettings }: Comparison): string {
  const list = values.map((value) => encodeURIComponent(value)).join(',');
  // The rule is that of links without a word about it.
  const same = vary === 'method' && methodSettings === 'same' ? '&methodSettings=same' : '';
  return `${encodeHash(base)}&compare=${vary}:${list}&seeds=${seeds}&budget=${budget}${same}`;
}

/**
 * Reads the hash of a link, with or without `#`. Never throws. A link without a comparison is read as `decodeHash` does;
 * so is one whose comparison cannot be repaired, with a notice.
 */
export function decodeLink(hash: string): RepairedLink {
  const pairs = readPairs(hash);
  const rest = new Map(pairs.values);
  const { lesson, notices: ofLesson } = takeLesson(rest);
  const { recording, notices: ofRecording } = takeRecording(rest);
  const { presentation, notices } = takePresentation(rest);
  const { forClass, handIn, notices: ofClass } = takeClass(rest);
  const isHandInAlone = handIn !== null && pairs.values.size === 1;
  const content = decodeContent({ ...pairs, values: rest });
  const all = [...content.notices, ...notices, ...ofLesson, ...ofRecording, ...ofClass];
  return { ...content, presentation, lesson, recording, forClass, handIn, isHandInAlone, notices: all };
}

/** The part of a link that decides what is computed. */
type LinkContent = Pick<RepairedLink, 'experiment' | 'changes' | 'comparison' | 'notices'>;

function decodeContent(pairs: LinkPairs): LinkContent {
  const rest = new Map(pairs.values);
  const take = (name: string): string | undefined => {
    const value = rest.get(name);
    rest.delete(name);
    return value;
  };
  const compare = take('compare');
  const given = { compare, seeds: take('seeds'), budget: take('budget'), settings: take('methodSettings') };
  const at = take('at');
  const repaired = decodePairs({ ...pairs, values: rest });
  if (pairs.version === null) return { ...repaired, changes: [], comparison: null };
  const { experiment } = repaired;
  const notices = [...repaired.notices];
  if (compare !== undefined) {
    // Version 1 had one set of defaults for all methods.
    const settings = pairs.version === 1 ? 'same' : given.settings;
    const found = repairComparison({ ...given, settings, compare }, repaired, notices);
    if (found) {
      if (at !== undefined) notices.push({ code: 'changesCompared' });
      const comparison = pairs.version === 1 ? { ...found, ...comparisonFromVersion1(found) } : found;
      return { experiment: comparison.base, changes: [], notices, comparison };
    }
  }
  if (at === undefined) return { experiment, changes: [], notices, comparison: null };
  const later = readChanges(at, experiment);
  return { experiment, changes: later.changes, notices: [...notices, ...later.notices], comparison: null };
}

interface Given {
  readonly compare: string;
  readonly seeds: string | undefined;
  readonly budget: string | undefined;
  readonly settings: string | undefined;
}

/** Null, with a notice, where there are not two values of a setting to compare. */
function repairComparison(
  given: Given,
  { experiment: base }: Repaired,
  notices: Notice[],
): Comparison | null {
  const colon = given.compare.indexOf(':');
  const name = given.compare.slice(0, Math.max(0, colon));
  const vary = VARIABLE_FIELDS.find((field) => field === name);
  if (vary === undefined) {
    notices.push({ code: 'compareField', given: shown(name) });
    return null;
  }
  const known = repairValues(vary, given.compare.slice(colon + 1).split(','), notices);
  const values = known.filter((value) => vary !== 'method' || learnsTask(base, value, notices));
  if (values.length < fewestValues) {
    notices.push({ code: 'compareTooFew', setting: vary, limit: fewestValues });
    return null;
  }
  const seeds = repairValue(SEEDS, given.seeds === undefined ? SEEDS.default : Number(given.seeds));
  if (seeds.problem) {
    notices.push({ code: 'invalid', setting: 'seeds', given: shown(given.seeds), used: seeds.value });
  }
  const asked = given.budget ?? BUDGET.default;
  const budget = BUDGETS.find((one) => one === asked) ?? BUDGET.default;
  if (budget !== asked) {
    notices.push({ code: 'invalid', setting: 'budget', given: shown(asked), used: budget });
  }
  const settings = settingsOf(given.settings, notices);
  const methodSettings = vary === 'method' ? settings : METHOD_SETTINGS[0];
  return { base, vary, values, seeds: Number(seeds.value), budget, methodSettings };
}

/** Whether a method can learn the task; a notice says where it cannot. */
function learnsTask(base: Experiment, value: string | number, notices: Notice[]): boolean {
  const method = METHOD_NAMES.find((name) => name === value);
  const learns = method !== undefined && methodFitsTask({ ...base, method });
  if (!learns) notices.push({ code: 'compareValue', setting: 'method', given: shown(value) });
  return learns;
}

function settingsOf(asked: string = METHOD_SETTINGS[0], notices: Notice[]): Comparison['methodSettings'] {
  const found = METHOD_SETTINGS.find((one) => one === asked);
  if (!found) {
    notices.push({
      code: 'invalid',
      setting: 'methodSettings',
      given: shown(asked),
      used: METHOD_SETTINGS[0],
    });
  }
  return found ?? METHOD_SETTINGS[0];
}

/** The possible ones among the values, each once, at most as many as can be compared. */
function repairValues(vary: FieldName, texts: readonly string[], notices: Notice[]): (string | number)[] {
  const values = new Set<string | number>();
  for (const text of texts.slice(0, MOST_READ)) {
    const asked = parseValue(vary, text);
    const { value, problem } = repairValue(FIELDS[vary], asked);
    if (problem === 'invalid') notices.push({ code: 'compareValue', setting: vary, given: shown(asked) });
    else {
      if (problem) notices.push({ code: problem, setting: vary, given: shown(asked), used: value });
      values.add(value);
    }
  }
  if (values.size > mostValues || texts.length > MOST_READ) {
    notices.push({ code: 'compareTooMany', setting: vary, limit: mostValues });
  }
  return [...values].slice(0, mostValues);
}

/** Values of a link that are looked at: each can cost a notice. */
const MOST_READ = 2 * mostValues;
