import { beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import type { Model } from '../../model/model';
import * as tf from '../../ops/tf';
import { selectBackend } from '../../test-support/backends';
import { at, rowsOf, sum, take } from '../../test-support/numbers';
import { shapeFor, sharpModel, TINY_TASK, tinyExperiment } from '../../test-support/tiny';
import { answer } from '../metrics/evaluate';
import { prepareTexts, type TeacherTexts, textBatch } from './texts';

const { responseLength, tokenizer } = TINY_TASK;
const TRAIN = TINY_TASK.split().train;
const forever = async (): Promise<boolean> => true;

beforeAll(() => selectBackend('cpu'));

const newTeacher = (): Model => sharpModel(shapeFor(TINY_TASK), 7);

async function prepare(
  teacher: Model,
  changes: Partial<Experiment> = {},
  needed = TRAIN,
  shouldContinue = forever,
): Promise<{ texts: TeacherTexts | null; progress: [number, number][] }> {
  const progress: [number, number][] = [];
  const texts = await prepareTexts(
    TINY_TASK,
    teacher,
    tinyExperiment({ method: 'seqkd', ...changes }),
    TRAIN,
    needed,
    (done, total) => progress.push([done, total]),
    shouldContinue,
  );
  return { texts, progress };
}

describe('the teacher’s text', () => {
  test('is its greedy answer to every prompt, decoded once a teacher', async () => {
    const teacher = newTeacher();
    const { texts, progress } = await prepare(teacher);
    expect(progress).toEqual([0, 16, 32, 48].map((done) => [done, 50]));
    const answers = await answer(TINY_TASK, teacher, TRAIN);
    expect(TRAIN.map(({ prompt }) => tokenizer.decode(texts?.get(prompt) ?? []))).toEqual(answers);
    const again = await prepare(teacher, { seed: 9, teacherTemperature: 3 });
    expect(again.progress).toEqual([]);
    expect(again.texts).toBe(texts);
    // A shorter limit is another text.
    expect((await prepare(teacher, { responseLimit: 2 })).progress).not.toEqual([]);
    teacher.dispose();
    const other = newTeacher();
    expect((await prepare(other)).progress).toHaveLength(4);
    other.dispose();
  });

  test('sampled, depends on the seed, and not on where a preparation broke off', async () => {
    const sampled = { teacherText: 'sampled' } as const;
    const one = newTeacher();
    const whole = new Map((await prepare(one, sampled)).texts);
    const otherSeed = new Map((await prepare(one, { ...sampled, seed: 2 })).texts);
    expect(otherSeed).not.toEqual(whole);
    one.dispose();
    const two = newTeacher();
    let batches = 0;
    const broken = await prepare(two, sampled, TRAIN.slice(7), async () => batches++ < 1);
    expect(broken.texts).toBeNull();
    const { texts, progress } = await prepare(two, sampled);
    expect(progress).toEqual([16, 32, 48].map((done) => [done, 50]));
    expect(new Map(texts)).toEqual(whole);
    two.dispose();
  });

  test('becomes training sequences whose mask ends with the answer', async () => {
    const teacher = newTeacher();
    const { texts } = await prepare(teacher);
    const examples = TRAIN.slice(3, 7);
    const batch = textBatch(TINY_TASK, texts ?? new Map(), examples);
    const responses = rowsOf(await take(batch.responses), responseLength);
    const masks = rowsOf(await take(batch.mask), responseLength);
    batch.sequences.dispose();
    examples.forEach(({ prompt }, row) => {
      const ids = texts?.get(prompt) ?? [];
      expect(at(responses, row).slice(0, ids.length)).toEqual(ids);
      expect(sum(at(masks, row))).toBe(ids.length);
    });
    expect(() => textBatch(TINY_TASK, new Map(), examples)).toThrow(/has not answered/);
    teacher.dispose();
  });

  test('leaves no tensor behind', async () => {
    const teacher = newTeacher();
    await prepare(teacher, { responseLimit: 3 });
    const before = tf.memory().numTensors;
    await prepare(teacher, { responseLimit: 3, teacherText: 'sampled' });
    expect(tf.memory().numTensors).toBe(before);
    teacher.dispose();
  });
});
