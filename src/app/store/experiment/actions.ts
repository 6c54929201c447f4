/** User actions on the run, one function each. Buttons, shortcuts and dialogs all call these. */
import { experimentAt, type LiveChange, plannedSteps } from '../../../experiment/changes';
import type { Comparison } from '../../../experiment/comparison';
import { decodeLink } from '../../../experiment/comparison-link';
import { needsRestart } from '../../../experiment/diff';
import { type Experiment, type FieldName, LIVE_FIELDS, type LiveSettings } from '../../../experiment/fields';
import { repairExperiment } from '../../../experiment/repair';
import type { RunEvent } from '../../../run/protocol';
import { noticeText } from '../../text/labels';
import { labels, t } from '../../text/text';
import { showHandIn, withClassSeed } from '../class/state';
import { confirmInterrupt, useCompare } from '../compare/state';
import { isBlocked } from '../data/start-blocker';
import { FROM_FILE, useOpenLesson } from '../lesson/state';
import { keepLocked, usePresentation } from '../presentation/state';
import { playAddressed } from '../recordings/state';
import { readKept } from '../runs/read';
import { rememberShown, shownRun } from '../runs/shown';
import { follow, notifyOfLink, openDialog, showLesson, toast, useView } from '../view';
import { handleEvents, openWorker, post } from '../worker';
import { useDraftExperiment, withField } from './draft';
import { writeHash } from './link';
import { beginHistory } from './measurements';
import { followPlanned, restorePlanned } from './planned';
import { awaitRun, receive } from './receive';
import { forgetPlayed, restRun, showRecorded } from './replace';
import { isBusy, isPreparing, type SavedRun, useRun } from './state';
import { stepsAtStake } from './unsaved';

let nextTrial = 1;

/** Losing this many steps is worth a question. */
const WORTH_ASKING = 20;

/** Whether settings changed while the run was being prepared, before the worker could take them. */
let tunedEarly = false;

function onEvent(event: RunEvent): void {
  receive(event);
  if (event.type === 'run-left') onLeft();
  if (event.type === 'phase' && event.phase === 'idle') void restoreShown();
  if (event.type === 'report' && event.report.phase === 'running') followPlanned(event.report.step);
  if (event.type === 'phase' && event.phase === 'finished') restorePlanned();
  const { active, running } = useRun.getState();
  if (event.type !== 'loaded' || !tunedEarly || !active || !running) return;
  tunedEarly = false;
  const settings = Object.fromEntries(LIVE_FIELDS.map((name) => [name, running[name]]));
  post({ type: 'tune', settings });
}

handleEvents(onEvent);

/** Opens the worker so that the device is known before anyone presses Start. */
export function openRun(): void {
  useRun.setState({ restoring: shownRun() !== null });
  openWorker();
  // Links may name user models and data: the page says early whether they are here.
  post({ type: 'list-models' });
  post({ type: 'list-data' });
}

/** Saves the state of the run when the page is hidden or left: it may not be seen again. */
export function saveOnLeaving(): void {
  const save = (): void => {
    if (document.visibilityState === 'hidden' && useRun.getState().active) post({ type: 'save' });
  };
  document.addEventListener('visibilitychange', save);
  addEventListener('pagehide', save);
}

/** Starts the experiment on the controls. */
export function start(mode: 'run' | 'step' = 'run'): void {
  restorePlanned();
  const { experiment, changes } = useDraftExperiment.getState();
  // Before anything is lost.
  if (isBlocked(experiment) || confirmInterrupt(() => start(mode))) return;
  beginHistory(experiment.sftSteps);
  begin(experiment, changes, 0);
  post({ type: 'start', experiment, changes, mode, restore: null });
}

/** Goes on from the saved state, with the settings it was saved with. A run of an earlier visit comes with what it recorded. */
export function resumeSaved(): void {
  const { saved, running, facts } = useRun.getState();
  if (!saved || confirmInterrupt(resumeSaved)) return;
  if (running && facts?.id === saved.run.id) restore(saved, { mode: 'run' });
  else void openKept(saved.run.id, { mode: 'run' });
}

