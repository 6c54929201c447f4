import { describe, expect, test } from 'vitest';
import type { Acceptance } from '../../experiment/methods';
import { STREAM, uniformArray } from '../../experiment/random';
import { responseLogits } from '../../model/forward';
import type { Model } from '../../model/model';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { EOS, PAD, padPrompt } from '../../tasks/tokenizer';
import { onEachBackend } from '../../test-support/backends';
import { at, expectClose, logSoftmax, rowsOf, softmax, sum, take } from '../../test-support/numbers';
import { shapeFor, sharpModel, TINY_TASK } from '../../test-support/tiny';
import { sampleBlocks } from './block';
import { sampleComposed } from './composed';
import { sampleLockstep } from './lockstep';
import {
  type DecodeBatch,
  disposeRollout,
  type Rollout,
  type SamplingModel,
  type SamplingParams,
} from './rollout';

const { promptLength, responseLength, tokenizer } = TINY_TASK;
const VOCABULARY = tokenizer.size;
const ROWS = 12;
const PLAIN: SamplingParams = { temperature: 1, topP: 1 };

const promptIds = (): number[][] =>
  TINY_TASK.split()
    .train.slice(0, ROWS)
    .map((example) => padPrompt(tokenizer.encode(example.prompt), promptLength));

interface Scene {
  readonly decodeBatch: DecodeBatch;
  readonly student: SamplingModel;
  readonly teacher: SamplingModel;
}

/** Two sharpened random models at a batch of prompts; everything is freed afterwards. */
async function scene(
  body: (scene: Scene) => Promise<void>,
  { maxNewTokens = responseLength, step = 1, studentWarp = PLAIN, teacherWarp = PLAIN } = {},
): Promise<void> {
  const prompts = tf.tensor2d(promptIds().flat(), [ROWS, promptLength], 'int32');
  const student = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 21);
  // On webgpu as many layers as the student: each pair of shapes is a kernel, which software takes long to compile.
  const teacher = sharpModel(shapeFor(TINY_TASK, { layers: tf.getBackend() === 'webgpu' ? 1 : 2 }), 22);
  const samplingModel = (model: Model, sampling: SamplingParams, stream: number): SamplingModel => ({
    model,
    sampling,
    uniforms: uniformArray(5, stream, step, ROWS, responseLength),
  });
  await body({
    decodeBatch: { prompts, responseLength, maxNewTokens },
    student: samplingModel(student, studentWarp, STREAM.studentToken),
    teacher: samplingModel(teacher, teacherWarp, STREAM.teacherToken),
  });
  prompts.dispose();
  student.dispose();
  teacher.dispose();
}

interface Read {
  readonly tokens: number[];
  readonly mask: number[];
  readonly accepted: number[];
  readonly proposed: number[];
  readonly rank: number[];
  /** One row of logits a position; empty without. */
  readonly logits: number[][];
}

async function read(rollout: Rollout): Promise<Read> {
  const list = async (tensor: tf.Tensor | undefined): Promise<number[]> =>
    Array.from((await tensor?.data()) ?? []);
  const result = {
    tokens: await list(rollout.tokens),
    mask: await list(rollout.mask),
    accepted: await list(rollout.verification?.accepted),
    proposed: await list(rollout.verification?.proposed),
    rank: await list(rollout.verification?.rank),
    logits: rowsOf(await list(rollout.teacherLogits ?? undefined), VOCABULARY),
  };
  disposeRollout(rollout);
  return result;
}

const topK = (k: number): Acceptance => ({ rule: 'top-k', topK: k });
const mixed = ({ mask, accepted }: Read): boolean =>
  sum(accepted) > 0.1 * sum(mask) && sum(accepted) < 0.9 * sum(mask);

/** Forward logits [row · responseLength + i] of a model on prompts and sampled tokens. */
async function forward(model: Model, tokens: readonly number[]): Promise<number[][]> {
  const sequences = promptIds().map((prompt, row) => [...prompt, ...at(rowsOf(tokens, responseLength), row)]);
  const logits = tidy(() =>
    responseLogits(
      model.shape,
      model.weights,
      tf.tensor2d(sequences.flat(), [ROWS, promptLength + responseLength], 'int32'),
      promptLength,
    ),
  );
  return rowsOf(await take(logits), VOCABULARY);
}

