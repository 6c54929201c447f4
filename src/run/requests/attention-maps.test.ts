import { afterAll, beforeAll, expect, test } from 'vitest';
import { answer } from '../../distill/metrics/evaluate';
import { Model } from '../../model/model';
import { type ModelShape, parameterSpecs } from '../../model/shape';
import * as tf from '../../ops/tf';
import { BOS, EOS, PAD } from '../../tasks/tokenizer';
import { onEachBackend } from '../../test-support/backends';
import {
  at,
  attended,
  expectClose,
  geluOf,
  normalised,
  product,
  softmax,
  sum,
} from '../../test-support/numbers';
import { pairOf } from '../../test-support/pair';
import { says } from '../../test-support/says';
import { shapeFor, sharpModel, sharpParameters, TINY_TASK as TASK } from '../../test-support/tiny';
import type { AttentionEvent, AttentionMaps, AttentionText } from '../protocol';
import { parseEvent } from '../protocol/parse';
import { attend, attentionOf } from './attention-maps';
import type { Pair } from './pairs';

const TEACHER = shapeFor(TASK, { width: 12, layers: 3, heads: 3 });
const STUDENT = shapeFor(TASK, { width: 8, layers: 2, heads: 2 });
const TEXT: AttentionText = { prompt: 'ab', typed: false, response: 'bab' };

/** softmax(q·kᵀ/√depth) of every layer and head, by definition and in double precision: [layers, heads, n, n]. */
function reference(shape: ModelShape, parameters: Float32Array, ids: readonly number[]): number[] {
  const { width, heads } = shape;
  const depth = width / heads;
  const length = ids.length;
  const named = new Map(
    parameterSpecs(shape).map(({ name, offset, size }) => [
      name,
      Array.from(parameters.subarray(offset, offset + size)),
    ]),
  );
  const get = (name: string): number[] => named.get(name) ?? [];
  const times = (x: number[], name: string, inputs: number, outputs: number): number[] =>
    product(x, get(name), length, inputs, outputs);
  const add = (a: number[], b: number[]): number[] => a.map((value, i) => value + at(b, i));
  const maps: number[] = [];
  let x = add(
    ids.flatMap((id) => get('wte.weight').slice(id * width, (id + 1) * width)),
    get('wpe.weight').slice(0, length * width),
  );
  for (let layer = 0; layer < shape.layers; layer++) {
    const qkv = times(normalised(x, width), `h.${layer}.attn.c_attn.weight`, width, 3 * width);
    for (let head = 0; head < heads; head++) {
      const part = (t: number, which: number): number[] =>
        qkv.slice((t * 3 + which) * width + head * depth, (t * 3 + which) * width + (head + 1) * depth);
      for (let i = 0; i < length; i++) {
        const scores = Array.from(
          { length: i + 1 },
          (_, j) => sum(part(i, 0).map((q, d) => q * at(part(j, 1), d))) / Math.sqrt(depth),
        );
        maps.push(...softmax(scores), ...new Array<number>(length - i - 1).fill(0));
      }
    }
    const mixed = attended(qkv, [1, length, width], heads);
    x = add(x, times(mixed, `h.${layer}.attn.c_proj.weight`, width, width));
    const expanded = times(normalised(x, width), `h.${layer}.mlp.c_fc.weight`, width, 4 * width).map(geluOf);
    x = add(x, times(expanded, `h.${layer}.mlp.c_proj.weight`, 4 * width, width));
  }
  return maps;
}

