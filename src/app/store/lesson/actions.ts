/** What a visitor does in a lesson. */
import { problemOf } from '../../../errors/user-error';
import type { RecordedPreset } from '../../../experiment/recording-link';
import { encodeHash } from '../../../experiment/url';
import type { Language } from '../../text/text';
import { setComparison, showCompare, startComparing } from '../compare/actions';
import { askReset, askRestart, reset, setExperiment, start, tryPrompt } from '../experiment/actions';
import { useDraftExperiment } from '../experiment/draft';
import { writeHash } from '../experiment/link';
import { useRun } from '../experiment/state';
import { type DrawnChart, openDrawing } from '../predictions/state';
import { showPresentView } from '../presentation/state';
import { playRecording } from '../recordings/state';
import { closeDialog } from '../view';
import { type LessonSettings, presetNamed, settingsOfAction } from './format/read';
import type { LessonAction } from './format/schema';
import { fetchLesson, read } from './load';
import { changeProgress, linkOfRun, NO_PROGRESS, progressOf, useLesson } from './progress';
import { FROM_FILE, useOpenLesson } from './state';

/** Shows a lesson; its text is on the way when this returns. */
export function openLesson(id: string): void {
  closeDialog();
  useOpenLesson.setState({ id });
  writeHash();
}

/** The newest request; an older one that arrives later is not shown. */
let request = 0;

/** Loads the lesson that is open, in the language of the page. */
export async function loadLesson(id: string, language: Language): Promise<void> {
  if (id === FROM_FILE) return;
  await show(id, () => fetchLesson(id, language));
}

/** Opens a lesson from a file. */
export async function openLessonFile(file: File): Promise<void> {
  closeDialog();
  useOpenLesson.setState({ id: FROM_FILE });
  beginAgain(FROM_FILE);
  writeHash();
  await show(FROM_FILE, () => read(file));
}

async function show(id: string, load: () => ReturnType<typeof read>): Promise<void> {
  const mine = ++request;
  useLesson.setState(({ shown }) => ({
    shown: shown?.id === id ? shown : null,
    ...{ problem: null, faults: [], part: 0 },
  }));
  try {
    const { lesson, faults } = await load();
    if (mine !== request) return;
    if (!lesson) useLesson.setState({ shown: null, faults });
    else {
      useLesson.setState({ shown: { id, lesson } });
      // The file may have fewer stations than at the last visit.
      changeProgress(id, ({ station }) => ({ station: Math.min(station, lesson.stations.length - 1) }));
    }
  } catch (error) {
    if (mine === request) useLesson.setState({ shown: null, problem: problemOf(error) });
  }
}

/** Closes the lesson. The visitor's own settings come back where the lesson's are still on the controls. */
export function closeLesson(): boolean {
  const restored = canRestore();
  if (restored) restoreOwn();
  request++;
  useOpenLesson.setState({ id: null });
  useLesson.setState({ shown: null, problem: null, faults: [], own: null, set: null });
  writeHash();
  return restored;
}

/** The last part, however many there are: they are counted once they are on the page. */
const LAST_PART = Number.POSITIVE_INFINITY;

/**
 * Goes to the part or the station after or before in the lesson that is shown, as far as there is one.
 *
 * @returns whether a lesson is shown
 */
export function stepStation(by: 1 | -1): boolean {
  const { shown, part, parts, progress } = useLesson.getState();
  if (!shown || shown.id !== useOpenLesson.getState().id) return false;
  const { id, lesson } = shown;
  const station = progressOf(id, { progress }).station + by;
  if (part + by >= 0 && part + by < parts) useLesson.setState({ part: part + by });
  else if (station >= 0 && station < lesson.stations.length) {
    useLesson.setState({ part: by > 0 ? 0 : LAST_PART });
    changeProgress(id, () => ({ station }));
  }
  return true;
}

export const choose = (id: string, station: number, option: number): void =>
  changeProgress(id, ({ chosen }) => ({ chosen: { ...chosen, [station]: option } }));

export const reveal = (id: string, station: number): void =>
  changeProgress(id, ({ revealed }) => ({ revealed: [...revealed, station] }));

/** Forgets predictions and numbers of a lesson, and begins it again. */
export function beginAgain(id: string): void {
  useLesson.setState({ part: 0 });
  changeProgress(id, () => NO_PROGRESS);
}

