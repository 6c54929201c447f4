/** Plays the run on the page from its recording, as fast as it was computed or a number of times faster. */
import { create } from 'zustand';
import type { ReportTable } from '../../../run/recording/report-table';
import { presentRecording } from '../experiment/measurements';
import { lookBack } from '../experiment/moments';
import { isBusy, useRun } from '../experiment/state';
import { useView } from '../view';

/** Times as fast as the run was computed. */
export const SPEEDS = [1, 3, 10, 30, 60] as const;
export type PlayingSpeed = (typeof SPEEDS)[number];

/** A run is played within so many milliseconds where one of the speeds can do that and no other was chosen. */
const COMFORTABLE_MS = 30_000;
/** Drawing a moment takes the charts some 20 ms each. */
const REFRESH_MS = 100;

export const usePlayer = create<{
  readonly playing: boolean;
  /** Null until one is chosen. */
  readonly chosen: PlayingSpeed | null;
}>(() => ({ playing: false, chosen: null }));

/** Milliseconds from the first distillation step to the end of each, by report. */
export function timesOf({ length, sftSteps, columns }: ReportTable): Float64Array {
  const times = new Float64Array(length - sftSteps);
  let sum = 0;
  for (let i = sftSteps; i < length; i++) {
    const { tokens, tokensPerSecond, milliseconds } = columns;
    const rate = tokensPerSecond[i] ?? 0;
    // Steps overlap, so the time of each is that of its tokens at the rate of the steps around it.
    sum += rate > 0 ? (1000 * (tokens[i] ?? 0)) / rate : (milliseconds[i] ?? 0);
    times[i - sftSteps] = sum;
  }
  return times;
}

/** The speed that was chosen, or one at which the run does not take long. */
export function speedFor(chosen: PlayingSpeed | null, milliseconds: number): PlayingSpeed {
  return chosen ?? SPEEDS.find((speed) => milliseconds / speed <= COMFORTABLE_MS) ?? 60;
}

/** Milliseconds that the steps of the run on the page took. */
const presentDuration = (): number => timesOf(presentRecording().reports).at(-1) ?? 0;

export const presentSpeed = (chosen: PlayingSpeed | null): PlayingSpeed =>
  speedFor(chosen, presentDuration());

export const chooseSpeed = (chosen: PlayingSpeed): void => usePlayer.setState({ chosen });

export const pausePlaying = (): void => usePlayer.setState({ playing: false });

/** Plays on from the moment that is shown, or from the beginning where the run is shown as it ended. */
export function play(): void {
  const recording = presentRecording();
  const { reports } = recording;
  const times = timesOf(reports);
  const duration = times.at(-1) ?? 0;
  const timeAt = (step: number): number => times[reports.countUpTo(step) - reports.sftSteps - 1] ?? 0;
  let shown = useView.getState().moment?.step ?? 0;
  let time = timeAt(shown);
  let before: number | null = null;
  let drawn = Number.NEGATIVE_INFINITY;
  const advance = (now: number): void => {
    const { playing, chosen } = usePlayer.getState();
    const { moment } = useView.getState();
    if (!playing) return;
    // Another run is on the page, it goes on, or its newest moment is followed again.
    if (presentRecording() !== recording || isBusy(useRun.getState()) || !moment) {
      pausePlaying();
      return;
    }
    // The slider was moved.
    if (moment.step !== shown) time = timeAt(moment.step);
    shown = moment.step;
    time += before === null ? 0 : (now - before) * speedFor(chosen, duration);
    before = now;
    const step = stepAfter(reports, times, time);
    if (step > shown && now - drawn >= REFRESH_MS) {
      drawn = now;
      shown = step;
      lookBack(step);
    }
    requestAnimationFrame(advance);
  };
  if (usePlayer.getState().playing) return;
  usePlayer.setState({ playing: true });
  lookBack(shown);
  requestAnimationFrame(advance);
}

/** The last distillation step that had ended after so many milliseconds; 0 before the first. */
function stepAfter({ columns, sftSteps }: ReportTable, times: Float64Array, milliseconds: number): number {
  const next = times.findIndex((time) => time > milliseconds);
  const count = next < 0 ? times.length : next;
  return count === 0 ? 0 : (columns.step[sftSteps + count - 1] ?? 0);
}
