/** Fetches a shipped teacher and its card. */
import * as v from 'valibot';
import { type ModelFile, readModel } from '../model/file';
import { SafetensorsError } from '../model/safetensors';
import type { Task } from '../tasks/task';

export interface Teacher {
  readonly file: ModelFile;
  /** Held-out scores from the card. */
  readonly scores: Readonly<Record<string, number>>;
}

/** The teacher could not be fetched: the network, or the server. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

const Card = v.object({ testScores: v.record(v.string(), v.number()) });

async function get(url: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch {
    throw new DownloadError(
      'The teacher could not be downloaded: the network did not answer. Check the connection, then start again.',
    );
  }
  if (!response.ok) {
    throw new DownloadError(
      `The teacher could not be downloaded: the server answered ${response.status}. Try again later, or reload the page.`,
    );
  }
  return response;
}

/** Reads a body piece by piece, telling how far it is. `total` is 0 when the server does not say. */
async function readBody(
  response: Response,
  onBytes: (done: number, total: number) => void,
): Promise<Uint8Array> {
  // A compressed transfer announces its compressed length, which says nothing about what arrives here.
  const total = response.headers.has('content-encoding')
    ? 0
    : Number(response.headers.get('content-length') ?? 0);
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let done = 0;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const part = await reader.read();
      if (part.done) break;
      chunks.push(part.value);
      done += part.value.length;
      onBytes(done, Math.max(total, done));
    }
  } catch {
    throw new DownloadError('The download of the teacher broke off. Check the connection, then start again.');
  }
  const bytes = new Uint8Array(done);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/**
 * @param assets absolute URL of the folder that holds `teachers/`
 * @throws DownloadError when the network or the server fails
 * @throws SafetensorsError when the file is damaged or belongs to another version of the task
 */
export async function fetchTeacher(
  assets: string,
  task: Task,
  onBytes: (done: number, total: number) => void,
): Promise<Teacher> {
  const [card, bytes] = await Promise.all([
    // An unreadable card costs the scores only: some servers answer every unknown address with a web page.
    get(new URL(`teachers/${task.id}.json`, assets).href).then(
      (response): Promise<unknown> => response.json().catch(() => null),
    ),
    get(new URL(`teachers/${task.id}.safetensors`, assets).href).then((response) =>
      readBody(response, onBytes),
    ),
  ]);
  const file = readModel(bytes);
  const { shape, vocabulary } = file;
  if (
    vocabulary.join('\n') !== task.tokenizer.vocabulary.join('\n') ||
    shape.context < task.promptLength + task.responseLength - 1
  ) {
    throw new SafetensorsError(
      'The downloaded teacher belongs to another version of this task. Reload the page to get both anew.',
    );
  }
  const parsed = v.safeParse(Card, card);
  return { file, scores: parsed.success ? parsed.output.testScores : {} };
}
