/** Numbers in a lesson's texts, and the right option of a prediction, from the runs made in it. */
import { scoreText } from '../charts/scores';
import { makesRun } from '../store/lesson/format/read';
import type { Prediction, Station } from '../store/lesson/format/schema';
import {
  METRIC_VALUES,
  placeholdersOf,
  type RunValues,
  readReference,
  replacePlaceholders,
  type ValueName,
} from '../store/lesson/format/values';
import type { LessonProgress } from '../store/lesson/progress';
import { percent, short } from '../text/format';
import type { TranslateAll } from '../text/text';

type Values = LessonProgress['values'];

/** Stands for a number that has not been measured. */
export const UNKNOWN = '–';

const SHARES: readonly ValueName[] = ['acceptance', 'acceptance-start', 'overlap', 'cut-off'];

/** A value as the page's figures write it. */
export function valueText(name: ValueName, value: number): string {
  const metric = METRIC_VALUES.find((id) => id === name);
  if (metric) return scoreText(metric, value, 1);
  if (name === 'steps') return String(value);
  return SHARES.includes(name) ? percent(value) : short(value);
}

/** The newest run up to a station that makes one. */
function runBefore(stations: readonly Station[], station: number, values: Values): RunValues | undefined {
  for (let i = station; i >= 0; i--) {
    const at = stations[i];
    if (at && makesRun(at)) return values[i];
  }
  return undefined;
}

/** The value that a reference names; undefined while it is not known. `station` counts from 0. */
export function citedValue(
  reference: string,
  stations: readonly Station[],
  station: number,
  values: Values,
): number | undefined {
  const read = readReference(reference);
  if (!read) return undefined;
  const run = read.station === null ? runBefore(stations, station, values) : values[read.station - 1];
  return run?.[read.name];
}

/** A text with the numbers of the runs in it. */
export function withValues(
  text: string,
  stations: readonly Station[],
  station: number,
  values: Values,
): string {
  return replacePlaceholders(text, (inner) => {
    const read = readReference(inner);
    const value = citedValue(inner, stations, station, values);
    return read && value !== undefined ? valueText(read.name, value) : UNKNOWN;
  });
}

/** Whether an answer cites a number that is not known. */
export const lacksValues = (
  text: string,
  stations: readonly Station[],
  station: number,
  values: Values,
): boolean =>
  placeholdersOf(text).some((inner) => citedValue(inner, stations, station, values) === undefined);

export type AnswerState = 'none' | 'asks' | 'waits' | 'shown';

/**
 * Whether the answer of a station is shown. It asks for a prediction first, then waits for its numbers; whoever asks for it has it
 * at once.
 */
export function answerState(
  stations: readonly Station[],
  station: number,
  { chosen, values, revealed }: LessonProgress,
): AnswerState {
  const { answer, predict } = stations[station] ?? {};
  if (answer === undefined && !predict) return 'none';
  if (revealed.includes(station)) return 'shown';
  if (predict && chosen[station] === undefined) return 'asks';
  const waits =
    (predict && rightOption(predict, stations, station, values) === null) ||
    (answer !== undefined && lacksValues(answer, stations, station, values));
  return waits ? 'waits' : 'shown';
}

/** The numbers of a run, each after its name. */
export function measuredIn(
  t: TranslateAll,
  values: RunValues = {},
): readonly (readonly [name: string, text: string])[] {
  const named = [
    ['steps', t('figure.step')],
    ['loss', t('figure.loss')],
    ['acceptance', t('figure.acceptance')],
    ...METRIC_VALUES.map((id) => [id, t(`metric.${id}`)] as const),
  ] as const;
  return named.flatMap(([id, name]) => {
    const value = values[id];
    return value === undefined ? [] : [[name, valueText(id, value)] as const];
  });
}

/** The right option, from 0; null while the numbers that decide it are not known. */
export function rightOption(
  { right }: Prediction,
  stations: readonly Station[],
  station: number,
  values: Values,
): number | null {
  if (typeof right === 'number') return right - 1;
  if ('value' in right) {
    const value = citedValue(right.value, stations, station, values);
    return value === undefined ? null : right.bounds.filter((bound) => value >= bound).length;
  }
  const names = 'largest' in right ? right.largest : right.smallest;
  const found = names.map((name) => citedValue(name, stations, station, values));
  const known = found.filter((value) => value !== undefined);
  if (known.length < names.length) return null;
  return found.indexOf('largest' in right ? Math.max(...known) : Math.min(...known));
}
