/** The saved runs as one worker uses them: the open run, and the storage problems reported to the page. */
import { problem } from '../../errors/problems';
import { UserError } from '../../errors/user-error';
import type { RunEvent, SavedRunKey } from '../protocol';
import { isStorageFull } from '../storage/database';
import { holdName } from '../storage/locks';
import { randomId } from '../storage/saved-states';
import type { Checkpoint } from './checkpoint';
import { loadRun, newestRuns, runName, type SavedRun, saveRun } from './saved-runs';

/** A run that is open in this tab and in no other. */
export interface OpenRun {
  readonly id: string;
  /** State that it resumes from; null for a new run. */
  readonly checkpoint: Checkpoint | null;
  /** Lets other tabs open it. */
  readonly close: () => void;
}

export class RunStorage {
  readonly #emit: (event: RunEvent) => void;
  readonly #writer = randomId();
  #restorableStep: number | null = null;
  /** Last storage problem sent to the page; null while saving works. */
  #trouble: 'run-storage-full' | 'run-not-saved' | null = null;

  constructor(emit: (event: RunEvent) => void) {
    this.#emit = emit;
  }

  /** Step of the saved state that the page knows of; null without one. */
  get restorableStep(): number | null {
    return this.#restorableStep;
  }

  /** Offers the newest run of an earlier visit, and reports one that is open in another tab. */
  async offer(): Promise<void> {
    const { resumable, elsewhere } = await newestRuns();
    if (elsewhere) {
      this.#emit({ type: 'notice', problem: problem('run-open-elsewhere') });
    } else if (resumable) this.#tell(resumable, true);
  }

  /**
   * Opens a saved run, or with null a new one.
   * @throws UserError when it is not saved any more, is open in another tab, or was continued there
   */
  async open(key: SavedRunKey | null): Promise<OpenRun> {
    const id = key?.id ?? randomId();
    const close = await holdName(runName(id));
    if (!close) throw new UserError('run-open-elsewhere');
    try {
      if (!key) return { id, checkpoint: null, close };
      const saved = await loadRun(id);
      if (!saved) throw new UserError('no-checkpoint');
      if (saved.writer !== key.writer) {
        this.#tell(saved, true);
        throw new UserError('run-saved-over', { step: saved.checkpoint.step });
      }
      return { id, checkpoint: saved.checkpoint, close };
    } catch (error) {
      close();
      throw error;
    }
  }

  /** Saves the state of an open run, and reports the outcome. Never rejects. */
  async save(id: string, checkpoint: Checkpoint): Promise<void> {
    const run = { id, writer: this.#writer, checkpoint };
    try {
      await saveRun(run);
      this.#trouble = null;
      this.#tell(run, false);
    } catch (error) {
      const trouble = isStorageFull(error) ? 'run-storage-full' : 'run-not-saved';
      if (trouble === this.#trouble) return;
      this.#trouble = trouble;
      this.#emit({ type: 'notice', problem: problem(trouble) });
    }
  }

  #tell({ id, writer, checkpoint }: SavedRun, earlier: boolean): void {
    const { step, experiment, changes = [] } = checkpoint;
    this.#restorableStep = step;
    this.#emit({ type: 'saved', run: { id, writer }, step, earlier, experiment, changes });
  }
}