/** Runs of other tabs are rare, and the schemas of their messages large: loaded when one is shown. */
async function elsewhere(act: (live: typeof import('../runs/live')) => void | Promise<void>): Promise<void> {
  try {
    await act(await import('../runs/live'));
  } catch {
    toast(t('problems.notLoaded'));
  }
}

const watch = (id: string): Promise<void> => elsewhere((live) => live.watch(id));

/** How a run is taken up again: it resumes, with more steps or not, or waits. */
export interface TakeUp {
  readonly mode: 'run' | 'hold';
  /** Steps that are added. */
  readonly extend?: number;
}

/** Has the worker take up a run from its saved state, with the settings it was saved with. */
function restore({ run, experiment, changes, step }: Omit<SavedRun, 'earlier'>, how: TakeUp): void {
  begin(experiment, changes, step);
  useRun.setState({ running: experimentAt(experiment, changes, step + 1) });
  post({ type: 'start', experiment, restore: run, ...how });
}

/**
 * Shows a kept run as its recording ends.
 * @param how it is taken up from its saved state, where there is one; null shows the recording alone
 */
export async function openKept(id: string, how: TakeUp | null): Promise<void> {
  // What is read of a run that goes on is then all of it.
  await restRun();
  const kept = await readKept(id);
  if (!kept || confirmInterrupt(() => void openKept(id, how))) return;
  const { card, run } = kept;
  showRecorded(run, true);
  if (how && card.restore) restore({ ...run.facts, run: card.restore }, how);
  else if (card.isOpen) await watch(id);
}

/** Brings back the run that this tab showed before it was loaded anew; the controls are those of the address. */
async function restoreShown(): Promise<void> {
  const id = shownRun();
  const { restoring } = useRun.getState();
  if (!restoring || id === null) return;
  // If this run ends the tab, the next load begins without it.
  rememberShown(null);
  const kept = await readKept(id);
  const { active } = useRun.getState();
  useRun.setState({ restoring: false });
  if (!kept || active) return;
  const { card, run } = kept;
  showRecorded(run, false);
  if (card.restore && !card.isOpen) restore({ ...run.facts, run: card.restore }, { mode: 'hold' });
  else {
    rememberShown(id);
    if (card.isOpen) await watch(id);
  }
}

/** Takes the run on the page over from the tab that it goes on in. */
export function takeOver(): void {
  const { facts } = useRun.getState();
  if (!facts) return;
  const { id } = facts;
  void elsewhere((live) => live.askFor(id, () => void openKept(id, { mode: 'run' })));
}

/** Another tab has taken the run over: it is followed from here. */
function onLeft(): void {
  const { facts } = useRun.getState();
  useRun.setState({ active: false, pausing: false, phase: 'paused' });
  toast(t('elsewhere.taken'));
  if (facts) void watch(facts.id);
}

function begin(experiment: Experiment, changes: readonly LiveChange[], step: number): void {
  awaitRun();
  follow();
  showLesson(false);
  tunedEarly = false;
  const state = {
    active: true,
    pausing: false,
    restoring: false,
    recorded: false,
    watching: null,
    running: experiment,
    failure: null,
    inSft: false,
    progress: null,
  } as const;
  const plan = { initial: experiment, plan: changes, changes, kept: null };
  forgetPlayed();
  useRun.setState({ ...state, ...plan, phase: 'probing', step, total: plannedSteps(experiment, changes) });
}

/** The main button: Start, Pause or Resume, whichever fits. */
export function toggleRun(): void {
  const state = useRun.getState();
  if (!state.active) askRestart();
  else if (state.phase === 'paused') post({ type: 'resume' });
  else if (!isPreparing(state)) {
    useRun.setState({ pausing: true });
    post({ type: 'pause' });
  }
}

/** One training step: of the paused run, or the first of a new one. A finished run has none left. */
export function step(): void {
  const state = useRun.getState();
  if (state.phase === 'finished' && !state.recorded) return;
  if (!state.active) start('step');
  else if (!isBusy(state)) post({ type: 'step' });
}

const wouldLose = (): boolean => stepsAtStake() > WORTH_ASKING;

export function askReset(): void {
  if (wouldLose()) openDialog('reset');
  else reset();
}

