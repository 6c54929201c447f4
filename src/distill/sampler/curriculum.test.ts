import { beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import { scoreResponses } from '../../model/score';
import * as tf from '../../ops/tf';
import { arithmetic } from '../../tasks/arithmetic';
import { instructions } from '../../tasks/instructions';
import { summary } from '../../tasks/summary';
import type { Example, Task } from '../../tasks/task';
import { selectBackend } from '../../test-support/backends';
import { at, logSoftmax, sum } from '../../test-support/numbers';
import { shapeFor, sharpModel, TINY_TASK, tinyExperiment } from '../../test-support/tiny';
import { dataBatch } from '../batches';
import { planAt } from '../schedule/plan';
import { likeliestPairs, prepareCurriculum, stratified } from './curriculum';

const { train } = TINY_TASK.split();
const [EXAMPLES, UNUSED] = [train.slice(0, 20), train.slice(20)];
const always = async (): Promise<boolean> => true;
const nothing = (): void => {};
const experimentOf = (changes: Partial<Experiment> = {}): Experiment =>
  tinyExperiment({ method: 'phi', trainSize: 20, steps: 6, batchSize: 4, ...changes });
const teacherOf = (seed = 7) => sharpModel(shapeFor(TINY_TASK), seed);
const texts = (examples: readonly Example[]): string[] => examples.map(({ prompt }) => prompt);

describe('examples chosen by strata', () => {
  const named = (prompts: string): Example[] =>
    prompts.split(' ').map((prompt) => ({ prompt, response: '' }));
  const firstLetter = ({ prompt }: Example): string => prompt.charAt(0);

  test('have the shares of others, and are filled up in the pool’s order', () => {
    const pool = named('a1 a2 a3 a4 a5 b1 b2 b3 b4 c1');
    const like = named('a a a b');
    expect(texts(stratified(pool, like, 4, firstLetter))).toEqual(['a1', 'a2', 'a3', 'b1']);
    // Three quarters of six are four and a half; c is in no share.
    expect(texts(stratified(pool, like, 6, firstLetter))).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'a5']);
    expect(texts(stratified(pool, named('d'), 2, firstLetter))).toEqual(['a1', 'a2']);
    expect(stratified(pool, like, 99, firstLetter)).toHaveLength(10);
    expect(stratified([], like, 3, firstLetter)).toEqual([]);
  });
});

describe('the pairs that the teacher finds likeliest', () => {
  beforeAll(() => selectBackend('cpu'));

  test('are those of the greatest mean log-probability of a token, in their order', async () => {
    const teacher = teacherOf();
    const { sequences, responses, mask } = dataBatch(TINY_TASK, train);
    const logits = (await scoreResponses(teacher, sequences, TINY_TASK.promptLength).array()) as number[][][];
    const ids = (await responses.array()) as number[][];
    const counts = (await mask.array()) as number[][];
    tf.dispose([sequences, responses, mask]);
    const likelihoods = logits.map((rows, i) => {
      const perToken = rows.map((z, t) => at(logSoftmax(z), at(at(ids, i), t)) * at(at(counts, i), t));
      return sum(perToken) / sum(at(counts, i));
    });
    const least = at(
      [...likelihoods].sort((a, b) => b - a),
      14,
    );
    const progress: number[] = [];
    const kept = await likeliestPairs(TINY_TASK, teacher, train, 0.3, (done) => progress.push(done), always);
    expect(kept).toEqual(train.filter((_, i) => at(likelihoods, i) >= least));
    expect(kept).toHaveLength(15);
    expect(at(progress, 0)).toBe(0);
    expect(await likeliestPairs(TINY_TASK, teacher, train, 0.001, nothing, always)).toHaveLength(1);
    expect(await likeliestPairs(TINY_TASK, teacher, train, 1, nothing, always)).toEqual(train);
    expect(await likeliestPairs(TINY_TASK, teacher, train, 0.3, nothing, async () => false)).toBeNull();
    teacher.dispose();
  });
});

describe('a curriculum', () => {
  beforeAll(() => selectBackend('cpu'));
  const prepare = async (changes: Partial<Experiment> = {}, unused = UNUSED, task: Task = TINY_TASK) => {
    const teacher = teacherOf();
    const data = { examples: EXAMPLES, unused };
    const made = await prepareCurriculum(task, teacher, experimentOf(changes), data, nothing, always);
    teacher.dispose();
    if (!made) throw new Error('given up');
    return made;
  };

  test('has a textbook of unused prompts first, and the likeliest pairs last', async () => {
    const made = await prepare();
    expect(made.textbook).toHaveLength(12);
    for (const example of made.textbook ?? []) expect(UNUSED).toContain(example);
    const steps = Array.from({ length: 12 }, (_, i) => i + 1);
    const given = steps.map((step) => made.at(step, planAt(experimentOf(), step)) ?? []);
    for (const example of given.slice(0, 3).flat()) expect(made.textbook).toContain(example);
    // Half of the twenty pairs, again and again.
    const exercises = new Set(given.slice(3).flat());
    expect(exercises.size).toBe(10);
    for (const example of exercises) expect(EXAMPLES).toContain(example);
    expect((await prepare()).textbook).toEqual(made.textbook);
  });

  test('that keeps all pairs leaves the data as it is, and asks the teacher nothing', async () => {
    const experiment = experimentOf({ exerciseShare: 1 });
    const data = { examples: EXAMPLES, unused: UNUSED };
    const made = await prepareCurriculum(TINY_TASK, null, experiment, data, nothing, async () => false);
    expect(made?.at(6, planAt(experiment, 6))).toBeNull();
    expect(made?.textbook).toHaveLength(12);
  });

  test('without unused prompts has the textbook on those of training', async () => {
    const made = await prepare({}, []);
    expect(made.textbook).toBeNull();
    expect(made.at(1, planAt(experimentOf(), 1))).toBeNull();
  });

  test('has fresh prompts where the task makes them, and never a picture without a label', async () => {
    const made = await prepare({}, UNUSED, {
      ...TINY_TASK,
      fresh: (count, seed) =>
        Array.from({ length: count }, (_, i) => ({
          prompt: `${'a'.repeat(2 + (i % 2))}`,
          response: `${seed}`,
        })),
    });
    expect(made.textbook).toHaveLength(12);
    expect(new Set((made.textbook ?? []).map(({ response }) => response))).toEqual(new Set(['1']));
    const unlabelled = EXAMPLES.map((example) => ({ ...example, unlabelled: true }) as const);
    const composed = { method: 'custom', sampler: 'dataset', methodSchedule: 'exercises-last' } as const;
    const data = { examples: unlabelled, unused: [] };
    const none = await prepareCurriculum(TINY_TASK, null, experimentOf(composed), data, nothing, always);
    expect(none?.at(6, planAt(experimentOf(composed), 6))).toBeNull();
  });
});

test.each([arithmetic, instructions, summary])(
  '$id makes examples that are in no part of its split',
  (task) => {
    const { train: all, validation, test: held } = task.split();
    const known = new Set(texts([...all, ...validation, ...held]));
    const made = task.fresh?.(500, 1) ?? [];
    expect(new Set(texts(made)).size).toBe(500);
    expect(texts(made).filter((prompt) => known.has(prompt))).toEqual([]);
    for (const { prompt, response } of made) {
      expect(task.tokenizer.encode(prompt).length).toBeLessThan(task.promptLength);
      expect(task.tokenizer.encode(response).length).toBeLessThan(task.responseLength);
    }
    expect(task.fresh?.(500, 1)).toEqual(made);
    expect(task.fresh?.(500, 2)).not.toEqual(made);
  },
);
