import { describe, expect, test } from 'vitest';
import { STREAM, uniformArray } from '../../experiment/random';
import { responseLogits } from '../../model/forward';
import type { Model } from '../../model/model';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { EOS, PAD, padPrompt } from '../../tasks/tokenizer';
import { onEachBackend } from '../../test-support/backends';
import { at, rowsOf, softmax, sum, take } from '../../test-support/numbers';
import { shapeFor, sharpModel, TINY_TASK } from '../../test-support/tiny';
import { sampleComposed } from './composed';
import { type DecodeBatch, disposeRollout, type SamplingParams } from './rollout';
import { DRAFT_FIELDS, type DraftField, sampleAutoregressive, sampleSpeculatively } from './speculate';

const { promptLength, responseLength, tokenizer } = TINY_TASK;
const VOCABULARY = tokenizer.size;
const PLAIN: SamplingParams = { temperature: 1, topP: 1 };
const GREEDY: SamplingParams = { temperature: 0, topP: 1 };

const idsOf = (prompt: string): number[] => padPrompt(tokenizer.encode(prompt), promptLength);
const promptIds = (rows: number): number[][] =>
  TINY_TASK.split()
    .train.slice(0, rows)
    .map(({ prompt }) => idsOf(prompt));

interface Setting {
  readonly prompts: readonly (readonly number[])[];
  readonly student: Model;
  readonly teacher: Model;
  readonly draftLength: number;
  readonly how?: SamplingParams;
  readonly studentHow?: SamplingParams;
  readonly maxNewTokens?: number;
  readonly step?: number;
}

const decodeBatchOf = (
  prompts: readonly (readonly number[])[],
  maxNewTokens = responseLength,
): DecodeBatch => ({
  prompts: tf.tensor2d(prompts.flat(), [prompts.length, promptLength], 'int32'),
  responseLength,
  maxNewTokens,
});

/** Field → [rows][position]. */
async function speculate(setting: Setting): Promise<Record<DraftField, number[][]>> {
  const {
    prompts,
    student,
    teacher,
    draftLength,
    how = PLAIN,
    studentHow = how,
    maxNewTokens,
    step = 1,
  } = setting;
  const decodeBatch = decodeBatchOf(prompts, maxNewTokens);
  const numbers = (stream: number): Float32Array =>
    uniformArray(5, stream, step, prompts.length, responseLength);
  const record = await sampleSpeculatively(
    decodeBatch,
    { model: student, sampling: studentHow, uniforms: numbers(STREAM.draft) },
    {
      model: teacher,
      sampling: how,
      uniforms: numbers(STREAM.draftReplacement),
      acceptance: numbers(STREAM.draftAcceptance),
    },
    draftLength,
  );
  decodeBatch.prompts.dispose();
  expect(record.shape).toEqual([prompts.length, DRAFT_FIELDS.length, responseLength]);
  const rows = rowsOf(
    rowsOf(await take(record), responseLength).flat(),
    DRAFT_FIELDS.length * responseLength,
  );
  return Object.fromEntries(
    DRAFT_FIELDS.map((name, field) => [
      name,
      rows.map((row) => row.slice(field * responseLength, (field + 1) * responseLength)),
    ]),
  ) as Record<DraftField, number[][]>;
}

async function withModels(
  body: (teacher: Model, student: Model) => Promise<void>,
  sharpness = 16,
): Promise<void> {
  const teacher = sharpModel(shapeFor(TINY_TASK, { layers: 2 }), 22, sharpness);
  const student = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 21, sharpness);
  await body(teacher, student);
  teacher.dispose();
  student.dispose();
}

