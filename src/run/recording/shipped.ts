/** The recordings that come with the page, one a preset, in `public/recordings/`. `npm run record` makes them. */
import type { RecordedPreset } from '../../experiment/recording-link';
import { type DownloadOptions, download } from '../files/download';
import { type RecordedRun, readRecording } from './file';

/** Name of the file of a preset's recording. */
export const recordingFile = (preset: RecordedPreset): string => `${preset}.distillery`;

/**
 * Fetches the recording of a preset.
 * @param assets absolute URL of the folder that holds `recordings/`
 * @throws UserError when it cannot be downloaded or read
 * @throws the reason of `signal`
 */
export async function fetchRecording(
  assets: string,
  preset: RecordedPreset,
  options: DownloadOptions,
): Promise<RecordedRun> {
  const file = recordingFile(preset);
  const bytes = await download(assets, `recordings/${file}`, options);
  return readRecording(Uint8Array.from(bytes), file);
}
