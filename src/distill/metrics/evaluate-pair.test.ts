import { beforeAll, describe, expect, test } from 'vitest';
import { responseLogits } from '../../model/forward';
import type { Model } from '../../model/model';
import * as tf from '../../ops/tf';
import type { Task } from '../../tasks/task';
import { BOS, EOS, PAD, padPrompt } from '../../tasks/tokenizer';
import { onEachBackend, selectBackend } from '../../test-support/backends';
import { at, logSoftmax, rowsOf, sum, take } from '../../test-support/numbers';
import { shapeFor, sharpModel, TINY_TASK } from '../../test-support/tiny';
import { dataBatch } from '../batches';
import { answerBatch } from './evaluate-batch';
import { type EvaluationRequest, evaluatePair, type PairEvaluation } from './evaluate-pair';

const { promptLength, responseLength, tokenizer } = TINY_TASK;
/** Enough prompts for several batches without the sampling kernel, and two kinds of them. */
const TASK: Task = {
  ...TINY_TASK,
  split: () => {
    const { train, validation } = TINY_TASK.split();
    return { train: [], validation: train, test: validation };
  },
  kindOf: ({ prompt }) => (prompt.length === 2 ? 'short' : 'long'),
};
const GREEDY: EvaluationRequest = { split: 'validation', prompts: 20, decoding: { kind: 'greedy' } };
const sampled = (seed: number, prompts = 20): EvaluationRequest => ({
  split: 'validation',
  prompts,
  decoding: { kind: 'sampled', temperature: 0.9, topP: 0.95, seed },
});

/** Models of one shape, so that on WebGPU one sampling kernel serves both. */
const newTeacher = (): Model => sharpModel(shapeFor(TASK, { layers: 1 }), 71, 12);
const newStudent = (): Model => sharpModel(shapeFor(TASK, { layers: 1 }), 72, 10);
const on = async (): Promise<void> => {};
const best = (logs: readonly number[]): number => logs.indexOf(Math.max(...logs));

const run = (
  models: { teacher: Model; student: Model },
  request: EvaluationRequest,
  after: (done: number, total: number) => Promise<void> = on,
): Promise<PairEvaluation> => evaluatePair(TASK, models, request, after);

const textsOf = ({ items }: PairEvaluation, who: 'teacher' | 'student'): string[] =>
  items.map((item) => item[who].text);

