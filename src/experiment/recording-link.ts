/** The recording that a link plays: `recording=classroom`. It changes no setting of the link. */
import type { Notice } from './notices';
import { shown } from './repair';

/** The presets whose runs come recorded with the page, all of them. */
export const RECORDED_PRESETS = [
  'first-steps',
  'classroom',
  'two-hundred-examples',
  'three-regimes-200',
  'three-regimes-400',
  'three-regimes-1000',
  'conversation',
  'real-words',
  'long-run',
  'labels',
  'train-teacher',
] as const;
export type RecordedPreset = (typeof RECORDED_PRESETS)[number];

/** Null for a preset without a recording. */
export const recordedPreset = (id: string | undefined): RecordedPreset | null =>
  RECORDED_PRESETS.find((known) => known === id) ?? null;

/** The pair of a link for a recording, beginning with `&`; empty for none. */
export const encodeRecording = (recording: RecordedPreset | null): string =>
  recording === null ? '' : `&recording=${recording}`;

/** Takes the recording out of the pairs of a link; null, with a notice, where there is none of that name. */
export function takeRecording(pairs: Map<string, string>): {
  readonly recording: RecordedPreset | null;
  readonly notices: readonly Notice[];
} {
  const asked = pairs.get('recording');
  pairs.delete('recording');
  const recording = recordedPreset(asked);
  if (asked === undefined || recording) return { recording, notices: [] };
  return { recording, notices: [{ code: 'recordingUnknown', given: shown(asked) }] };
}