/** Probability of every response of at most `length` tokens, by its ids joined with commas. */
async function exactDistribution(
  model: Model,
  prompt: readonly number[],
  length: number,
  how: SamplingParams,
): Promise<Map<string, number>> {
  let prefixes: number[][] = [[]];
  for (let i = 1; i < length; i++) {
    prefixes = prefixes.flatMap((prefix) => Array.from({ length: VOCABULARY }, (_, id) => [...prefix, id]));
  }
  const rows = prefixes.map((prefix) => [
    ...prompt,
    ...prefix,
    ...new Array<number>(responseLength - prefix.length).fill(PAD),
  ]);
  const logits = await take(
    tidy(() =>
      responseLogits(
        model.shape,
        model.weights,
        tf.tensor2d(rows.flat(), [rows.length, promptLength + responseLength], 'int32'),
        promptLength,
      ),
    ),
  );
  const warped = (row: readonly number[]): number[] => {
    const p = softmax(row.map((x) => x / how.temperature));
    const kept = p.map((own) => (sum(p.filter((other) => other > own)) < how.topP ? own : 0));
    return kept.map((w) => w / sum(kept));
  };
  const found = new Map<string, number>();
  prefixes.forEach((prefix, row) => {
    let probability = 1;
    for (let i = 0; i < length; i++) {
      const p = warped(at(rowsOf(logits, VOCABULARY), row * responseLength + i));
      if (i === length - 1) {
        for (const [id, own] of p.entries()) found.set([...prefix, id].join(), probability * own);
      } else found.set([...prefix.slice(0, i), EOS].join(), probability * at(p, EOS));
      const next = prefix[i];
      if (next === undefined || next === EOS) break;
      probability *= at(p, next);
    }
  });
  return found;
}

/** The 99.9 % point of the chi-square distribution (Wilson & Hilferty 1931). */
const critical = (freedom: number): number =>
  freedom * (1 - 2 / (9 * freedom) + 3.0902 * Math.sqrt(2 / (9 * freedom))) ** 3;