await onEachBackend('evaluating a pair', (backend) => {
  test('measures what its definitions say', async () => {
    const models = { teacher: newTeacher(), student: newStudent() };
    const { items, teacher, student, agreement } = await run(models, GREEDY);
    const examples = TASK.split().validation.slice(0, 20);
    expect(items.map(({ prompt, reference }) => ({ prompt, response: reference }))).toEqual(examples);
    expect(items.map(({ kind }) => kind)).toEqual(
      examples.map(({ prompt }) => (prompt.length === 2 ? 'short' : 'long')),
    );

    const texts = items.map((item) => item.student.text);
    expect(student.length.value).toBeCloseTo(sum(texts.map((text) => text.length)) / 20, 10);
    expect(student.cutOff.value).toBe(items.filter((item) => !item.student.ended).length / 20);
    expect(teacher.entropy.value).toBeGreaterThan(0);

    // Distances on the references, token by token.
    const batch = dataBatch(TASK, examples);
    const [p, q] = await Promise.all(
      [models.teacher, models.student].map(async ({ shape, weights }) =>
        rowsOf(
          await take(tf.tidy(() => responseLogits(shape, weights, batch.sequences, promptLength))),
          tokenizer.size,
        ).map(logSoftmax),
      ),
    );
    const mask = await take(batch.mask);
    tf.dispose([batch.sequences, batch.responses]);
    const perToken = (f: (a: readonly number[], b: readonly number[]) => number): number =>
      sum(mask.map((m, i) => (m === 0 ? 0 : f(at(p ?? [], i), at(q ?? [], i))))) / sum(mask);
    const kl = (a: readonly number[], b: readonly number[]): number =>
      sum(a.map((l, v) => Math.exp(l) * (l - at(b, v))));
    expect(agreement.forwardKl.value).toBeCloseTo(perToken(kl), 4);
    expect(agreement.jsd.value).toBeCloseTo(
      perToken((a, b) => {
        const mixed = a.map((l, v) => Math.log((Math.exp(l) + Math.exp(at(b, v))) / 2));
        return (kl(a, mixed) + kl(b, mixed)) / 2;
      }),
      4,
    );
    expect(agreement.topOne.value).toBeCloseTo(
      perToken((a, b) => Number(best(a) === best(b))),
      6,
    );
    models.teacher.dispose();
    models.student.dispose();
  });

  test('greedy takes the likeliest token at every place, and entropy is that of the answer’s own tokens', async () => {
    const model = newStudent();
    const examples = TASK.split().validation.slice(0, 20);
    const answers = await answerBatch(TASK, model, examples, { kind: 'greedy' }, 0);
    // PAD and BOS inside an answer are shown as these signs.
    const signs = new Map([
      ['·', PAD],
      ['⊢', BOS],
    ]);
    const ids = answers.map(({ given: { text, ended } }) => [
      ...[...text].flatMap((sign) => signs.get(sign) ?? tokenizer.encode(sign)),
      ...(ended ? [EOS] : []),
    ]);
    // One forward pass over the whole sequences.
    const sequences = tf.tensor2d(
      examples.flatMap(({ prompt }, row) => {
        const own = at(ids, row);
        const rest = new Array<number>(responseLength - own.length).fill(PAD);
        return [...padPrompt(tokenizer.encode(prompt), promptLength), ...own, ...rest];
      }),
      [20, promptLength + responseLength],
      'int32',
    );
    const logits = tf.tidy(() => responseLogits(model.shape, model.weights, sequences, promptLength));
    const places = rowsOf(await take(logits), tokenizer.size).map(logSoftmax);
    sequences.dispose();
    for (const [row, own] of ids.entries()) {
      expect(own.length).toBe(answers[row]?.tokens);
      const logs = own.map((_, i) => at(places, row * responseLength + i));
      expect(own).toEqual(logs.map(best));
      expect(answers[row]?.entropy).toBeCloseTo(-sum(logs.flat().map((l) => l * Math.exp(l))), 3);
    }
    model.dispose();
  });

  test('a model beside itself agrees in everything, also when both sample', async () => {
    const teacher = newTeacher();
    const student = teacher.snapshot();
    for (const request of [GREEDY, sampled(5)]) {
      const { agreement, variety, ...sides } = await run({ teacher, student }, request);
      expect(agreement.identical.value).toBe(1);
      expect(agreement.topOne.value).toBe(1);
      expect(Math.abs(agreement.forwardKl.value)).toBeLessThan(1e-5);
      expect(Math.abs(agreement.jsd.value)).toBeLessThan(1e-5);
      expect(sides.student).toEqual(sides.teacher);
      expect(variety).toBe('like-the-teacher');
    }
    teacher.dispose();
    student.dispose();
  });

  test('sampling is repeated by its seed, whatever the number of prompts', async () => {
    const models = { teacher: newTeacher(), student: newStudent() };
    const once = await run(models, sampled(3));
    expect(textsOf(await run(models, sampled(3)), 'student')).toEqual(textsOf(once, 'student'));
    // Another number of prompts is another kernel on WebGPU, which takes a software adapter half a minute.
    const more = backend === 'webgpu' ? once : await run(models, sampled(3, 50));
    expect(textsOf(more, 'student').slice(0, 20)).toEqual(textsOf(once, 'student'));
    expect(textsOf(await run(models, sampled(4)), 'student')).not.toEqual(textsOf(once, 'student'));
    models.teacher.dispose();
    models.student.dispose();
  });

  test('says how far it is, can be stopped between batches, and leaves no tensor behind', async () => {
    const models = { teacher: newTeacher(), student: newStudent() };
    await run(models, GREEDY); // Makes the constants that are kept for good.
    const before = tf.memory().numTensors;
    const told: [number, number][] = [];
    await run(models, GREEDY, async (done, total) => void told.push([done, total]));
    expect(told.at(-1)).toEqual([40, 40]);
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).sort((a, b) => a - b));
    const stop = new Error('enough');
    await expect(run(models, GREEDY, () => Promise.reject(stop))).rejects.toBe(stop);
    expect(tf.memory().numTensors).toBe(before);
    models.teacher.dispose();
    models.student.dispose();
  });
});

describe('the judged answers', () => {
  beforeAll(() => selectBackend('cpu'));

  test('a right answer has neither error nor edits, a wrong one has both; prompts are those there are', async () => {
    const models = { teacher: newTeacher(), student: newStudent() };
    const { items, student } = await run(models, { ...GREEDY, split: 'test', prompts: 1000 });
    expect(items).toHaveLength(TASK.split().test.length);
    for (const { reference, student: given } of items) {
      expect(given.error === null).toBe(given.text === reference);
      expect(given.edits === '').toBe(given.text === reference);
    }
    expect(student.scores['exact-match']?.value).toBe(
      items.filter((item) => item.student.error === null).length / items.length,
    );
    expect(student.scores['exact-match']?.interval).not.toBeNull();
    models.teacher.dispose();
    models.student.dispose();
  });

  test('a snapshot stays as it was', async () => {
    const model = newStudent();
    const copy = model.snapshot();
    const values = Array.from(await copy.flat.data());
    model.replace(tf.zerosLike(model.flat));
    expect(Array.from(await copy.flat.data())).toEqual(values);
    expect(Array.from(await (copy.parts[0] as tf.Tensor).data())).toEqual(
      values.slice(0, copy.parts[0]?.size),
    );
    model.dispose();
    expect(copy.flat.isDisposed).toBe(false);
    copy.dispose();
  });
});
