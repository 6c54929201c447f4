/** Reading of task data that is not generated: files of public/. */
import { UserError } from '../errors/user-error';
import type { Task } from './task';

/** Reads a file of public/ by its path in there: the bytes as stored, or as the server has unpacked them already. */
export type ReadAsset = (path: string) => Promise<Uint8Array>;

/** A task before its data is there. */
export interface TaskSource {
  readonly id: string;
  readonly title: string;
  /** One sentence a user understands. */
  readonly description: string;
  /** @throws UserError when the data is damaged; what `read` throws passes through. */
  readonly load: (read: ReadAsset) => Promise<Task>;
}

/** The source of a task that makes its own examples. */
export const generated = (task: Task): TaskSource => ({
  id: task.id,
  title: task.title,
  description: task.description,
  load: () => Promise.resolve(task),
});

/**
 * The content of a gzip file. A server that announces `.gz` as a content encoding makes the browser unpack it on the way;
 * such bytes lack the magic number and are taken as they are.
 *
 * @throws UserError when it cannot be unpacked
 */
export async function unpack(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const stream = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new UserError('task-data-not-unpacked');
  }
}

/**
 * The text of a gzip file; see `unpack`.
 * @throws UserError when it cannot be unpacked or is not UTF-8
 */
export async function unpackText(bytes: Uint8Array): Promise<string> {
  const unpacked = await unpack(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(unpacked);
  } catch {
    throw new UserError('task-data-not-unpacked');
  }
}
