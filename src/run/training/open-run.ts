/** A run that is open in this tab and in no other: what it was, and what is kept of it as it goes on. */
import { nameOf } from '../../experiment/run-names';
import type { GivenUp, RunEvent, RunFacts } from '../protocol';
import { Recording } from '../recording/recording';
import { type Database, type WriteConnection, withDatabase } from '../storage/database';
import { keepWithin, withRoom } from '../storage/room';
import { loadRecording, RunLog } from '../storage/run-log';
import { nameNew, readLabel } from '../storage/saved-states';
import { bytesIn } from '../storage/sizes';
import { RUNS } from '../storage/state-kinds';
import type { Checkpoint } from './checkpoint';
import { LiveChannel } from './live-channel';
import {
  checkpointWrites,
  headOfCheckpoint,
  RECORDING,
  type RunHead,
  readRunHead,
  type SavedRun,
} from './saved-runs';

/** What is known of a run when its models and data are there. */
export type RunAccount = Pick<
  RunFacts,
  'version' | 'sources' | 'experiment' | 'changes' | 'device' | 'loaded'
>;

export interface OpenRunHost {
  readonly connection: WriteConnection;
  readonly writer: string;
  /** Called with the error of a write, and with null after one that succeeded. */
  readonly onWritten: (error: unknown) => void;
  /** Called with what made room. */
  readonly onGivenUp: (gone: readonly GivenUp[]) => void;
  /** Called when another tab asks for the run. */
  readonly onAsked: () => void;
  /** Lets other tabs open the run. */
  readonly release: () => void;
}

export class OpenRun {
  readonly id: string;
  readonly #saved: SavedRun | null;
  readonly #host: OpenRunHost;
  #head: RunHead | null = null;
  #log: RunLog | null = null;
  #live: LiveChannel | null = null;
  /** Ends when all is stored that was recorded before the newest rest. */
  #resting: Promise<void> = Promise.resolve();

  /** @param saved state that it resumes from; null for a new run */
  constructor(id: string, saved: SavedRun | null, host: OpenRunHost) {
    this.id = id;
    this.#saved = saved;
    this.#host = host;
  }

  /** State that it resumes from; null for a new run. */
  get checkpoint(): Checkpoint | null {
    return this.#saved?.checkpoint ?? null;
  }

  /** The account of the run; null before `begin`. */
  get facts(): RunFacts | null {
    return this.#head?.facts ?? null;
  }

  /** Lets other tabs open the run, once all of it is stored. Never rejects. */
  async close(): Promise<void> {
    await this.#resting;
    this.#host.release();
    this.#live?.letGo();
  }

  /** Begins to record. Never rejects: without storage the run goes on and is not kept. */
  async begin(account: RunAccount): Promise<void> {
    const { id } = this;
    const { connection, onWritten, onAsked } = this.#host;
    const newRun = (name: string): RunHead => ({
      ...{ id, savedAt: Date.now(), sizes: {}, writer: null, loss: null, scores: {} },
      facts: {
        ...{ ...account, id, name, notes: '', created: Date.now() },
        ...{ sftStep: 0, step: 0, finished: false },
      },
    });
    const begun = await withDatabase((database) => this.#read(database, newRun)).catch((error: unknown) => {
      onWritten(error);
      return { head: newRun(nameOf(id)), recording: { recording: new Recording(), next: 0 } };
    });
    const { facts } = begun.head;
    this.#head = { ...begun.head, facts: { ...facts, ...account, experiment: facts.experiment } };
    this.#log = new RunLog(id, begun.recording, {
      connection,
      onWritten,
      facts: () => this.#head?.facts ?? facts,
      onPacked: (bytes) => this.#packed(bytes),
    });
    this.#live = new LiveChannel('run', id, ({ type }) => {
      if (type === 'take-over') onAsked();
    });
    await this.#writeHead();
  }

  async #read(database: Database, newRun: (name: string) => RunHead) {
    const { id } = this;
    const stored = readRunHead(await database.get('savedRuns', id));
    const recording = await loadRecording(database, id);
    if (stored) return { head: stored, recording };
    if (!this.#saved) return { head: newRun((await nameNew(database, RUNS, id)).name), recording };
    const { name } = await readLabel(database, RUNS, id);
    return { head: headOfCheckpoint(this.#saved, Date.now(), name), recording };
  }

  /** Takes in an event of the run. */
  observe(event: RunEvent): void {
    this.#log?.add(event);
    this.#live?.tell(event);
    switch (event.type) {
      case 'report': {
        const { phase, step, loss } = event.report;
        this.#update({ ...(phase === 'sft' ? { sftStep: step } : { step }), finished: false }, { loss });
        return;
      }
      case 'evaluation':
        this.#update({}, { scores: event.evaluation.scores });
        return;
      case 'changes':
        this.#update({ changes: event.changes });
        void this.#writeHead();
        return;
      case 'phase':
        if (event.phase === 'finished') this.#update({ finished: true });
        if (event.phase === 'finished' || event.phase === 'paused') this.#resting = this.#rest();
        return;
      default:
    }
  }

  /** Saves a state of the run. Never rejects; the outcome is reported. */
  async save(checkpoint: Checkpoint): Promise<boolean> {
    const { connection, writer } = this.#host;
    if (!this.#head) return false;
    const sizes = { ...this.#head.sizes, [this.id]: bytesIn(checkpoint) };
    this.#head = { ...this.#head, writer, sizes, savedAt: Date.now() };
    const head = this.#head;
    return this.#carryOut(() => connection.write(checkpointWrites(head, checkpoint)));
  }

  async #rest(): Promise<void> {
    await this.#writeHead();
    await this.#log?.pack();
  }

  #update(facts: Partial<RunFacts>, more: Partial<Pick<RunHead, 'loss' | 'scores'>> = {}): void {
    if (this.#head) this.#head = { ...this.#head, ...more, facts: { ...this.#head.facts, ...facts } };
  }

  #packed(bytes: number): void {
    if (!this.#head) return;
    this.#head = { ...this.#head, sizes: { ...this.#head.sizes, [RECORDING]: bytes } };
    void this.#writeHead();
  }

  async #writeHead(): Promise<void> {
    const head = this.#head;
    if (!head) return;
    await this.#carryOut(() => this.#host.connection.write([{ store: 'savedRuns', value: head }]));
  }

  /** Writes, with the oldest states making room where it is needed. */
  async #carryOut(write: () => Promise<void>): Promise<boolean> {
    const { connection, onWritten, onGivenUp } = this.#host;
    const state = { kind: RUNS, id: this.id };
    try {
      // The first try is not kept waiting for a connection to read by.
      await write().catch(async () => {
        const database = await connection.connect();
        onGivenUp(await withRoom(database, state, write));
      });
      onWritten(null);
      onGivenUp(await keepWithin(await connection.connect(), state));
      return true;
    } catch (error) {
      onWritten(error);
      return false;
    }
  }
}