await onEachBackend('speculative decoding', (backend) => {
  const slow = backend === 'webgpu';

  // Thousands of responses, so not on a software adapter; plain JavaScript takes a share.
  describe.skipIf(slow).each([
    ['γ = 1', 1, PLAIN, PLAIN],
    ['γ = 2', 2, PLAIN, PLAIN],
    ['γ = 3', 3, PLAIN, PLAIN],
    ['warped alike', 2, { temperature: 0.7, topP: 0.9 }, { temperature: 0.7, topP: 0.9 }],
    ['a greedy drafter of a sampling teacher', 2, PLAIN, GREEDY],
  ] as const)('%s', (_name, draftLength, how, studentHow) => {
    test('draws from the teacher, exactly: chi-square over whole responses', () =>
      withModels(async (teacher, student) => {
        const maxNewTokens = 3;
        const prompt = idsOf('cab');
        const exact = await exactDistribution(teacher, prompt, maxNewTokens, how);
        expect(sum([...exact.values()])).toBeCloseTo(1, 4);
        const rows = 500;
        const batches = backend === 'cpu' ? 2 : 12;
        const seen = new Map<string, number>();
        let accepted = 0;
        for (let step = 1; step <= batches; step++) {
          const result = await speculate({
            prompts: Array.from({ length: rows }, () => prompt),
            ...{ student, teacher, draftLength, how, studentHow, maxNewTokens, step },
          });
          accepted += sum(result.accepted.flat());
          result.token.forEach((tokens, row) => {
            const key = tokens.slice(0, sum(at(result.mask, row))).join();
            seen.set(key, (seen.get(key) ?? 0) + 1);
          });
        }
        const count = rows * batches;
        // Both ways of getting a token must have been at work.
        expect(accepted).toBeGreaterThan(0.05 * count);
        let statistic = 0;
        let cells = 0;
        let restExpected = 0;
        let restSeen = 0;
        for (const [key, probability] of exact) {
          const expected = count * probability;
          const found = seen.get(key) ?? 0;
          seen.delete(key);
          if (expected >= 5) {
            statistic += (found - expected) ** 2 / expected;
            cells++;
          } else {
            restExpected += expected;
            restSeen += found;
          }
        }
        // Nothing that the teacher would never say.
        expect([...seen.keys()]).toEqual([]);
        if (restExpected >= 5) {
          statistic += (restSeen - restExpected) ** 2 / restExpected;
          cells++;
        }
        expect(cells).toBeGreaterThan(15);
        expect(statistic).toBeLessThan(critical(cells - 1));
      }, 7));
  });

  test.each(slow ? [3] : [1, 2, 4, 7])(
    'greedy is the teacher’s own greedy answer, token for token (γ = %i)',
    (γ) =>
      withModels(async (teacher, student) => {
        const prompts = promptIds(12);
        const result = await speculate({ prompts, student, teacher, draftLength: γ, how: GREEDY });
        const decodeBatch = decodeBatchOf(prompts);
        const uniforms = new Float32Array(12 * responseLength);
        const own = sampleComposed(decodeBatch, { model: teacher, sampling: GREEDY, uniforms }, null);
        const alone = await sampleAutoregressive(decodeBatch, { model: teacher, sampling: GREEDY, uniforms });
        const [tokens, mask] = [Array.from(await own.tokens.data()), Array.from(await own.mask.data())];
        expect(result.token.flat()).toEqual(tokens);
        expect(result.mask.flat()).toEqual(mask);
        expect(await take(alone.tokens)).toEqual(tokens);
        expect(await take(alone.mask)).toEqual(mask);
        // A draft stands exactly where it is what the teacher wrote.
        result.mask.flat().forEach((alive, i) => {
          if (alive === 0) return;
          const proposed = at(result.proposed.flat(), i);
          const stands = at(result.accepted.flat(), i) === 1;
          expect(stands).toBe(proposed === at(tokens, i));
        });
        disposeRollout(own);
        decodeBatch.prompts.dispose();
      }),
  );

  test('a drafter that is the teacher has everything accepted: γ + 1 tokens a call', () =>
    withModels(async (teacher) => {
      const γ = 3;
      for (const how of [PLAIN, GREEDY]) {
        const { mask, accepted, call, proposed } = await speculate({
          prompts: promptIds(12),
          ...{ student: teacher, teacher, draftLength: γ, how },
        });
        mask.forEach((row, r) => {
          const length = sum(row);
          for (let i = 0; i < length; i++) {
            expect(at(at(call, r), i)).toBe(1 + Math.floor(i / (γ + 1)));
            const own = i % (γ + 1) === γ;
            expect(at(at(accepted, r), i)).toBe(own ? 0 : 1);
            expect(at(at(proposed, r), i) === -1).toBe(own);
          }
        });
        expect(Math.max(...mask.map(sum))).toBeGreaterThan(γ + 1);
      }
    }));

  test('calls count up along a row, each ends in the teacher’s own token, and a limit cuts', () =>
    withModels(async (teacher, student) => {
      const { mask, accepted, call, proposed, token } = await speculate({
        prompts: promptIds(12),
        ...{ student, teacher, draftLength: 3, maxNewTokens: 6 },
      });
      let refused = 0;
      mask.forEach((row, r) => {
        const length = sum(row);
        expect(length).toBeLessThanOrEqual(6);
        expect(row).toEqual(row.map((_, i) => (i < length ? 1 : 0)));
        const ends = at(token, r).indexOf(EOS);
        expect(length).toBe(ends < 0 ? 6 : ends + 1);
        for (let i = 0; i < length; i++) {
          const own = at(at(accepted, r), i) === 0;
          if (own && at(at(proposed, r), i) >= 0) refused++;
          if (i + 1 < length) expect(at(at(call, r), i + 1) - at(at(call, r), i)).toBe(own ? 1 : 0);
          else expect(at(at(call, r), 0)).toBe(1);
        }
        for (const facts of [accepted, call, proposed, token]) {
          expect(at(facts, r).slice(length)).toEqual(new Array(responseLength - length).fill(0));
        }
      });
      expect(refused).toBeGreaterThan(3);
    }));

  test('nothing is left behind', () =>
    withModels(async (teacher, student) => {
      const once = async (): Promise<void> => {
        await speculate({ prompts: promptIds(4), student, teacher, draftLength: 3 });
        const decodeBatch = decodeBatchOf(promptIds(4));
        const uniforms = new Float32Array(4 * responseLength);
        const { tokens, mask } = await sampleAutoregressive(decodeBatch, {
          model: teacher,
          sampling: PLAIN,
          uniforms,
        });
        tf.dispose([tokens, mask, decodeBatch.prompts]);
      };
      await once();
      const before = tf.memory().numTensors;
      await once();
      expect(tf.memory().numTensors).toBe(before);
    }));
});