await onEachBackend('samplers', (backend) => {
  // A software adapter takes seconds to compile each block size; cpu and wasm go through them all.
  const sizes = backend === 'webgpu' ? [3] : [2, 3, 5];

  test('the mask covers a response up to and with EOS, PAD follows', () =>
    scene(async ({ decodeBatch, student, teacher }) => {
      let ended = 0;
      for (const rollout of [
        sampleLockstep(decodeBatch, student, null),
        sampleLockstep(decodeBatch, student, { ...teacher, acceptance: topK(3) }),
        await sampleBlocks(decodeBatch, student, { ...teacher, acceptance: topK(3) }, 3),
      ]) {
        expect(rollout.tokens.shape).toEqual([ROWS, responseLength]);
        expect(rollout.tokens.dtype).toBe('int32');
        expect(rollout.mask.shape).toEqual([ROWS, responseLength]);
        const { tokens, mask, accepted, proposed, rank } = await read(rollout);
        rowsOf(tokens, responseLength).forEach((row, r) => {
          const end = row.indexOf(EOS);
          const length = end < 0 ? responseLength : end + 1;
          if (end >= 0 && end < responseLength - 1) ended++;
          expect(at(rowsOf(mask, responseLength), r)).toEqual(row.map((_, i) => (i < length ? 1 : 0)));
          expect(row.slice(length).every((id) => id === PAD)).toBe(true);
        });
        for (const facts of [accepted, proposed, rank]) {
          facts.forEach((value, i) => {
            if (at(mask, i) === 0) expect(value).toBe(0);
          });
        }
      }
      expect(ended).toBeGreaterThan(3);
    }));

  test('a limit cuts every row, and what came before it stays the same', () =>
    scene(async ({ decodeBatch, student, teacher }) => {
      const judge = { ...teacher, acceptance: topK(2) };
      const whole = await read(sampleLockstep(decodeBatch, student, judge));
      const short = { ...decodeBatch, maxNewTokens: 3 };
      for (const cut of [
        await read(sampleLockstep(short, student, judge)),
        await read(await sampleBlocks(short, student, judge, 3)),
      ]) {
        for (const name of ['tokens', 'mask', 'accepted', 'proposed', 'rank'] as const) {
          expect(cut[name]).toEqual(whole[name].map((value, i) => (i % responseLength < 3 ? value : 0)));
        }
      }
      expect(sum(whole.mask)).toBeGreaterThan(3 * ROWS);
    }));

  test('every verdict follows from the kept logits: rank, acceptance, and the token taken', () =>
    scene(async ({ decodeBatch, student, teacher }) => {
      for (const acceptance of [topK(1), topK(3), { rule: 'nucleus', topP: 0.7 } as const]) {
        const result = await read(sampleLockstep(decodeBatch, student, { ...teacher, acceptance }));
        expect(mixed(result)).toBe(true);
        result.mask.forEach((alive, i) => {
          if (alive === 0) return;
          const logits = at(result.logits, i);
          const proposed = at(result.proposed, i);
          const higher = softmax(logits).filter((_, v) => at(logits, v) > at(logits, proposed));
          expect(at(result.rank, i)).toBe(higher.length);
          const kept =
            acceptance.rule === 'top-k' ? higher.length < acceptance.topK : sum(higher) < acceptance.topP;
          expect(at(result.accepted, i)).toBe(kept ? 1 : 0);
          if (kept) expect(at(result.tokens, i)).toBe(proposed);
        });
      }
    }));

  test('replacements are drawn from the teacher with its own numbers and its own warp', () =>
    scene(
      async ({ decodeBatch, student, teacher }) => {
        const result = await read(sampleLockstep(decodeBatch, student, { ...teacher, acceptance: topK(1) }));
        let replaced = 0;
        result.mask.forEach((alive, i) => {
          if (alive === 0 || at(result.accepted, i) === 1) return;
          replaced++;
          const p = softmax(at(result.logits, i).map((x) => x / 0.7));
          let below = 0;
          const expected = p.findIndex((w) => {
            below += w;
            return below > at(teacher.uniforms, i);
          });
          expect(at(result.tokens, i)).toBe(expected);
        });
        expect(replaced).toBeGreaterThan(10);
      },
      { teacherWarp: { temperature: 0.7, topP: 1 } },
    ));

  test('K = V is the student alone, K = 0 the teacher alone, with the same numbers', () =>
    scene(async ({ decodeBatch, student, teacher }) => {
      const studentAlone = await read(sampleLockstep(decodeBatch, student, null));
      const teacherAlone = await read(sampleLockstep(decodeBatch, teacher, null));
      expect(studentAlone.tokens).not.toEqual(teacherAlone.tokens);
      const open = await read(
        sampleLockstep(decodeBatch, student, { ...teacher, acceptance: topK(VOCABULARY) }),
      );
      expect([open.tokens, open.mask, open.accepted]).toEqual([
        studentAlone.tokens,
        studentAlone.mask,
        studentAlone.mask,
      ]);
      const closed = await read(sampleLockstep(decodeBatch, student, { ...teacher, acceptance: topK(0) }));
      expect([closed.tokens, closed.mask]).toEqual([teacherAlone.tokens, teacherAlone.mask]);
      expect(sum(closed.accepted)).toBe(0);
      const blocks = await read(
        await sampleBlocks(decodeBatch, student, { ...teacher, acceptance: topK(0) }, 3),
      );
      expect(blocks.tokens).toEqual(teacherAlone.tokens);
    }));

  describe.each([
    ['plain', topK(3), PLAIN, responseLength],
    ['limited', topK(2), PLAIN, 5],
    ['warped', topK(1), { temperature: 0.8, topP: 0.9 }, responseLength],
    ['nucleus', { rule: 'nucleus', topP: 0.8 }, PLAIN, responseLength],
  ] as const)('blocks (%s) give what block size 1 gives', (_name, acceptance, warp, maxNewTokens) => {
    test.each(sizes)('γ = %i', (blockSize) =>
      scene(
        async ({ decodeBatch, student, teacher }) => {
          const judge = { ...teacher, acceptance };
          const single = await read(sampleComposed(decodeBatch, student, judge));
          const blocks = await read(await sampleBlocks(decodeBatch, student, judge, blockSize));
          expect(mixed(single)).toBe(true);
          for (const name of ['tokens', 'mask', 'accepted', 'proposed', 'rank'] as const) {
            expect(blocks[name], name).toEqual(single[name]);
          }
          const kept = (result: Read): number[] =>
            result.logits.filter((_, i) => at(result.mask, i) === 1).flat();
          expectClose(kept(blocks), kept(single), 1e-4);
          // What sampleLockstep picks for this device, a kernel or stock operations, draws the same.
          const picked = await read(sampleLockstep(decodeBatch, student, judge));
          for (const name of ['tokens', 'mask', 'accepted', 'proposed', 'rank'] as const) {
            expect(picked[name], name).toEqual(single[name]);
          }
          expectClose(kept(picked), kept(single), 1e-4);
        },
        { maxNewTokens, step: blockSize, studentWarp: warp, teacherWarp: warp },
      ),
    );
  });

  test('the probability of a sequence is the same step by step and under teacher forcing', () =>
    scene(async ({ decodeBatch, student }) => {
      const sampled = await read(sampleLockstep(decodeBatch, student, null, true));
      const forced = await forward(student.model, sampled.tokens);
      const logProbability = (logits: readonly number[][]): number[] =>
        rowsOf(
          logits.map((row, i) => at(sampled.mask, i) * at(logSoftmax(row), at(sampled.tokens, i))),
          responseLength,
        ).map(sum);
      expectClose(logProbability(forced), logProbability(sampled.logits), 1e-5);
      // One position off would be far off.
      const off = logProbability([...forced.slice(1), ...forced.slice(0, 1)]);
      expect(Math.abs(at(off, 0) - at(logProbability(forced), 0))).toBeGreaterThan(0.1);
    }));

  test('the kept teacher logits are those of a full forward pass', () =>
    scene(async ({ decodeBatch, student, teacher }) => {
      const judge = { ...teacher, acceptance: topK(3) };
      for (const rollout of [
        sampleLockstep(decodeBatch, student, judge),
        await sampleBlocks(decodeBatch, student, judge, 3),
      ]) {
        const result = await read(rollout);
        const expected = await forward(teacher.model, result.tokens);
        const alive = (rows: readonly number[][]): number[] =>
          rows.filter((_, i) => at(result.mask, i) === 1).flat();
        expectClose(alive(result.logits), alive(expected), 1e-4);
      }
    }));

  test('nothing is left behind', () =>
    scene(async ({ decodeBatch, student, teacher }) => {
      const judge = { ...teacher, acceptance: topK(2) };
      const all = async (): Promise<void> => {
        disposeRollout(sampleLockstep(decodeBatch, student, null));
        disposeRollout(sampleLockstep(decodeBatch, teacher, null, true));
        disposeRollout(sampleLockstep(decodeBatch, student, judge));
        disposeRollout(await sampleBlocks(decodeBatch, student, judge, 3));
      };
      await all(); // Makes the constants that are kept for good.
      const before = tf.memory().numTensors;
      await all();
      expect(tf.memory().numTensors).toBe(before);
    }));
});
