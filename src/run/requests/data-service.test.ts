import { beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../errors/user-error';
import { isOwnTask, READ_AS_DETECTED } from '../../experiment/user-data';
import { forget, memory } from '../../test-support/database';
import { says } from '../../test-support/says';
import { TINY_TASK } from '../../test-support/tiny';
import type { DataCommand, DataEvent } from '../protocol/data';
import { parseCommand, parseEvent } from '../protocol/parse';
import { loadUserTask } from '../resources/user-task';
import { loadDataset } from '../storage/datasets';
import { DataService } from './data-service';

vi.mock('idb', () => import('../../test-support/database'));

const rows = (count: number): string =>
  Array.from({ length: count }, (_, i) => `say ${i}\t${i} said`).join('\n');
const file = (content: string): Blob => new Blob([content]);

type Event<T extends DataEvent['type']> = Extract<DataEvent, { type: T }>;

let events: DataEvent[];
let dataService: DataService;

beforeEach(() => {
  forget();
  events = [];
  dataService = new DataService(
    // Both ways as over the wire.
    (event) => events.push(parseEvent(structuredClone(event)) as DataEvent),
    ({ task, ownData }) => (isOwnTask(task) ? loadUserTask(ownData, task) : Promise.resolve(TINY_TASK)),
  );
});

const send = (command: DataCommand): Promise<void> =>
  dataService.handle(parseCommand(command) as DataCommand);
const find = <T extends DataEvent['type']>(type: T): Event<T> | undefined =>
  events.findLast((event): event is Event<T> => event.type === type);

const read = (content: string, id = 1, name = 'words.tsv'): Promise<void> =>
  send({ type: 'import-data', id, source: file(content), name, options: READ_AS_DETECTED });

async function keep(content: string, name = 'Words', id = 1): Promise<number> {
  await read(content, id);
  await send({ type: 'save-data', id, name });
  const kept = find('data-saved')?.dataset.fingerprint;
  if (kept === undefined) throw new Error('it was not kept');
  return kept;
}

describe('looking into a file', () => {
  test('a preview, and nothing is stored before the user says so', async () => {
    await read(rows(40));
    expect(find('data-preview')).toMatchObject({ id: 1, preview: { used: 40, kind: 'pairs' } });
    expect(memory.stores.size).toBe(0);
  });

  test('what cannot be read is reported with its reason', async () => {
    await read('\0\0\0\0', 3);
    expect(find('data-unreadable')).toEqual({
      type: 'data-unreadable',
      id: 3,
      problem: { code: 'data-binary', values: {} },
    });
    await read('alone\nalone\n', 4, 'a.csv');
    expect(find('data-unreadable')).toMatchObject({ id: 4, problem: { code: 'data-one-column' } });
  });

  test('a newer file has the word; the older one is given up', async () => {
    const slow = read(rows(30_000), 1);
    await read(rows(50), 2);
    await slow;
    expect(events.filter(({ type }) => type === 'data-preview')).toMatchObject([{ id: 2 }]);
    await send({ type: 'save-data', id: 1, name: 'late' });
    expect(find('data-saved')).toBeUndefined();
  });

  test('what was forgotten cannot be kept, nor what has too few examples', async () => {
    await read(rows(40));
    await send({ type: 'forget-import' });
    await send({ type: 'save-data', id: 1, name: 'gone' });
    await read(rows(5), 2);
    await send({ type: 'save-data', id: 2, name: 'few' });
    expect(find('data-saved')).toBeUndefined();
  });
});

describe('kept data', () => {
  test('is listed and loaded as it was read, the newest first', async () => {
    const first = await keep(rows(40));
    const second = await keep(rows(60), 'More words', 2);
    expect(find('datasets')?.datasets).toMatchObject([
      { fingerprint: second, name: 'More words', examples: 60, kind: 'pairs' },
      { fingerprint: first, name: 'Words', examples: 40, bytes: rows(40).length },
    ]);
  });

  test('comes back from storage example by example, line breaks and all', async () => {
    const quoted = `"two\nlines",right\n${rows(40).replaceAll('\t', ',')}`;
    await read(quoted, 1, 'words.csv');
    await send({ type: 'save-data', id: 1, name: 'Words' });
    const dataset = await loadDataset(find('data-saved')?.dataset.fingerprint ?? 0);
    expect(dataset?.examples).toHaveLength(41);
    expect(dataset?.examples[0]).toEqual({ prompt: 'two\nlines', response: 'right' });
    expect(dataset?.fingerprint).toBe(find('data-preview')?.preview.fingerprint);
  });

  test('the same data under another name replaces it', async () => {
    const first = await keep(rows(40), 'Words');
    expect(await keep(rows(40).replaceAll('\t', ' \t'), 'Words again', 2)).toBe(first);
    expect(find('datasets')?.datasets).toMatchObject([{ name: 'Words again' }]);
    expect((await loadUserTask(first, 'own')).title).toBe('Words again');
  });

  test('is gone when deleted, also for a task that was loaded, and can be brought back', async () => {
    const fingerprint = await keep(rows(40));
    await loadUserTask(fingerprint, 'own');
    await send({ type: 'delete-data', fingerprint });
    expect(find('data-deleted')?.dataset.name).toBe('Words');
    expect(find('datasets')?.datasets).toEqual([]);
    await expect(loadUserTask(fingerprint, 'own')).rejects.toThrow(says(/not in this browser.*get the file/));
    await send({ type: 'undelete-data' });
    expect(find('datasets')?.datasets).toHaveLength(1);
    expect((await loadUserTask(fingerprint, 'own')).split().train).toHaveLength(32);
  });

  test('a table of pixels is kept as pictures, and is no data of another task', async () => {
    const pixels = (i: number): string => Array.from({ length: 64 }, (_, at) => (at * (i + 1)) % 256).join();
    const fingerprint = await keep(Array.from({ length: 40 }, (_, i) => `${i % 2},${pixels(i)}`).join('\n'));
    expect(find('data-preview')?.preview).toMatchObject({ kind: 'pictures', used: 40 });
    expect(find('datasets')?.datasets).toMatchObject([{ kind: 'pictures', examples: 40 }]);
    expect((await loadUserTask(fingerprint, 'own-pictures')).tokenizer.vocabulary).toEqual(['0', '1']);
    await expect(loadUserTask(fingerprint, 'own')).rejects.toThrow(says(/not in this browser/));
    await send({ type: 'describe-task', name: { task: 'own-pictures', ownData: fingerprint } });
    expect(find('task-described')?.facts).toMatchObject({ vocabulary: 2, prompt: 784, train: 32 });
  });

  test('damaged entries are left out and do no harm', async () => {
    const fingerprint = await keep(rows(40));
    memory.stores.get('datasets')?.values.set(7, { fingerprint: 7, text: 12 });
    await send({ type: 'list-data' });
    expect(find('datasets')?.datasets.map((dataset) => dataset.fingerprint)).toEqual([fingerprint]);
    await expect(loadUserTask(7, 'own')).rejects.toThrow(UserError);
    await send({ type: 'delete-data', fingerprint: 7 });
    expect(memory.stores.get('datasets')?.values.size).toBe(1);
  });

  test('a browser without storage, or a full one, is said; what was read can be kept later', async () => {
    memory.refusal = new DOMException('', 'SecurityError');
    await send({ type: 'list-data' });
    expect(find('data-refused')?.problem).toEqual(says(/gives the page no storage/));
    memory.refusal = null;
    await read(rows(40));
    memory.full = new DOMException('', 'QuotaExceededError');
    await send({ type: 'save-data', id: 1, name: 'Words' });
    expect(find('data-refused')?.problem).toEqual(says(/does not fit/));
    memory.full = null;
    await send({ type: 'save-data', id: 1, name: 'Words' });
    expect(find('data-saved')?.dataset.examples).toBe(40);
    expect(memory.open).toBe(0);
  });
});

describe('tasks described', () => {
  test('with samples, lengths and metrics', async () => {
    await send({ type: 'describe-task', name: { task: 'arithmetic', ownData: 0 } });
    expect(find('task-described')).toMatchObject({
      name: { task: 'arithmetic', ownData: 0 },
      facts: {
        vocabulary: TINY_TASK.tokenizer.size,
        prompt: 4,
        response: 7,
        train: 50,
        metrics: [{ id: 'exact-match' }],
      },
    });
    const { train } = TINY_TASK.split();
    expect(find('task-described')?.facts?.samples).toEqual(train.slice(0, 3));
  });

  test('or with the reason why not', async () => {
    await send({ type: 'describe-task', name: { task: 'own', ownData: 0x1f } });
    expect(find('task-described')).toMatchObject({
      facts: null,
      problem: says(/fingerprint 0000001f/),
    });
  });
});
