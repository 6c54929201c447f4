/** The kept runs and comparisons as the page lists them: read, named, deleted, brought back. */
import { UserError } from '../../errors/user-error';
import { loadComparison } from '../comparison/saved-comparisons';
import type { ComparisonCard, RunCard, RunEvent, RunsCommand } from '../protocol';
import { isOver } from '../protocol/values';
import { readRecording, writeRecording } from '../recording/file';
import { type Database, withStorage } from '../storage/database';
import { heldNames } from '../storage/locks';
import {
  forgetGivenUp,
  KEPT_BYTES,
  keepWithin,
  keptBytes,
  readGivenUp,
  saidGivenUp,
  withRoom,
} from '../storage/room';
import { loadRecording, packedRecording } from '../storage/run-log';
import { type Head, type Label, readHeads, readLabel, sizeOf, writeLabel } from '../storage/saved-states';
import { COMPARISONS, RUNS, STATE_KINDS, type StateKind } from '../storage/state-kinds';
import { headOfCheckpoint, RECORDING, type RunHead, readRun, readRunHead } from '../training/saved-runs';

export class KeptRuns {
  readonly #emit: (event: RunEvent) => void;

  constructor(emit: (event: RunEvent) => void) {
    this.#emit = emit;
  }

  /** @throws UserError when there is no such run, or the browser gives no storage */
  handle(command: RunsCommand): Promise<void> {
    return withStorage('kept.run', (database) => this.#carryOut(database, command));
  }

  async #carryOut(database: Database, command: RunsCommand): Promise<void> {
    switch (command.type) {
      case 'list-runs':
        return this.#list(database);
      case 'read-run':
        return this.#read(database, command.id);
      case 'describe-kept': {
        const { type: _, kind, id, ...said } = command;
        await relabel(database, STATE_KINDS[kind], id, said);
        return this.#list(database);
      }
      case 'keep-recording':
        return this.#keep(database, Uint8Array.from(command.file));
      case 'delete-kept': {
        const { kind, id } = command;
        const { name } = await relabel(database, STATE_KINDS[kind], id, { deleted: true });
        this.#emit({ type: 'kept-deleted', kind, id, name });
        return this.#list(database);
      }
      case 'undelete-kept':
        await relabel(database, STATE_KINDS[command.kind], command.id, { deleted: false });
        return this.#list(database);
      case 'forget-given-up':
        await forgetGivenUp(database);
        return this.#list(database);
      default:
        return command satisfies never;
    }
  }

  async #list(database: Database): Promise<void> {
    const held = await heldNames();
    const runs: RunCard[] = [];
    for (const head of (await readHeads(database, RUNS)).toReversed()) {
      const card = await runCard(database, head, held);
      if (card) runs.push(card);
    }
    const comparisons: ComparisonCard[] = [];
    for (const head of (await readHeads(database, COMPARISONS)).toReversed()) {
      const card = await comparisonCard(database, head, held);
      if (card) comparisons.push(card);
    }
    const room = { bytes: await keptBytes(database), limit: KEPT_BYTES };
    this.#emit({ type: 'runs', runs, comparisons, ...room, givenUp: await readGivenUp(database) });
  }

  async #read(database: Database, id: string): Promise<void> {
    const head = (await readHeads(database, RUNS)).find((one) => one.id === id);
    const card = head && (await runCard(database, head, await heldNames()));
    if (!card) throw new UserError('run-gone');
    const { recording } = await loadRecording(database, id);
    const file = await writeRecording({ facts: card.facts, recording });
    this.#emit({ type: 'run-read', card, file });
  }

  /** Keeps a recording as a run without weights. A run of that id that has weights is not replaced. */
  async #keep(database: Database, file: Uint8Array<ArrayBuffer>): Promise<void> {
    const { facts, recording } = await readRecording(file, '');
    const { id, name, notes } = facts;
    const before = readRunHead(await database.get('savedRuns', id));
    if (!before || before.writer === null) {
      const { reports } = recording;
      const packed = await packedRecording(id, { facts, recording });
      const head: RunHead = {
        ...{ id, savedAt: Date.now(), sizes: { [RECORDING]: file.length }, writer: null, facts },
        loss: reports.length > 0 ? reports.at(reports.length - 1).loss : null,
        scores: recording.evaluations.at(-1)?.scores ?? {},
      };
      const write = async (): Promise<void> => {
        await database.put('recordings', packed.value, packed.key);
        await database.put('savedRuns', head);
      };
      const state = { kind: RUNS, id };
      const gone = [...(await withRoom(database, state, write)), ...(await keepWithin(database, state))];
      for (const said of saidGivenUp(gone)) this.#emit({ type: 'notice', problem: said });
    }
    const label = before ? await readLabel(database, RUNS, id) : { name, notes };
    await writeLabel(database, RUNS, id, { ...label, deleted: false });
    await this.#read(database, id);
    await this.#list(database);
  }
}

/** @throws UserError when nothing is kept under that id */
async function relabel(
  database: Database,
  kind: StateKind,
  id: string,
  change: Partial<Label>,
): Promise<Label> {
  if (!(await readHeads(database, kind)).some((head) => head.id === id)) throw new UserError('run-gone');
  const label = { ...(await readLabel(database, kind, id)), ...change };
  await writeLabel(database, kind, id, label);
  return label;
}

const timeOf = ({ savedAt }: Head): number => Math.max(0, Math.round(savedAt));

/** Null when the user has deleted the run, or nothing of it can be read. */
async function runCard(database: Database, head: Head, held: ReadonlySet<string>): Promise<RunCard | null> {
  const { id } = head;
  const { name, notes, deleted } = await readLabel(database, RUNS, id);
  const known = deleted ? null : (readRunHead(head) ?? (await upgrade(database, head, name)));
  if (!known) return null;
  const { writer, facts, loss, scores } = known;
  return {
    facts: { ...facts, name, notes },
    restore: writer === null ? null : { id, writer },
    ...{ savedAt: timeOf(head), bytes: sizeOf(known), loss, scores, isOpen: held.has(RUNS.lockName(id)) },
  };
}

/** The account of a run that an earlier version stored, which is stored in its turn. */
async function upgrade(database: Database, head: Head, name: string): Promise<RunHead | null> {
  const saved = await readRun(database, head.id);
  if (!saved) return null;
  const upgraded = headOfCheckpoint(saved, timeOf(head), name);
  await database.put('savedRuns', upgraded);
  return upgraded;
}

/** Null when the user has deleted the comparison, or it cannot be read. */
async function comparisonCard(
  database: Database,
  head: Head,
  held: ReadonlySet<string>,
): Promise<ComparisonCard | null> {
  const { id } = head;
  const { name, notes, deleted } = await readLabel(database, COMPARISONS, id);
  const saved = deleted ? null : await loadComparison(id);
  if (!saved) return null;
  const { comparison, runs } = saved.snapshot;
  return {
    ...{ id, name, notes, comparison, savedAt: timeOf(head), bytes: sizeOf(head) },
    ...{ done: runs.filter(isOver).length, total: runs.length },
    isOpen: held.has(COMPARISONS.lockName(id)),
  };
}
