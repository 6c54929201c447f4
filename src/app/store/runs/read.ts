/** Reads kept runs through the worker. */
import { problemOf } from '../../../errors/user-error';
import type { RunCard } from '../../../run/protocol';
import type { RecordedRun } from '../../../run/recording/file';
import { post } from '../worker';
import { awaitRead, refuse } from './state';

/** Reads and writes recordings; loaded when it is first needed. */
export const recordingFiles = () => import('../../../run/recording/file');

export interface KeptRun {
  readonly card: RunCard;
  readonly run: RecordedRun;
}

/** A kept run with its recording; null when it cannot be read, which is said. */
export async function readKept(id: string): Promise<KeptRun | null> {
  const reply = awaitRead(id);
  post({ type: 'read-run', id });
  const read = await reply;
  if (!read) return null;
  try {
    const { readRecording } = await recordingFiles();
    const { recording } = await readRecording(Uint8Array.from(read.file), read.card.facts.name);
    return { card: read.card, run: { facts: read.card.facts, recording } };
  } catch (error) {
    refuse(problemOf(error));
    return null;
  }
}
