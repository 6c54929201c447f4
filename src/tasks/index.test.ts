import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { readAsset } from '../../tools/read-asset';
import { en } from '../app/text/en';
import { enLater } from '../app/text/en/later';
import { LABELS_EN } from '../app/text/en/settings';
import { TASK_SHAPES } from '../experiment/cost';
import { FIELDS } from '../experiment/fields';
import { answersClasses, isPictureTask } from '../experiment/picture-tasks';
import { isOwnTask } from '../experiment/user-data';
import { ARITHMETIC_CHARACTERS } from './arithmetic';
import { loadTask, TASKS, type TaskId } from './index';
import { INSTRUCTION_CHARACTERS } from './instructions';
import { answersWithClasses, promptIds, responseIds } from './layout';
import { earlyStoppingMetric } from './metrics';
import { PHONEME_CHARACTERS } from './phonemes';
import { DIGIT_CLASSES, FASHION_CLASSES, PARITY_CLASSES } from './pictures';
import { SCENE_CLASSES } from './scenes';
import { SUMMARY_CHARACTERS } from './summary';
import type { Example, MetricId, Task } from './task';
import { TRANSLATION_CHARACTERS } from './translation';

const LEVELS = '0123456789abcdef';
const used = (classes: readonly string[]): string => [...new Set([...LEVELS, ...classes.join('')])].join('');

const SENTENCE_CHARACTERS =
  ' !"#$%&\'()*+,-./0123456789:;?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]abcdefghijklmnopqrstuvwxyzåéê';

/** What the shipped teachers were trained with: none of it may change under them. Of a new task the failing test tells the digest. */
const EXPECTED: Readonly<
  Record<
    TaskId,
    { characters: string; examples: number; digest: string; heldOut?: readonly [number, number] }
  >
> = {
  translation: { characters: TRANSLATION_CHARACTERS, examples: 33_022, digest: 'aad2aa411e6b5df8' },
  summary: { characters: SUMMARY_CHARACTERS, examples: 60_000, digest: '9c069db219f42f5a' },
  arithmetic: { characters: ARITHMETIC_CHARACTERS, examples: 152_000, digest: 'e2e7dc536d3afac2' },
  instructions: { characters: INSTRUCTION_CHARACTERS, examples: 60_000, digest: '81e97dfdbaf30ffd' },
  phonemes: { characters: PHONEME_CHARACTERS, examples: 97_490, digest: '26a1b56e5538a713' },
  digits: { characters: used(DIGIT_CLASSES), examples: 6_000, digest: '44b3c7703a76ed8b' },
  parity: { characters: used(PARITY_CLASSES), examples: 6_000, digest: 'c361a8f091a126c8' },
  fashion: { characters: used(FASHION_CLASSES), examples: 6_000, digest: '8211bcc9af3eed20' },
  scenes: { characters: used(SCENE_CLASSES), examples: 6_000, digest: '4e00880da28ea3fc' },
  sentences: {
    characters: SENTENCE_CHARACTERS,
    examples: 2_982,
    digest: '66c3699df7d97652',
    heldOut: [600, 300],
  },
};

/** The score that tells students apart, and the one that early stopping watches, which links rely on. */
const SCORES: Readonly<Record<TaskId, readonly [headline: MetricId, watched: MetricId]>> = {
  translation: ['chrf', 'exact-match'],
  summary: ['rouge-l', 'rouge-l'],
  arithmetic: ['partial-results', 'exact-match'],
  instructions: ['exact-match', 'exact-match'],
  phonemes: ['phoneme-error-rate', 'phoneme-error-rate'],
  digits: ['accuracy', 'accuracy'],
  parity: ['accuracy', 'accuracy'],
  fashion: ['accuracy', 'accuracy'],
  scenes: ['mean-iou', 'mean-iou'],
  sentences: ['accuracy', 'accuracy'],
};

const digestOf = (examples: readonly Example[]): string =>
  createHash('sha256')
    .update(examples.map(({ prompt, response }) => `${prompt}\t${response}\n`).join(''))
    .digest('hex')
    .slice(0, 16);

