/** User actions on kept runs. */
import { problemOf } from '../../../errors/user-error';
import type { ComparisonCard, KeptKind, RunCard } from '../../../run/protocol';
import type { RecordedRun } from '../../../run/recording/file';
import { save } from '../../browser/download';
import { setComparison, showCompare } from '../compare/actions';
import { openKept } from '../experiment/actions';
import { presentRecording } from '../experiment/measurements';
import { useRun } from '../experiment/state';
import { closeDialog } from '../view';
import { post } from '../worker';
import { readKept, recordingFiles } from './read';
import { awaitRead, refuse, useRuns } from './state';

/** Shows a kept run as it was when it was left, and brings its student back where that is kept. */
export function open({ facts, restore, isOpen }: RunCard): void {
  closeDialog();
  void openKept(facts.id, restore !== null && !isOpen ? { mode: 'hold' } : null);
}

/** Shows a kept run and resumes it with more steps. */
export function addSteps({ facts }: RunCard, extend: number): void {
  closeDialog();
  void openKept(facts.id, { mode: 'run', extend });
}

/** Names a run or a comparison, and notes something about it. */
export function describe(
  kind: KeptKind,
  id: string,
  said: { readonly name?: string; readonly notes?: string },
): void {
  post({ type: 'describe-kept', kind, id, ...said });
  const { facts } = useRun.getState();
  if (kind === 'run' && facts?.id === id) useRun.setState({ facts: { ...facts, ...said } });
}

export function remove(kind: KeptKind, id: string): void {
  useRuns.setState({ refusal: null });
  post({ type: 'delete-kept', kind, id });
}

/** The user has seen what made room. */
export const forgetGivenUp = (): void => post({ type: 'forget-given-up' });

export function bringBack(): void {
  const { deleted } = useRuns.getState();
  if (deleted) post({ type: 'undelete-kept', kind: deleted.kind, id: deleted.id });
  useRuns.setState({ deleted: null });
}

/** Shows a kept comparison. Never resumes it. */
export function openComparison({ id, comparison }: ComparisonCard): void {
  closeDialog();
  post({ type: 'compare-open', id });
  setComparison(comparison);
  showCompare(true);
}

/** Name of the file of a recording. */
const fileName = (name: string): string => `${name.replace(/[^\p{L}\p{N}]+/gu, '-')}.distillery`;

/** Saves the recording of a run as a file; that of the present run as it is now. */
export async function exportRun(id: string): Promise<void> {
  const run = isPresent(id) ? presentRun() : ((await readKept(id))?.run ?? null);
  if (!run) return;
  const { writeRecording } = await recordingFiles();
  const file = await writeRecording(run);
  save(fileName(run.facts.name), new Blob([file], { type: 'application/gzip' }));
}

export const isPresent = (id: string): boolean => useRun.getState().facts?.id === id;

/** The present or last run as it is now; null without one. */
export function presentRun(): RecordedRun | null {
  const { facts, changes, step, phase } = useRun.getState();
  if (!facts) return null;
  const recording = presentRecording();
  const { sftSteps } = recording.reports;
  const now = { changes: [...changes], step, sftStep: sftSteps, finished: phase === 'finished' };
  return { facts: { ...facts, ...now }, recording };
}

/** Opens a recording from a file, and keeps it among the runs. */
export async function importRecording(files: readonly File[]): Promise<void> {
  const [file] = files;
  if (!file) return;
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const { readRecording } = await recordingFiles();
    const { facts } = await readRecording(bytes, file.name);
    const kept = awaitRead(facts.id);
    post({ type: 'keep-recording', file: bytes });
    if (!(await kept)) return;
    closeDialog();
    await openKept(facts.id, null);
  } catch (error) {
    refuse(problemOf(error));
  }
}
