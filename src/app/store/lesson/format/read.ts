/** Reads a lesson's file: first its form, then whether everything it names exists. Each fault is named with its station. */
import * as v from 'valibot';
import { decodeLink, type RepairedLink } from '../../../../experiment/comparison-link';
import { differingFields } from '../../../../experiment/diff';
import { PRESETS, type Preset } from '../../../../experiment/presets';
import { enLater } from '../../../text/en/later';
import { termNames } from '../../../text/en/term-names';
import type { TextKey } from '../../../text/text';
import {
  type Lesson,
  type LessonAction,
  LessonSchema,
  MOST_CHARACTERS,
  MOST_WORDS,
  type Prediction,
  type Right,
  type Station,
} from './schema';
import { placeholdersOf, readReference } from './values';

/** A fault of a lesson's file. The sentences are `lessons.fault.CODE` in app/text/. */
export interface Fault {
  readonly code:
    | 'notJson'
    | 'missing'
    | 'unknownKey'
    | 'notOneOf'
    | 'form'
    | 'words'
    | 'characters'
    | 'term'
    | 'preset'
    | 'link'
    | 'settings'
    | 'comparison'
    | 'recording'
    | 'prompt'
    | 'draw'
    | 'placeholder'
    | 'noRun'
    | 'right';
  /** From 1; null outside of stations. */
  readonly station: number | null;
  readonly values: Readonly<Record<string, string | number>>;
}

export type ReadLesson =
  | { readonly lesson: Lesson; readonly faults?: never }
  | { readonly lesson?: never; readonly faults: readonly Fault[] };

/** Faults that are named; a broken file can have thousands. */
const MOST_FAULTS = 20;
const LONGEST_SHOWN = 60;

const shortened = (text: string): string =>
  text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;

/** Reads the text of a file. Never throws. */
export function readLesson(text: string): ReadLesson {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    return { faults: [{ code: 'notJson', station: null, values: { why } }] };
  }
  const parsed = v.safeParse(LessonSchema, input);
  const faults = parsed.success ? faultsOf(parsed.output) : parsed.issues.map(faultOfIssue);
  if (!parsed.success || faults.length > 0) return { faults: faults.slice(0, MOST_FAULTS) };
  return { lesson: parsed.output };
}

function faultOfIssue(issue: v.BaseIssue<unknown>): Fault {
  const keys = (issue.path ?? []).map(({ key }) => key as string | number);
  const inStation = keys[0] === 'stations' && typeof keys[1] === 'number';
  const station = inStation ? Number(keys[1]) + 1 : null;
  // Places in lists count from 1, as stations do.
  const field = keys
    .slice(inStation ? 2 : 0)
    .map((key) => (typeof key === 'number' ? key + 1 : key))
    .join(' › ');
  const values = {
    field: field === '' ? 'stations' : shortened(field),
    given: shortened(issue.received),
    expected: shortened(issue.expected ?? ''),
  };
  if (issue.received === 'undefined') return { code: 'missing', station, values };
  if (issue.expected === 'never') return { code: 'unknownKey', station, values };
  if (issue.type === 'picklist') return { code: 'notOneOf', station, values };
  return { code: 'form', station, values };
}

/** Faults of a lesson whose form is right. */
export function faultsOf(lesson: Lesson): Fault[] {
  return lesson.stations.flatMap((station, index) => {
    const found = [
      ...lengthFaults(station, lesson.language),
      ...termFaults(station),
      ...actionFaults(station.action),
      ...(station.draw && station.action?.do !== 'run' ? [{ code: 'draw', values: {} } as const] : []),
      ...recordingFaults(station),
      ...valueFaults(station, index, lesson.stations),
    ];
    return found.map((fault) => ({ ...fault, station: index + 1 }));
  });
}

type FaultInStation = Omit<Fault, 'station'>;

/** Languages that are written without spaces between words. */
const UNSPACED = /^(?:ja|zh|th|lo|km|my)\b/;

export const wordsIn = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;

function lengthFaults({ text }: Station, language: string): FaultInStation[] {
  if (UNSPACED.test(language)) {
    const characters = [...text].length;
    return characters > MOST_CHARACTERS
      ? [{ code: 'characters', values: { characters, most: MOST_CHARACTERS } }]
      : [];
  }
  const words = wordsIn(text);
  return words > MOST_WORDS ? [{ code: 'words', values: { words, most: MOST_WORDS } }] : [];
}

