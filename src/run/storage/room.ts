/** Room for saved states: as many as fit, of both kinds together. The oldest make room, and what made room is said. */
import * as v from 'valibot';
import { type Problem, problem } from '../../errors/problems';
import { isStorageFull } from '../../errors/storage-full';
import { type GivenUp, GivenUpSchema } from '../protocol/runs';
import { type Database, withDatabase } from './database';
import { heldNames } from './locks';
import { forget, type Head, readHeads, readLabel, sizeOf } from './saved-states';
import { bytesIn } from './sizes';
import { STATE_KINDS, type StateKind } from './state-kinds';

/** Bytes that runs and comparisons may take together; beyond that the oldest goes. */
export const KEPT_BYTES = 120_000_000;
export const KEPT_MEGABYTES = Math.round(KEPT_BYTES / 1e6);

/** Accounts of what made room that are kept. */
const MOST_ACCOUNTS = 50;

/** A saved state: a run's or a comparison's. */
export interface StateId {
  readonly kind: StateKind;
  readonly id: string;
}

interface Kept {
  readonly kind: StateKind;
  readonly head: Head;
}

const KINDS = Object.values(STATE_KINDS);

/** Says that states have made room for newer ones. */
export function saidGivenUp(gone: readonly GivenUp[]): Problem[] {
  const names = (why: GivenUp['why']) => gone.flatMap((one) => (one.why === why ? [one.name] : []));
  const [limit, disk] = [names('limit'), names('disk')];
  return [
    ...(limit.length > 0 ? [problem('runs-given-up', { names: limit, limit: KEPT_MEGABYTES })] : []),
    ...(disk.length > 0 ? [problem('runs-given-up-disk', { names: disk })] : []),
  ];
}

/**
 * Carries out a write; while the storage is full, the oldest states make room for it.
 * @param stays state that stays
 * @returns states that made room
 * @throws DOMException when no room is left to make
 */
export async function withRoom(
  database: Database,
  stays: StateId,
  write: () => Promise<void>,
): Promise<GivenUp[]> {
  const gone: GivenUp[] = [];
  let free: Kept[] | null = null;
  for (;;) {
    try {
      await write();
      return gone;
    } catch (error) {
      if (!isStorageFull(error)) throw error;
      free ??= await expendable(database, stays);
      const oldest = free.shift();
      if (!oldest) throw error;
      gone.push(...(await giveUp(database, oldest, 'disk')));
    }
  }
}

/**
 * Forgets the oldest states beyond `KEPT_BYTES`. A state that is open in a tab stays.
 * @param stays state that stays
 * @returns states that made room
 */
export async function keepWithin(database: Database, stays: StateId): Promise<GivenUp[]> {
  const gone: GivenUp[] = [];
  let total = await keptBytes(database);
  if (total <= KEPT_BYTES) return gone;
  for (const kept of await expendable(database, stays)) {
    if (total <= KEPT_BYTES) break;
    total -= sizeOf(kept.head);
    gone.push(...(await giveUp(database, kept, 'limit')));
  }
  return gone;
}

/**
 * Saves one value of a state in place of its earlier one, and forgets the oldest states beyond `KEPT_BYTES`. If the storage is
 * full, older states make room.
 *
 * @param key one of the kind's `keys` of this id
 * @returns states that made room
 * @throws DOMException when the browser gives no storage, or too little
 */
export function saveState(state: StateId, key: string, value: unknown): Promise<GivenUp[]> {
  const { kind, id } = state;
  return withDatabase(async (database) => {
    const head = (await readHeads(database, kind)).find((one) => one.id === id);
    const sizes = { ...head?.sizes, [key]: bytesIn(value) };
    const save = async (): Promise<void> => {
      await database.put(kind.values, value, key);
      await database.put(kind.heads, { id, savedAt: Date.now(), sizes });
    };
    return [...(await withRoom(database, state, save)), ...(await keepWithin(database, state))];
  });
}

/** Bytes that runs and comparisons take together. */
export const keptBytes = async (database: Database): Promise<number> =>
  (await readAll(database)).reduce((sum, { head }) => sum + sizeOf(head), 0);

async function readAll(database: Database): Promise<Kept[]> {
  const all: Kept[] = [];
  for (const kind of KINDS) {
    for (const head of await readHeads(database, kind)) all.push({ kind, head });
  }
  return all;
}

/** States that may make room: those that the user has deleted, then the longest saved. */
async function expendable(database: Database, stays: StateId): Promise<Kept[]> {
  const held = await heldNames();
  const free: { kept: Kept; deleted: boolean }[] = [];
  for (const kept of await readAll(database)) {
    const { kind, head } = kept;
    const isOpen = (kind === stays.kind && head.id === stays.id) || held.has(kind.lockName(head.id));
    if (!isOpen) free.push({ kept, deleted: (await readLabel(database, kind, head.id)).deleted });
  }
  return free
    .sort((a, b) => Number(b.deleted) - Number(a.deleted) || a.kept.head.savedAt - b.kept.head.savedAt)
    .map(({ kept }) => kept);
}

/** @returns the account of it, unless the user had deleted the state */
async function giveUp(
  database: Database,
  { kind, head: { id } }: Kept,
  why: GivenUp['why'],
): Promise<GivenUp[]> {
  const { name, deleted } = await readLabel(database, kind, id);
  await forget(database, kind, id);
  if (deleted) return [];
  const account: GivenUp = { kind: kind.name, name, at: Date.now(), why };
  // On a full disk it is said now, and not again after a reload.
  await note(database, { kind, id }, account).catch(() => {});
  return [account];
}

const AccountSchema = v.object({ id: v.string(), givenUp: GivenUpSchema });

async function readAccounts(database: Database) {
  const accounts = [];
  for (const kind of KINDS) {
    for (const stored of await database.getAll(kind.heads)) {
      const account = v.safeParse(AccountSchema, stored);
      if (account.success) accounts.push({ kind, ...account.output });
    }
  }
  return accounts.sort((a, b) => b.givenUp.at - a.givenUp.at);
}

async function note(database: Database, { kind, id }: StateId, givenUp: GivenUp): Promise<void> {
  await database.put(kind.heads, { id: `${id} given up`, givenUp });
  for (const old of (await readAccounts(database)).slice(MOST_ACCOUNTS))
    await database.delete(old.kind.heads, old.id);
}

/** What made room since the user last said to have seen it, the newest first. */
export const readGivenUp = async (database: Database): Promise<GivenUp[]> =>
  (await readAccounts(database)).map(({ givenUp }) => givenUp);

/** The same as the page opens; nothing if the browser gives no storage. */
export const earlierGivenUp = (): Promise<GivenUp[]> => withDatabase(readGivenUp).catch(() => []);

/** The user has seen what made room. */
export async function forgetGivenUp(database: Database): Promise<void> {
  for (const { kind, id } of await readAccounts(database)) await database.delete(kind.heads, id);
}
