/** What is on the page gives way to something else: a run is paused and saved, a recording is shown, another is forgotten. */
import { experimentAt, plannedSteps } from '../../../experiment/changes';
import type { RecordedRun } from '../../../run/recording/file';
import { NOTHING_PLAYED, playedInAddress, usePlayed } from '../recordings/state';
import { follow, showLesson } from '../view';
import { post } from '../worker';
import { useDraftExperiment } from './draft';
import { writeHash } from './link';
import { showRecording } from './measurements';
import { isBusy, isPreparing, restingPhase, useRun } from './state';

/** Pauses the run on the page and waits until it has been saved: another one is to be shown. */
export async function restRun(): Promise<void> {
  const goesOn = (state = useRun.getState()): boolean => isBusy(state) && !isPreparing(state);
  if (!goesOn()) return;
  useRun.setState({ pausing: true });
  post({ type: 'pause' });
  await new Promise<void>((resolve) => {
    const stop = useRun.subscribe((state) => {
      if (goesOn(state)) return;
      stop();
      resolve();
    });
  });
}

/**
 * Shows a recording as its run ended.
 * @param onControls whether its settings replace those on the controls
 */
export function showRecorded({ facts, recording }: RecordedRun, onControls: boolean): void {
  const { experiment, changes, step, loaded } = facts;
  if (useRun.getState().active) post({ type: 'reset' });
  forgetPlayed();
  const next = experimentAt(experiment, changes, step + 1);
  if (onControls) {
    useDraftExperiment.setState({
      experiment: next,
      changes: changes.filter((change) => change.step > step + 1),
    });
    writeHash();
  }
  follow();
  showLesson(false);
  showRecording(recording, experiment.sftSteps, loaded?.vocabulary.length ?? 0);
  useRun.setState({
    ...{ facts, loaded, running: next, initial: experiment, plan: changes, changes, kept: null },
    ...{ phase: restingPhase(facts), active: false, recorded: true, watching: null, failure: null },
    progress: null,
    ...{ step: Math.max(step, recording.reports.lastStep), total: plannedSteps(experiment, changes) },
    inSft: step === 0 && facts.sftStep > 0,
  });
}

/** A run takes the place of the recording on the page, and of one on its way. */
export function forgetPlayed(): void {
  if (playedInAddress() === null) return;
  usePlayed.setState(NOTHING_PLAYED);
  writeHash();
}
