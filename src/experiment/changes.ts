/**
 * Changes of live settings during a run, each at the training step from which it holds.
 *
 * A run is its experiment and these changes: both together repeat it. As text, in a link:
 * `120:topK=10,learningRate=0.002;200:topK=3`. Steps that were added to a run are a change, too: `451:steps=500`.
 */
import { type Experiment, FIELDS, LIVE_FIELDS, type LiveSettings } from './fields';
import type { Notice } from './notices';
import { repairValue, shown } from './repair';

/** What can change during a run: the live settings, and its length. */
export type ChangingSettings = LiveSettings & Pick<Experiment, 'steps'>;
export type LiveName = keyof ChangingSettings;

/** Settings that hold from the training step `step` (1-based) on. */
export interface LiveChange {
  readonly step: number;
  readonly settings: Partial<ChangingSettings>;
}

/** One setting of a change, with its value before. */
export interface ChangedSetting {
  readonly step: number;
  readonly name: LiveName;
  readonly from: number;
  readonly to: number;
}

/** Most changes that a link holds. */
export const MOST_CHANGES = 100;

const DECIMAL = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

const LIVE_NAMES = [...LIVE_FIELDS, 'steps'] as readonly LiveName[];

const isLive = (name: string): name is LiveName => LIVE_NAMES.some((live) => live === name);

/** The experiment as it holds in the training step `step`. */
export function experimentAt(
  experiment: Experiment,
  changes: readonly LiveChange[],
  step: number,
): Experiment {
  const due = changes.filter((change) => change.step <= step);
  return Object.assign({}, experiment, ...due.map(({ settings }) => settings));
}

/** Steps of the whole run: those of the experiment, or more where a change that is reached adds some. */
export function plannedSteps({ steps }: Pick<Experiment, 'steps'>, changes: readonly LiveChange[]): number {
  return [...changes]
    .sort((a, b) => a.step - b.step)
    .reduce((total, change) => {
      const { steps: wanted } = change.settings;
      return wanted === undefined || change.step > total + 1 ? total : Math.max(wanted, change.step - 1);
    }, steps);
}

/** The changes one setting at a time, in order, without those that change nothing. */
export function changedSettings(experiment: Experiment, changes: readonly LiveChange[]): ChangedSetting[] {
  const now: Record<LiveName, number> = { ...experiment };
  return [...changes]
    .sort((a, b) => a.step - b.step)
    .flatMap(({ step, settings }) =>
      LIVE_NAMES.flatMap((name) => {
        const [from, to] = [now[name], settings[name] ?? now[name]];
        now[name] = to;
        return Object.is(from, to) ? [] : [{ step, name, from, to }];
      }),
    );
}

/** The same changes in their one form: ordered, one a step, none without effect. */
export function canonicalChanges(experiment: Experiment, changes: readonly LiveChange[]): LiveChange[] {
  const merged = new Map<number, Partial<ChangingSettings>>();
  for (const { step, settings } of changes) merged.set(step, { ...merged.get(step), ...settings });
  const effective = new Map<number, Partial<ChangingSettings>>();
  const ordered = [...merged].map(([step, settings]) => ({ step, settings }));
  for (const { step, name, to } of changedSettings(experiment, ordered)) {
    effective.set(step, { ...effective.get(step), [name]: to });
  }
  return [...effective].map(([step, settings]) => ({ step, settings }));
}

/** The text of changes in their one form, as a link has them. */
export const writeChanges = (changes: readonly LiveChange[]): string =>
  changes
    .map(({ step, settings }) => {
      const pairs = LIVE_NAMES.flatMap((name) => {
        const value = settings[name];
        return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`];
      });
      return `${step}:${pairs.join(',')}`;
    })
    .join(';');

export interface RepairedChanges {
  readonly changes: readonly LiveChange[];
  /** One for each thing ignored or changed. */
  readonly notices: readonly Notice[];
}

/** Reads changes from a link. Never throws; only live settings are read, and repaired like those of an experiment. */
export function readChanges(text: string, experiment: Experiment): RepairedChanges {
  const parts = text.split(';');
  const notices: Notice[] = [];
  const read = parts.slice(0, MOST_CHANGES).flatMap((part) => readChange(part, notices));
  const steps = plannedSteps(experiment, read);
  const changes = read.filter(({ step }) => step <= steps);
  for (const { step } of read) if (step > steps) notices.push({ code: 'changeBeyondEnd', step, steps });
  if (parts.length > MOST_CHANGES) notices.push({ code: 'changesTooMany', limit: MOST_CHANGES });
  return { changes: canonicalChanges(experiment, changes), notices };
}

function readChange(part: string, notices: Notice[]): LiveChange[] {
  const [, digits = '', list = ''] = /^(\d{1,9}):(.+)$/s.exec(part) ?? [];
  const step = Number(digits);
  if (step < 1) {
    notices.push({ code: 'changeUnreadable', given: shown(part) });
    return [];
  }
  const pairs = list.split(',').slice(0, LIVE_NAMES.length);
  return [{ step, settings: Object.assign({}, ...pairs.map((pair) => readSetting(pair, notices))) }];
}

function readSetting(pair: string, notices: Notice[]): Partial<ChangingSettings> {
  const equals = Math.max(0, pair.indexOf('='));
  const [name, text] = [pair.slice(0, equals), pair.slice(equals + 1)];
  if (!isLive(name)) {
    notices.push({ code: 'changeField', given: shown(name) });
    return {};
  }
  const asked = DECIMAL.test(text) ? Number(text) : text;
  const { value, problem } = repairValue(FIELDS[name], asked);
  if (problem === 'invalid') {
    notices.push({ code: 'changeUnreadable', given: shown(pair) });
    return {};
  }
  if (problem) notices.push({ code: problem, setting: name, given: shown(asked), used: value });
  return { [name]: value };
}

/** Stored changes; null where they are damaged. */
export function repairChanges(saved: unknown, experiment: Experiment): readonly LiveChange[] | null {
  if (!Array.isArray(saved)) return null;
  const changes = saved.map(repairChange);
  return changes.includes(null)
    ? null
    : canonicalChanges(
        experiment,
        changes.filter((change) => change !== null),
      );
}

function repairChange(saved: unknown): LiveChange | null {
  if (typeof saved !== 'object' || saved === null) return null;
  const { step, settings } = saved as Record<string, unknown>;
  const counted = typeof step === 'number' && Number.isInteger(step) && step >= 1;
  if (!counted || typeof settings !== 'object' || settings === null) return null;
  const whole = Object.entries(settings).every(
    ([name, value]) => isLive(name) && repairValue(FIELDS[name], value).problem === undefined,
  );
  return whole ? { step, settings } : null;
}