export function reset(): void {
  beginHistory(0);
  follow();
  restorePlanned();
  rememberShown(null);
  const none = { facts: null, running: null, initial: null, plan: [], changes: [], kept: null } as const;
  const still = { active: false, watching: null, recorded: false } as const;
  const clean = { failure: null, progress: null, inSft: false } as const;
  forgetPlayed();
  useRun.setState({ ...none, ...still, ...clean, phase: 'idle', step: 0, total: 0 });
  post({ type: 'reset' });
}

/** Begins with the settings on the controls, after a question where a student would be lost. */
export function askRestart(): void {
  if (wouldLose()) openDialog('restart');
  else restart();
}

export function restart(): void {
  start();
}

/** Changes one setting; what can change live does so at once. */
export function edit(name: FieldName, value: string | number): void {
  const { experiment: before, changes } = useDraftExperiment.getState();
  const experiment = put(withField(before, name, value), changes);
  // Another method's defaults are not for the method that runs.
  const changed = name === 'method' ? [] : LIVE_FIELDS.filter((live) => experiment[live] !== before[live]);
  tune(experiment, changed);
}

/**
 * Puts a whole experiment on the controls. Never starts it. A running run follows only where it can become that experiment: of
 * another one it takes nothing over.
 *
 * @param changes of live settings during the run; by default those on the controls stay
 */
export function setExperiment(
  wanted: Experiment,
  changes: readonly LiveChange[] = useDraftExperiment.getState().changes,
): void {
  tuneWhole(put(wanted, changes));
}

function put(wanted: Experiment, changes: readonly LiveChange[]): Experiment {
  const kept = keepLocked(wanted, useDraftExperiment.getState().experiment);
  const { experiment, notices } = repairExperiment(kept);
  if (notices[0]) toast(noticeText(notices[0], labels()));
  useDraftExperiment.setState({ experiment, changes });
  writeHash();
  return experiment;
}

function tuneWhole(experiment: Experiment): void {
  const { running } = useRun.getState();
  if (running && needsRestart(running, experiment).length === 0) tune(experiment, LIVE_FIELDS);
}

/** The running run takes over some of the live settings. */
function tune(experiment: Experiment, names: readonly FieldName[]): void {
  const { active, running } = useRun.getState();
  if (!active || !running) return;
  const changed: Partial<LiveSettings> = Object.fromEntries(
    names.filter((name) => experiment[name] !== running[name]).map((name) => [name, experiment[name]]),
  );
  if (Object.keys(changed).length === 0) return;
  useRun.setState({ running: { ...running, ...changed } });
  if (isPreparing(useRun.getState())) tunedEarly = true;
  else post({ type: 'tune', settings: changed });
}

/** Reads the page's hash onto the controls. A link never starts anything. */
export function readHash(): void {
  const link = decodeLink(location.hash);
  const { changes, comparison, presentation, lesson, recording, notices } = link;
  if (link.handIn !== null) showHandIn(link.handIn);
  // A hand-in is shown over whatever is on the page.
  if (link.isHandInAlone) {
    writeHash();
    return;
  }
  const experiment = link.forClass ? withClassSeed(link.experiment) : link.experiment;
  usePresentation.setState(presentation);
  // No address names a lesson from a file: it stays.
  useOpenLesson.setState(({ id }) => ({ id: lesson ?? (id === FROM_FILE ? id : null) }));
  useDraftExperiment.setState({ experiment, changes });
  if (comparison) {
    const { base, ...draft } = comparison;
    useCompare.setState({ open: true, draft });
  } else useCompare.setState({ open: false });
  // A link with changes describes a run from its beginning.
  if (changes.length === 0) tuneWhole(experiment);
  notifyOfLink(notices);
  playAddressed(recording);
}

/** Shows the link to the run or the settings on the controls, or to a comparison, and the ways to share it. */
export function share(comparison: Comparison | null = null): void {
  useView.setState({ sharedComparison: comparison });
  openDialog('share');
}

/** Asks both models. */
export function tryPrompt(typed: string): void {
  const { running } = useRun.getState();
  const id = nextTrial++;
  useRun.setState({ trial: { state: 'asking', id, typed } });
  post({
    type: 'try',
    id,
    prompt: typed,
    experiment: running ?? useDraftExperiment.getState().experiment,
  });
}