const SHIPPED = FIELDS.task.choices.filter((id): id is TaskId => !isOwnTask(id));

test('the table holds every task an experiment can name but own data, and no other', () => {
  expect(Object.keys(TASKS)).toEqual(SHIPPED);
  for (const [id, source] of Object.entries(TASKS)) expect(source.id).toBe(id);
});

describe.each(SHIPPED)('%s', (id) => {
  let task: Task;
  let all: readonly Example[];

  beforeAll(async () => {
    task = await loadTask(id, readAsset);
    const { train, validation, test: held } = task.split();
    all = [...held, ...validation, ...train];
  });

  test('is loaded once and says the same of itself as its source', async () => {
    const { title, description } = TASKS[id];
    expect(task).toMatchObject({ id, title, description });
    // The page has its own words, because it speaks other languages too.
    expect([LABELS_EN.choices.task[id], { ...en, ...enLater }[`task.${id}.about`]]).toEqual([
      title,
      description,
    ]);
    const read = vi.fn();
    expect(await loadTask(id, read)).toBe(task);
    expect(read).not.toHaveBeenCalled();
    expect(task.split()).toBe(task.split());
  });

  test('has the shape that costs are estimated with', () => {
    const { tokenizer, promptLength, responseLength, picture, words } = task;
    expect(TASK_SHAPES[id]).toEqual({
      vocabulary: tokenizer.size,
      promptLength: picture ? (picture.side / picture.patch) ** 2 + 1 - responseLength : promptLength,
      responseLength,
      ...(picture ? { patch: picture.patch } : {}),
      ...(words ? { words: words.size } : {}),
    });
    expect([isPictureTask(id), answersClasses(id)]).toEqual([
      picture !== undefined,
      answersWithClasses(task),
    ]);
  });

  test('the examples, their order and their characters are those of the shipped teacher', () => {
    const { characters, examples, digest, heldOut = [1000, 1000] } = EXPECTED[id];
    const { validation, test: held } = task.split();
    expect([held.length, validation.length, all.length]).toEqual([...heldOut, examples]);
    const found = new Set(all.flatMap(({ prompt, response }) => [...prompt, ...response]));
    expect([...found].sort()).toEqual([...characters].sort());
    expect(digestOf(all)).toBe(digest);
  });

  test('training, validation and test prompts never overlap', () => {
    expect(new Set(all.map(({ prompt }) => prompt)).size).toBe(all.length);
  });

  test('every example encodes and fits, and the lengths are no longer than needed', () => {
    const longest = { prompt: 0, response: 0 };
    for (const { prompt, response } of all) {
      const prompted = promptIds(task, prompt);
      const answered = responseIds(task, response);
      expect([prompted.length, answered.ids.length]).toEqual([task.promptLength, task.responseLength]);
      longest.prompt = Math.max(longest.prompt, prompted.filter((token) => task.picture || token > 0).length);
      longest.response = Math.max(longest.response, answered.count);
      if (response === '') throw new Error(`${prompt} has no answer`);
    }
    expect(longest).toEqual({ prompt: task.promptLength, response: task.responseLength });
  });

  test('a prompt of the data is a fixed point of toPrompt, with and without its last sign', () => {
    for (const { prompt } of all.slice(0, 200)) {
      expect(task.toPrompt(prompt)).toBe(prompt);
      if (!answersWithClasses(task)) expect(task.toPrompt(` ${prompt.slice(0, -1)} `)).toBe(prompt);
    }
  });

  test('the headline comes first, and early stopping watches what it always did', () => {
    expect([task.metrics[0]?.id, earlyStoppingMetric(task)?.id]).toEqual(SCORES[id]);
  });

  test('a perfect answer has the best score, an empty corpus 0, and nothing the worst', () => {
    const references = all.slice(0, 1000).map(({ response }) => response);
    const nothing = references.map(() => '');
    for (const { better, score } of task.metrics) {
      expect(score(references, references)).toBeCloseTo(better === 'higher' ? 1 : 0, 12);
      expect(score(nothing, references)).toBe(better === 'higher' ? 0 : 1);
      expect(score([], [])).toBe(0);
    }
  });
});
