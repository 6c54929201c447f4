/** User actions on the run, one function each. Buttons, shortcuts and dialogs all call these. */
import { experimentAt, type LiveChange, MOST_CHANGES } from '../../../experiment/changes';
import { decodeLink } from '../../../experiment/comparison-link';
import { needsRestart } from '../../../experiment/diff';
import { type Experiment, type FieldName, LIVE_FIELDS, type LiveSettings } from '../../../experiment/fields';
import { repairExperiment } from '../../../experiment/repair';
import type { RunEvent } from '../../../run/protocol';
import { noticeText } from '../../text/labels';
import { labels, t } from '../../text/text';
import { confirmInterrupt, useCompare } from '../compare/state';
import { isBlocked } from '../data/start-blocker';
import { follow, notify, openDialog, showLesson, toast, useView } from '../view';
import { handleEvents, openWorker, post } from '../worker';
import { useDraftExperiment, withField } from './draft';
import { linkToRun, linkToSettings, writeHash } from './link';
import { beginHistory, rewindHistory } from './measurements';
import { followPlanned, restorePlanned } from './planned';
import { awaitRun, receive } from './receive';
import { isBusy, isPreparing, useRun } from './state';
import { unsavedSteps } from './unsaved';

let nextTrial = 1;

/** Losing this many steps is worth a question. */
const WORTH_ASKING = 20;

/** Whether settings changed while the run was being prepared, before the worker could take them. */
let tunedEarly = false;

function onEvent(event: RunEvent): void {
  receive(event);
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

/** Goes on from the saved state, with the settings it was saved with. */
export function resumeSaved(): void {
  const { saved, running, history } = useRun.getState();
  if (!saved || confirmInterrupt(resumeSaved)) return;
  // The curves of this visit lead up to the saved step; those of another run would not.
  if (running && !saved.earlier && history.loss.length > 0) rewindHistory(saved.step);
  else beginHistory(saved.experiment.sftSteps);
  const { experiment, changes, step } = saved;
  const next = experimentAt(experiment, changes, step + 1);
  useDraftExperiment.setState({
    experiment: next,
    changes: changes.filter((change) => change.step > step + 1),
  });
  writeHash();
  begin(experiment, changes, step);
  useRun.setState({ running: next });
  post({ type: 'start', experiment, mode: 'run', restore: saved.run });
}

function begin(experiment: Experiment, changes: readonly LiveChange[], step: number): void {
  awaitRun();
  follow();
  showLesson(false);
  tunedEarly = false;
  const state = { active: true, running: experiment, failure: null, inSft: false, progress: null } as const;
  const plan = { initial: experiment, plan: changes, changes, kept: null };
  useRun.setState({ ...state, ...plan, phase: 'probing', step, total: experiment.steps });
}

/** The main button: Start, Pause or Resume, whichever fits. */
export function toggleRun(): void {
  const state = useRun.getState();
  if (!state.active) askRestart();
  else if (state.phase === 'paused') post({ type: 'resume' });
  else if (!isPreparing(state)) post({ type: 'pause' });
}

/** One training step: of the paused run, or the first of a new one. A finished run has none left. */
export function step(): void {
  const state = useRun.getState();
  if (state.phase === 'finished') return;
  if (!state.active) start('step');
  else if (!isBusy(state)) post({ type: 'step' });
}

const wouldLose = (): boolean => unsavedSteps() > WORTH_ASKING;

export function askReset(): void {
  if (wouldLose()) openDialog('reset');
  else reset();
}

export function reset(): void {
  beginHistory(0);
  follow();
  restorePlanned();
  const none = { running: null, initial: null, plan: [], changes: [], kept: null } as const;
  const still = { active: false, failure: null, progress: null, inSft: false } as const;
  useRun.setState({ ...none, ...still, phase: 'idle', step: 0, total: 0 });
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
  const { experiment, notices } = repairExperiment(wanted);
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
  const { experiment, changes, comparison, notices } = decodeLink(location.hash);
  useDraftExperiment.setState({ experiment, changes });
  if (comparison) {
    const { base, ...draft } = comparison;
    useCompare.setState({ open: true, draft });
  } else useCompare.setState({ open: false });
  // A link with changes describes a run from its beginning.
  if (changes.length === 0) tuneWhole(experiment);
  notify(notices.map((notice) => noticeText(notice, labels())));
}

/** Copies the link to the run and its settings; where the controls say something else, the user is asked which. */
export function share(): void {
  const ofRun = linkToRun();
  if (ofRun !== null && ofRun !== linkToSettings()) openDialog('share-which');
  else shareSettings();
}

/** Copies the link to the settings on the controls. */
export function shareSettings(): void {
  void shareLink(linkToSettings(), useDraftExperiment.getState().experiment);
}

/** Copies the link to the present or last run, with the changes during it. */
export function shareRun(): void {
  const { initial, changes } = useRun.getState();
  const link = linkToRun();
  if (link === null || initial === null) return;
  if (changes.length > MOST_CHANGES) notify([t('share.tooManyChanges', { most: MOST_CHANGES })]);
  void shareLink(link, initial);
}

/** Copies a link, or shows it where the clipboard is not to be had. */
export async function shareLink(link: string, experiment: Experiment): Promise<void> {
  try {
    await navigator.clipboard.writeText(link);
    toast(t(experiment.task === 'own' ? 'share.copiedOwn' : 'share.copied'));
  } catch {
    useView.setState({ shareLink: link, shared: experiment });
    openDialog('share');
  }
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