await onEachBackend('attention maps', (backend) => {
  const teacherParameters = sharpParameters(TEACHER, 71);
  const studentParameters = sharpParameters(STUDENT, 72);
  let teacher: Model;
  beforeAll(() => {
    teacher = new Model(TEACHER, teacherParameters);
  });
  afterAll(() => teacher.dispose());

  const newPair = (): Pair =>
    pairOf(TASK, teacher, new Model(STUDENT, studentParameters), { step: 3, sftSteps: 1 });

  /** What the page would hear, checked as the page checks it. */
  async function ask(text: AttentionText, findPair = async () => newPair()): Promise<AttentionEvent> {
    const events: AttentionEvent[] = [];
    const emit = (event: AttentionEvent): void => {
      events.push(parseEvent(structuredClone(event)) as AttentionEvent);
    };
    await attend(emit, { id: 5, text }, findPair, new AbortController().signal);
    expect(events).toHaveLength(1);
    return at(events, 0);
  }

  async function read(text: AttentionText) {
    const event = await ask(text);
    if (event.type !== 'attention') throw new Error(event.problem?.code);
    return event.result;
  }

  const rowSums = ({ rows }: AttentionMaps, n: number): number[] =>
    Array.from({ length: rows.length / n }, (_, i) => sum(Array.from(rows.slice(i * n, (i + 1) * n))));

  test('every row of every layer and head of both models is that of the definition', async () => {
    const { tokens, teacher: ofTeacher, student: ofStudent, ...facts } = await read(TEXT);
    const [a, b] = TASK.tokenizer.encode('ab').map(Number) as [number, number];
    expect(tokens).toEqual([PAD, PAD, BOS, a, b, b, a, b, EOS]);
    expect(facts).toEqual({
      prompt: 'ab',
      promptLength: TASK.promptLength,
      vocabulary: TASK.tokenizer.vocabulary,
      trainingProgress: { step: 3, sftSteps: 1 },
    });
    expect(ofTeacher).toMatchObject({ layers: 3, heads: 3 });
    expect(ofStudent).toMatchObject({ layers: 2, heads: 2 });
    expectClose(ofTeacher.rows, reference(TEACHER, teacherParameters, tokens), 1e-4);
    expectClose(ofStudent.rows, reference(STUDENT, studentParameters, tokens), 1e-4);
    for (const maps of [ofTeacher, ofStudent])
      for (const total of rowSums(maps, tokens.length)) expect(total).toBeCloseTo(1, 5);
  });

  // What follows is the same everywhere, and slow where programs have to be compiled.
  if (backend !== 'cpu') return;

  test('without a response the teacher’s own is read; an end that fits nowhere is left out', async () => {
    const [said = ''] = await answer(TASK, teacher, [{ prompt: 'ab', response: '' }]);
    const { tokens } = await read({ ...TEXT, response: null });
    expect(TASK.tokenizer.decode(tokens.slice(TASK.promptLength))).toBe(
      said.slice(0, TASK.responseLength - 1),
    );
    const full = await read({ ...TEXT, response: 'abcdeab' });
    expect(full.tokens).toHaveLength(TEACHER.context);
    expect(full.tokens).not.toContain(EOS);
  });

  test('tokens are taken as they are, also those that no text has', async () => {
    const { tokens } = await read({ ...TEXT, response: [BOS, 4, PAD] });
    expect(tokens.slice(TASK.promptLength)).toEqual([BOS, 4, PAD]);
    expect((await read({ ...TEXT, response: [] })).tokens).toHaveLength(TASK.promptLength);
  });

  test('what cannot be read is refused in a sentence, and no tensor is left behind', async () => {
    await ask(TEXT); // Makes the constants that are kept for good.
    const before = tf.memory().numTensors;
    const refusals: readonly [AttentionText, RegExp][] = [
      [{ ...TEXT, prompt: 'xyz' }, /do not know “x”, “y”, and “z”/],
      [{ ...TEXT, prompt: 'abcde' }, /prompt has 5 characters; it may have at most 4/],
      [{ ...TEXT, response: '字' }, /do not know “字”/],
      [{ ...TEXT, response: 'abcdeabc' }, /response has 8 characters; it may have at most 7/],
      [{ ...TEXT, response: new Array(9).fill(3) }, /another task/],
      [{ ...TEXT, response: [TASK.tokenizer.size] }, /another task/],
    ];
    for (const [text, message] of refusals)
      expect(await ask(text)).toEqual({
        type: 'attention-refused',
        id: 5,
        problem: says(message),
      });
    expect(await ask(TEXT, () => Promise.reject(new Error('x is undefined')))).toMatchObject({
      problem: { code: 'question-failed', values: { message: 'x is undefined' } },
    });
    await ask(TEXT);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a student that has diverged is shown as it is', async () => {
    const broken = sharpModel(STUDENT, 1);
    broken.replace(tf.fill([broken.flat.size], Number.NaN));
    const { student } = await attentionOf({ ...newPair(), student: broken }, TEXT);
    expect(student.rows.some(Number.isNaN)).toBe(true);
    broken.dispose();
  });
});
