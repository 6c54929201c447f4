/** The saved runs as one worker uses them: the open run, and the storage problems reported to the page. */
import { problem } from '../../errors/problems';
import { isStorageFull } from '../../errors/storage-full';
import { UserError } from '../../errors/user-error';
import type { RunEvent, SavedRunKey } from '../protocol';
import type { GivenUp } from '../protocol/runs';
import { channelOf } from '../protocol/values';
import { WriteConnection } from '../storage/database';
import { holdName, whenFree } from '../storage/locks';
import { earlierGivenUp, saidGivenUp } from '../storage/room';
import { forgetDeleted, randomId } from '../storage/saved-states';
import type { Checkpoint } from './checkpoint';
import { OpenRun } from './open-run';
import { loadRun, newestRuns, type SavedRun } from './saved-runs';

export class RunStorage {
  readonly #emit: (event: RunEvent) => void;
  readonly #writer = randomId();
  readonly #connection = new WriteConnection();
  #restorableStep: number | null = null;
  /** A run has been opened in this tab. */
  #opened = false;
  /** Last storage problem sent to the page; null while saving works. */
  #trouble: 'run-storage-full' | 'run-not-saved' | null = null;

  constructor(emit: (event: RunEvent) => void) {
    this.#emit = emit;
  }

  /** Step of the saved state that the page knows of; null without one. */
  get restorableStep(): number | null {
    return this.#restorableStep;
  }

  /**
   * Offers the newest run of an earlier visit. Reports one that is open in another tab, and offers it when that tab gives
   * it back; and what made room and the user has not seen.
   */
  async offer(): Promise<void> {
    await forgetDeleted();
    this.#tellGivenUp(await earlierGivenUp());
    await this.#offerNewest();
  }

  async #offerNewest(): Promise<void> {
    const { resumable, elsewhere } = await newestRuns();
    if (elsewhere.length > 0) {
      this.#emit({ type: 'notice', problem: problem('run-open-elsewhere') });
      void whenFree(elsewhere).then(() => this.#offerFreed());
    } else if (resumable) this.#tell(resumable, true);
  }

  /** The other tab was closed, or its run was reset. */
  async #offerFreed(): Promise<void> {
    this.#emit({ type: 'notice-over', code: 'run-open-elsewhere' });
    if (!this.#opened) await this.#offerNewest();
  }

  /**
   * Opens a saved run, or with null a new one.
   * @param onAsked called when another tab asks for the run
   * @throws UserError when it is not saved any more, is open in another tab, or was continued there
   */
  async open(key: SavedRunKey | null, onAsked: () => void): Promise<OpenRun> {
    const id = key?.id ?? randomId();
    const release = await holdName(channelOf('run', id), key === null);
    if (!release) throw new UserError('run-open-elsewhere');
    this.#opened = true;
    try {
      return new OpenRun(id, key && (await this.#load(key)), {
        ...{ connection: this.#connection, writer: this.#writer, release, onAsked },
        onWritten: (error) => this.#report(error),
        onGivenUp: (gone) => this.#tellGivenUp(gone),
      });
    } catch (error) {
      release();
      throw error;
    }
  }

  async #load({ id, writer }: SavedRunKey): Promise<SavedRun> {
    const saved = await loadRun(id);
    if (!saved) throw new UserError('no-checkpoint');
    if (saved.writer === writer) return saved;
    this.#tell(saved, true);
    throw new UserError('run-saved-over', { step: saved.checkpoint.step });
  }

  /** Saves the state of an open run, and reports the outcome. Never rejects. */
  async save(run: OpenRun, checkpoint: Checkpoint): Promise<void> {
    const { id } = run;
    if (await run.save(checkpoint)) this.#tell({ id, writer: this.#writer, checkpoint }, false);
  }

  #report(error: unknown): void {
    const trouble = error === null ? null : isStorageFull(error) ? 'run-storage-full' : 'run-not-saved';
    if (trouble !== null && trouble !== this.#trouble)
      this.#emit({ type: 'notice', problem: problem(trouble) });
    this.#trouble = trouble;
  }

  #tellGivenUp(gone: readonly GivenUp[]): void {
    for (const said of saidGivenUp(gone)) this.#emit({ type: 'notice', problem: said });
  }

  #tell({ id, writer, checkpoint }: SavedRun, earlier: boolean): void {
    const { step, experiment, changes = [] } = checkpoint;
    this.#restorableStep = step;
    this.#emit({ type: 'saved', run: { id, writer }, step, earlier, experiment, changes });
  }
}
