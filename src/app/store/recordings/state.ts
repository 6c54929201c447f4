/** Which of the shipped recordings the page plays. What fetches and plays it is in `actions.ts`, which comes with the first one. */
import { create } from 'zustand';
import type { Problem } from '../../../errors/problems';
import type { RecordedPreset } from '../../../experiment/recording-link';
import type { Progress } from '../../../run/protocol';
import { useCompare } from '../compare/state';

export interface PlayedState {
  /** Is being fetched, or could not be. */
  readonly asked: RecordedPreset | null;
  /** Bytes of it that have arrived. */
  readonly arrived: Pick<Progress, 'done' | 'total'>;
  /** Why it could not be fetched. */
  readonly problem: Problem | null;
  /** Is on the page. */
  readonly shown: RecordedPreset | null;
  /** What a question before a loss holds back. */
  readonly held: () => void;
}

export const NOTHING_PLAYED = {
  ...{ asked: null, arrived: { done: 0, total: 0 }, problem: null, shown: null },
} as const satisfies Partial<PlayedState>;

export const usePlayed = create<PlayedState>(() => ({ ...NOTHING_PLAYED, held: () => {} }));

/** The recording that the address names. */
export function playedInAddress(): RecordedPreset | null {
  const { asked, shown } = usePlayed.getState();
  return asked ?? shown;
}

/** Has the recording of a preset fetched and played (`app/time/Fetching.tsx`). */
export function playRecording(preset: RecordedPreset): void {
  useCompare.setState({ open: false });
  usePlayed.setState({ ...NOTHING_PLAYED, asked: preset });
}

/** Plays what an address names; the same address again changes nothing. */
export function playAddressed(preset: RecordedPreset | null): void {
  if (preset === playedInAddress()) return;
  if (preset) playRecording(preset);
  else usePlayed.setState(NOTHING_PLAYED);
}
