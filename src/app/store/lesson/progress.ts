/**
 * What happens in lessons during a visit: the lesson on the page, the station, predictions, and the numbers of the runs that were
 * made in it. Kept for the tab, so that a reload goes on where it was.
 */
import * as v from 'valibot';
import { create } from 'zustand';
import type { Problem } from '../../../errors/problems';
import { encodeHash } from '../../../experiment/url';
import { recallInTab, rememberInTab } from '../../browser/session-storage';
import type { EditState } from '../experiment/draft';
import { newestHistory, newestReport } from '../experiment/measurements';
import { useRun } from '../experiment/state';
import type { Fault } from './format/read';
import type { Lesson } from './format/schema';
import { METRIC_VALUES, type RunValues, VALUE_NAMES } from './format/values';

/** Keys are stations, from 0. */
const ProgressSchema = v.object({
  station: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Options that were chosen. */
  chosen: v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** Numbers of the runs. */
  values: v.record(v.string(), v.record(v.picklist(VALUE_NAMES), v.optional(v.number()))),
  /** Stations whose answer was asked for before the run. */
  revealed: v.array(v.number()),
});
export interface LessonProgress {
  readonly station: number;
  readonly chosen: Readonly<Record<string, number>>;
  readonly values: Readonly<Record<string, RunValues>>;
  readonly revealed: readonly number[];
}

export const NO_PROGRESS: LessonProgress = { station: 0, chosen: {}, values: {}, revealed: [] };

/** The run that a station has started. */
export interface LessonRun {
  readonly lesson: string;
  readonly station: number;
  readonly step: boolean;
  /** The run as it began, as the hash of a link, by which it is known again. */
  readonly link: string;
}

export interface LessonState {
  /** The lesson that is shown, by its id; null while one is on its way, and after a failure. */
  readonly shown: { readonly id: string; readonly lesson: Lesson } | null;
  readonly problem: Problem | null;
  /** Faults of the file that could not be shown. */
  readonly faults: readonly Fault[];
  /** The part of the station that is shown, from 0, where the view for a projector shows it in several. */
  readonly part: number;
  readonly parts: number;
  /** By the lesson's id. */
  readonly progress: Readonly<Record<string, LessonProgress>>;
  readonly run: LessonRun | null;
  /** What was on the controls before the first lesson changed it. */
  readonly own: EditState | null;
  /** What a lesson has put there last, as a link. */
  readonly set: string | null;
}

const StoredSchema = v.record(v.string(), ProgressSchema);
const KEY = 'lessons';

function stored(): LessonState['progress'] {
  try {
    const found = v.safeParse(StoredSchema, JSON.parse(recallInTab(KEY) ?? '{}'));
    return found.success ? (found.output as LessonState['progress']) : {};
  } catch {
    return {};
  }
}

export const useLesson = create<LessonState>(() => ({
  shown: null,
  problem: null,
  faults: [],
  part: 0,
  parts: 1,
  progress: stored(),
  run: null,
  own: null,
  set: null,
}));

useLesson.subscribe(({ progress }, before) => {
  if (progress !== before.progress) rememberInTab(KEY, JSON.stringify(progress));
});

export const progressOf = (id: string, { progress }: Pick<LessonState, 'progress'>): LessonProgress =>
  progress[id] ?? NO_PROGRESS;

/** The number of parts has been measured. */
export function setParts(parts: number): void {
  useLesson.setState(({ part }) => ({ parts, part: Math.min(part, parts - 1) }));
}

export function changeProgress(
  id: string,
  change: (before: LessonProgress) => Partial<LessonProgress>,
): void {
  useLesson.setState((state) => {
    const before = progressOf(id, state);
    return { progress: { ...state.progress, [id]: { ...before, ...change(before) } } };
  });
}

/** The numbers of the run on the page, as they arrived last. */
export function valuesOfRun(): RunValues {
  const { evaluation, step } = useRun.getState();
  const report = newestReport();
  const { loss, acceptance } = newestHistory();
  const scores = METRIC_VALUES.map((id) => [id, evaluation?.scores[id]] as const);
  const all = [
    ['steps', step],
    ['loss', report?.loss],
    ['loss-start', loss[0]?.mean],
    ['acceptance', report?.acceptance],
    ['acceptance-start', acceptance[0]?.mean],
    ['overlap', report?.overlap],
    ['entropy', report?.entropy],
    ['cut-off', evaluation?.text.cutOff],
    ['distinct', evaluation?.text.distinct.at(-1)],
    ...scores,
  ] as const;
  return Object.fromEntries(all.filter(([, value]) => typeof value === 'number' && Number.isFinite(value)));
}

/** Notes the numbers of the lesson's run when it is over. */
function noteRun(): void {
  const { run } = useLesson.getState();
  if (!run || newestReport() === null || linkOfRun() !== run.link) return;
  if (useRun.getState().phase !== (run.step ? 'paused' : 'finished')) return;
  const values = valuesOfRun();
  changeProgress(run.lesson, (before) => ({ values: { ...before.values, [run.station]: values } }));
}

/** The run on the page as it began, as the hash of a link. */
export function linkOfRun(): string | null {
  const { initial, plan } = useRun.getState();
  return initial && encodeHash(initial, plan);
}

// Not at every change: what the page knows of a run goes before another one is there.
useRun.subscribe(({ phase, initial }, before) => {
  if (phase !== before.phase || initial !== before.initial) noteRun();
});
