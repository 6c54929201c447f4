/** What a visitor can do, one function each. Buttons, shortcuts and dialogs all call these. */

import type { Experiment } from '../../experiment/fields';
import { FIELDS, type FieldName, type LiveSettings } from '../../experiment/fields';
import { repairExperiment } from '../../experiment/repair';
import { decodeHash } from '../../experiment/url';
import { backendFromUrl, RunClient } from '../../run/client';
import { labels, t } from '../text/text';
import { useEdit, withField } from './edit';
import { beginHistory, receive } from './receive';
import { isBusy, useRun } from './run';
import { linkTo, writeHash } from './share';
import { follow, notify, openDialog, showLesson, toast, useView } from './view';

/** Losing this many steps is worth a question. */
const WORTH_ASKING = 20;

let client: RunClient | null = null;
let nextTrial = 1;

function run(): RunClient {
  if (client) return client;
  const { backend, unknown } = backendFromUrl(location.search);
  if (unknown !== null) notify([t('notice.unknownBackend', { value: unknown })]);
  const assets = new URL(import.meta.env.BASE_URL, location.href).href;
  client = new RunClient({ backend, assets, onEvent: receive });
  return client;
}

/** Opens the worker so that the device is known before anyone presses Start. */
export const openRun = (): void => run().open();

/** Starts the experiment on the controls; `restore` goes on from the saved state instead. */
export function start(mode: 'run' | 'step' = 'run', restore = false): void {
  const state = useRun.getState();
  const experiment = restore && state.running ? state.running : useEdit.getState().experiment;
  if (!restore) {
    beginHistory(experiment.sftSteps);
    follow();
    showLesson(false);
  }
  useRun.setState({
    active: true,
    running: experiment,
    failure: null,
    phase: 'probing',
    progress: null,
    ...(restore ? {} : { step: 0, total: experiment.steps }),
  });
  run().post({ type: 'start', experiment, mode, restore });
}

/** The main button: Start, Pause or Resume, whichever fits. */
export function toggleRun(): void {
  const state = useRun.getState();
  if (!state.active) start();
  else if (state.phase === 'paused') run().post({ type: 'resume' });
  else run().post({ type: 'pause' });
}

/** One training step: of the paused run, or the first of a new one. */
export function step(): void {
  const state = useRun.getState();
  if (!state.active) start('step');
  else if (!isBusy(state)) run().post({ type: 'step' });
}

const wouldLose = (): boolean => {
  const { active, step: done } = useRun.getState();
  return active && done > WORTH_ASKING;
};

export function askReset(): void {
  if (wouldLose()) openDialog('reset');
  else reset();
}

export function reset(): void {
  beginHistory(0);
  follow();
  useRun.setState({
    active: false,
    running: null,
    failure: null,
    phase: 'idle',
    step: 0,
    total: 0,
    progress: null,
  });
  run().post({ type: 'reset' });
}

/** Begins again with the settings on the controls. */
export function askRestart(): void {
  if (wouldLose()) openDialog('restart');
  else restart();
}

export function restart(): void {
  start();
}

/** Changes one setting; what can change live does so at once. */
export function edit(name: FieldName, value: string | number): void {
  setExperiment(withField(useEdit.getState().experiment, name, value));
}

/** Puts a whole experiment on the controls. Never starts it; live settings of a running run follow. */
export function setExperiment(wanted: Experiment): void {
  const { experiment, notices } = repairExperiment(wanted, labels());
  if (notices[0]) toast(notices[0]);
  useEdit.setState({ experiment });
  writeHash(experiment);
  tuneFrom(experiment);
}

function tuneFrom(experiment: Experiment): void {
  const { active, running } = useRun.getState();
  if (!active || !running) return;
  const changed = Object.fromEntries(
    Object.keys(experiment)
      .map((name) => name as FieldName)
      .filter((name) => FIELDS[name].live && experiment[name] !== running[name])
      .map((name) => [name, experiment[name]]),
  ) as Partial<LiveSettings>;
  if (Object.keys(changed).length === 0) return;
  useRun.setState({ running: { ...running, ...changed } });
  run().post({ type: 'tune', settings: changed });
}

/** Reads the page's hash onto the controls. A link never starts a run. */
export function readHash(): void {
  const { experiment, notices } = decodeHash(location.hash, labels());
  useEdit.setState({ experiment });
  tuneFrom(experiment);
  notify(notices);
}

/** Copies the link, or shows it where the clipboard is not to be had. */
export async function share(): Promise<void> {
  const link = linkTo(useEdit.getState().experiment);
  try {
    await navigator.clipboard.writeText(link);
    toast(t('share.copied'));
  } catch {
    useView.setState({ shareLink: link });
    openDialog('share');
  }
}

/** Asks both models. */
export function tryPrompt(typed: string): void {
  const { running } = useRun.getState();
  const id = nextTrial++;
  useRun.setState({ trial: { state: 'asking', id, typed } });
  run().post({ type: 'try', id, prompt: typed, experiment: running ?? useEdit.getState().experiment });
}
