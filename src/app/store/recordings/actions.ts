/** Fetches a shipped recording, shows it in place of the run on the page, and plays it. */

import { problemOf } from '../../../errors/user-error';
import type { RecordedPreset } from '../../../experiment/recording-link';
import type { RecordedRun } from '../../../run/recording/file';
import { fetchRecording } from '../../../run/recording/shipped';
import { assetsFolder } from '../../browser/assets';
import { confirmInterrupt } from '../compare/state';
import { writeHash } from '../experiment/link';
import { restRun, showRecorded } from '../experiment/replace';
import { stepsAtStake } from '../experiment/unsaved';
import { rememberShown } from '../runs/shown';
import { closeDialog, openDialog } from '../view';
import { play } from './player';
import { NOTHING_PLAYED, usePlayed } from './state';

/** The newest request; one that is superseded is not shown. */
let request = new AbortController();

export async function fetchAndPlay(preset: RecordedPreset): Promise<void> {
  request.abort();
  request = new AbortController();
  const { signal } = request;
  usePlayed.setState({ arrived: NOTHING_PLAYED.arrived, problem: null });
  try {
    const assets = assetsFolder();
    const onBytes = (done: number, total: number): void => usePlayed.setState({ arrived: { done, total } });
    const run = await fetchRecording(assets, preset, { signal, onBytes });
    await restRun();
    if (signal.aborted) return;
    put(preset, run);
  } catch (error) {
    if (!signal.aborted) usePlayed.setState({ problem: problemOf(error) });
  }
}

/** Shows the recording, after a question where something would be lost. */
function put(preset: RecordedPreset, run: RecordedRun): void {
  const show = (): void => {
    closeDialog();
    showRecorded(run, true);
    usePlayed.setState({ ...NOTHING_PLAYED, shown: preset });
    // The address brings it back.
    rememberShown(null);
    writeHash();
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) play();
  };
  if (confirmInterrupt(() => put(preset, run))) usePlayed.setState(NOTHING_PLAYED);
  else if (stepsAtStake() === 0) show();
  else {
    usePlayed.setState({ ...NOTHING_PLAYED, held: show });
    openDialog('watch');
  }
}

/** A start, a reset or another run has taken the place of what was asked for. */
usePlayed.subscribe(({ asked }) => {
  if (asked === null) request.abort();
});