const TERMS = new Set(
  Object.keys({ ...termNames, ...enLater }).flatMap((key) =>
    key.startsWith('term.') ? [key.slice('term.'.length)] : [],
  ),
);

type TermName = TextKey extends infer K ? (K extends `term.${infer Name}` ? Name : never) : never;

/** Whether the page's glossary explains it. */
export const isTerm = (term: string): term is TermName => TERMS.has(term);

const termFaults = ({ terms = [] }: Station): FaultInStation[] =>
  terms.filter((term) => !isTerm(term)).map((term) => ({ code: 'term', values: { term: shortened(term) } }));

export const presetNamed = (id: string): Preset | undefined => PRESETS.find((preset) => preset.id === id);

/** What an action puts on the controls. */
export type LessonSettings = Pick<RepairedLink, 'experiment' | 'changes' | 'comparison'>;

/** Settings of an action; null where it brings none. */
export function settingsOfAction({ link, preset }: LessonAction): LessonSettings | null {
  if (link !== undefined) return decodeLink(link);
  const found = preset === undefined ? undefined : presetNamed(preset);
  return found ? { experiment: found.experiment, changes: [], comparison: null } : null;
}

function actionFaults(action: LessonAction | undefined): FaultInStation[] {
  if (!action) return [];
  const faults: FaultInStation[] = [];
  const { link, preset } = action;
  if (link !== undefined && preset !== undefined) faults.push({ code: 'settings', values: {} });
  if (link === undefined && preset === undefined && action.do !== 'ask')
    faults.push({ code: 'settings', values: {} });
  if (preset !== undefined && !presetNamed(preset))
    faults.push({ code: 'preset', values: { preset: shortened(preset) } });
  if ((action.do === 'ask') !== (action.prompt !== undefined)) faults.push({ code: 'prompt', values: {} });
  if (link === undefined) return faults;
  const decoded = decodeLink(link);
  // A notice says that something in the link is not as written.
  for (const notice of decoded.notices) {
    const what = 'setting' in notice ? notice.setting : 'names' in notice ? notice.names : notice.code;
    faults.push({ code: 'link', values: { what } });
  }
  if ((action.do === 'compare') !== (decoded.comparison !== null))
    faults.push({ code: 'comparison', values: {} });
  return faults;
}

/** A recording stands for the run of the action beside it. */
function recordingFaults({ action, recording }: Station): FaultInStation[] {
  const settings = action && settingsOfAction(action);
  const recorded = recording && presetNamed(recording);
  if (!settings || !recorded) return [];
  const isSame =
    settings.changes.length === 0 && differingFields(settings.experiment, recorded.experiment).length === 0;
  return isSame ? [] : [{ code: 'recording', values: {} }];
}

/** Whether a station makes or shows a run whose numbers can be cited. */
export const makesRun = ({ action, recording }: Station): boolean =>
  action?.do === 'run' || action?.do === 'step' || recording !== undefined;

const placeholdersOfRight = (right: Right): readonly string[] => {
  if (typeof right === 'number') return [];
  if ('value' in right) return [right.value];
  return 'largest' in right ? right.largest : right.smallest;
};

function valueFaults(station: Station, index: number, stations: readonly Station[]): FaultInStation[] {
  const { answer = '', predict } = station;
  const named = [...placeholdersOf(answer), ...(predict ? placeholdersOfRight(predict.right) : [])];
  const faults = named.flatMap((name): FaultInStation[] => {
    const reference = readReference(name);
    if (!reference) return [{ code: 'placeholder', values: { name: shortened(name) } }];
    const before = stations.slice(0, index + 1);
    const named =
      reference.station === null ? before : before.slice(reference.station - 1, reference.station);
    return named.some(makesRun) ? [] : [{ code: 'noRun', values: { name } }];
  });
  return predict && !fits(predict) ? [...faults, { code: 'right', values: {} }] : faults;
}

/** Whether the rule for the right option leads to each option, and only to options. */
function fits({ options, right }: Prediction): boolean {
  if (typeof right === 'number') return right <= options.length;
  if (!('value' in right)) return placeholdersOfRight(right).length === options.length;
  const { bounds } = right;
  const rising = bounds.every((bound, i) => i === 0 || bound > (bounds[i - 1] ?? 0));
  return rising && bounds.length + 1 === options.length;
}
