/** The saved comparisons as one worker uses them: the open one, and the storage problems reported to the page. */
import { problem } from '../../errors/problems';
import { isStorageFull } from '../../errors/storage-full';
import { UserError } from '../../errors/user-error';
import type { RunEvent } from '../protocol';
import type { ComparisonSnapshot } from '../protocol/comparison';
import type { GivenUp } from '../protocol/runs';
import { channelOf } from '../protocol/values';
import { heldNames, holdName, whenFree } from '../storage/locks';
import { saidGivenUp } from '../storage/room';
import { randomId } from '../storage/saved-states';
import type { SavedTraining } from './compared-training';
import {
  loadComparison,
  newestComparisons,
  type SavedComparison,
  type StoredComparison,
  saveComparison,
  saveTraining,
} from './saved-comparisons';

/** A comparison that is open in this tab and in no other. */
export interface OpenComparison extends SavedComparison {
  /** Lets other tabs open it. */
  readonly close: () => void;
}

export class ComparisonStorage {
  readonly #emit: (event: RunEvent) => void;
  readonly #writer = randomId();
  /** Writer of each comparison as this worker last read or saved it. */
  readonly #writers = new Map<string, string>();
  /** Ends with the newest write: an older state must not be written over it. */
  #writing: Promise<void> = Promise.resolve();
  /** Last storage problem sent to the page; null while saving works. */
  #trouble: 'comparison-storage-full' | 'comparison-not-saved' | null = null;

  constructor(emit: (event: RunEvent) => void) {
    this.#emit = emit;
  }

  /**
   * The newest comparison that is open in no tab. Reports one that is open in another tab.
   * @param first id of the one that comes before newer ones
   * @param onFreed called when the other tab has given its comparison back
   */
  async newest(first: string | null, onFreed: () => void): Promise<StoredComparison | null> {
    const { resumable, elsewhere } = await newestComparisons(first);
    if (elsewhere.length > 0) {
      this.#emit({ type: 'notice', problem: problem('comparison-open-elsewhere') });
      void whenFree(elsewhere).then(() => {
        this.#emit({ type: 'notice-over', code: 'comparison-open-elsewhere' });
        onFreed();
      });
    }
    return this.#read(resumable);
  }

  /** A comparison as it is saved now; null when it is not. */
  async load(id: string): Promise<StoredComparison | null> {
    return this.#read(await loadComparison(id));
  }

  /** A comparison that is open in another tab, as it is saved now; null when it is not. */
  async loadElsewhere(id: string): Promise<StoredComparison | null> {
    return (await heldNames()).has(channelOf('comparison', id)) ? this.load(id) : null;
  }

  /** Holds the name of a comparison that has not been saved. */
  async create(): Promise<Pick<OpenComparison, 'close'> & { readonly id: string }> {
    const id = randomId();
    return { id, close: await this.#hold(id, true) };
  }

  /**
   * Opens a comparison.
   * @param remembered as this worker has it in memory, where it does
   * @throws UserError when it is not saved any more, is open in another tab, or was changed there
   */
  async open(id: string, remembered: SavedComparison | null): Promise<OpenComparison> {
    const close = await this.#hold(id);
    try {
      const known = this.#writers.get(id);
      const saved = await loadComparison(id);
      // It has never been saved: the browser gives no storage.
      if (!saved && known === undefined && remembered) return { ...remembered, close };
      if (!saved) throw new UserError('comparison-gone');
      if (known !== undefined && saved.writer !== known) throw new UserError('comparison-saved-over');
      this.#read(saved);
      // The memory is newer if the storage was full meanwhile.
      const { snapshot, training } = (known === this.#writer && remembered) || saved;
      return { snapshot, training, close };
    } catch (error) {
      close();
      throw error;
    }
  }

  /** Saves an open comparison, and reports when that fails. Never rejects. */
  save(snapshot: ComparisonSnapshot): Promise<void> {
    const { id } = snapshot;
    return this.#write(async () => {
      const gone = await saveComparison(snapshot, this.#writer);
      this.#writers.set(id, this.#writer);
      return gone;
    });
  }

  /** Saves the unfinished training of an open comparison, and reports when that fails. Never rejects. */
  saveTraining(id: string, training: SavedTraining): Promise<void> {
    return this.#write(() => saveTraining(id, training));
  }

  async #hold(id: string, isNew = false): Promise<() => void> {
    const close = await holdName(channelOf('comparison', id), isNew);
    if (!close) throw new UserError('comparison-open-elsewhere');
    return close;
  }

  #read(saved: StoredComparison | null): StoredComparison | null {
    if (saved) this.#writers.set(saved.snapshot.id, saved.writer);
    return saved;
  }

  #write(write: () => Promise<readonly GivenUp[]>): Promise<void> {
    this.#writing = this.#writing.then(() => this.#tryWrite(write));
    return this.#writing;
  }

  async #tryWrite(write: () => Promise<readonly GivenUp[]>): Promise<void> {
    try {
      const gone = await write();
      this.#trouble = null;
      for (const said of saidGivenUp(gone)) this.#emit({ type: 'notice', problem: said });
    } catch (error) {
      const trouble = isStorageFull(error) ? 'comparison-storage-full' : 'comparison-not-saved';
      if (trouble === this.#trouble) return;
      this.#trouble = trouble;
      this.#emit({ type: 'notice', problem: problem(trouble) });
    }
  }
}