const linkOfControls = (): string => {
  const { experiment, changes } = useDraftExperiment.getState();
  return encodeHash(experiment, changes);
};

/** The visitor's own settings are kept, and nobody has changed those of the lesson since. */
export function canRestore({ own, set } = useLesson.getState()): boolean {
  return own !== null && set === linkOfControls();
}

/** Puts on the controls what was there before the lesson. */
export function restoreOwn(): void {
  const { own } = useLesson.getState();
  if (!own) return;
  useLesson.setState({ own: null, set: null });
  setExperiment(own.experiment, own.changes);
}

function putOnControls({ experiment, changes, comparison }: LessonSettings): void {
  const { own, set } = useLesson.getState();
  // What the visitor has changed since the lesson's last settings is the visitor's own again.
  const before = own && set === linkOfControls() ? own : useDraftExperiment.getState();
  if (comparison) setComparison(comparison);
  else setExperiment(experiment, changes);
  useLesson.setState({ own: before, set: linkOfControls() });
}

/** Does what the button of a station says. */
export function act(id: string, station: number, action: LessonAction): void {
  const settings = settingsOfAction(action);
  switch (action.do) {
    case 'ask':
      // The view for a projector has no place for what is asked, nor for a comparison.
      showPresentView(false);
      ask(action, settings);
      return;
    case 'set':
      if (settings) putOnControls(settings);
      showCompare(false);
      return;
    case 'compare':
      if (settings) putOnControls(settings);
      showPresentView(false);
      showCompare(true);
      startComparing();
      return;
    case 'run':
    case 'step':
      if (settings) begin(id, station, settings, action.do);
      return;
    default:
      action.do satisfies never;
  }
}

/** Plays a recorded run as the run of a station, whose numbers can be cited. */
export function watchRecording(id: string, station: number, recording: RecordedPreset): void {
  const preset = presetNamed(recording);
  if (!preset) return;
  putOnControls({ experiment: preset.experiment, changes: [], comparison: null });
  useLesson.setState({ run: { lesson: id, station, step: false, link: linkOfControls() } });
  playRecording(recording);
}

function begin(id: string, station: number, settings: LessonSettings, mode: 'run' | 'step'): void {
  const { run } = useLesson.getState();
  // A run that a lesson has made can be made again, so nothing is lost with it.
  const lessonsOwn = run !== null && run.link === linkOfRun();
  showCompare(false);
  putOnControls(settings);
  useLesson.setState({ run: { lesson: id, station, step: mode === 'step', link: linkOfControls() } });
  changeProgress(id, ({ values }) => {
    const { [station]: _, ...others } = values;
    return { values: others };
  });
  if (lessonsOwn) start(mode);
  else if (mode === 'run') askRestart();
  // The question before a loss starts whole runs: a run of the visitor's is dropped first, and the button pressed again.
  else if (isRunDropped()) start(mode);
}

/**
 * Opens a chart for drawing what the run of a station will show: with its settings on the controls and no run on the page.
 *
 * @returns false while a question about the present run is not answered
 */
export function drawBefore(action: LessonAction, chart: DrawnChart): boolean {
  const settings = settingsOfAction(action);
  const isLessons = useLesson.getState().run?.link === linkOfRun();
  showCompare(false);
  if (settings) putOnControls(settings);
  if (isLessons) reset();
  else if (!isRunDropped()) return false;
  openDrawing(chart);
  return true;
}

/** Drops the run on the page, after a question where something would be lost; false while that is not answered. */
function isRunDropped(): boolean {
  if (useRun.getState().running !== null) askReset();
  return useRun.getState().running === null;
}

/** A question before training is for a student that has not been trained. */
function ask({ prompt }: LessonAction, settings: LessonSettings | null): void {
  showCompare(false);
  if (settings) {
    if (!isRunDropped()) return;
    putOnControls(settings);
  }
  if (prompt !== undefined) tryPrompt(prompt);
}

/** Whether the newest run on the page is the one that a station has started. */
export function isRunOf(id: string, station: number): boolean {
  const { run } = useLesson.getState();
  return run?.lesson === id && run.station === station && run.link === linkOfRun();
}
