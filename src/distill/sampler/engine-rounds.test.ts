import { beforeAll, expect, test } from 'vitest';
import { STREAM, uniformArray } from '../../experiment/random';
import type { Model } from '../../model/model';
import * as tf from '../../ops/tf';
import { padPrompt } from '../../tasks/tokenizer';
import { selectBackend } from '../../test-support/backends';
import { at, rowsOf } from '../../test-support/numbers';
import { shapeFor, sharpModel, TINY_TASK } from '../../test-support/tiny';
import { sampleComposed } from './composed';
import { sampleLockstep } from './lockstep';
import { type DecodeBatch, disposeRollout, type Rollout, type SamplingModel } from './rollout';
import { DRAFT_FIELDS, sampleSpeculatively, speculateComposed } from './speculate';

const { promptLength, responseLength, tokenizer } = TINY_TASK;
const ROWS = 128;
const ROUNDS = 8;

beforeAll(() => selectBackend('wasm'));

/** Differing sequences of `ROUNDS` batches, which `read` draws in the engine and in the composition. */
async function differing(
  read: (batch: DecodeBatch, modelOf: (which: 0 | 1, stream: number) => SamplingModel) => Promise<number[][]>,
  composed: typeof read,
  temperature = 1,
): Promise<{ different: number; sequences: number[][] }> {
  const { train, validation, test: held } = TINY_TASK.split();
  const examples = [...train, ...validation, ...held];
  const models: [Model, Model] = [
    sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 31),
    sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 32),
  ];
  const sequences: number[][] = [];
  let different = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const ids = Array.from({ length: ROWS }, (_, row) =>
      padPrompt(tokenizer.encode(at(examples, (row + 7 * round) % examples.length).prompt), promptLength),
    );
    const prompts = tf.tensor2d(ids.flat(), [ROWS, promptLength], 'int32');
    const batch = { prompts, responseLength, maxNewTokens: responseLength };
    const modelOf = (which: 0 | 1, stream: number): SamplingModel => ({
      model: models[which],
      sampling: { temperature, topP: 1 },
      uniforms: uniformArray(17, stream, round, ROWS, responseLength),
    });
    const found = await read(batch, modelOf);
    const expected = await composed(batch, modelOf);
    prompts.dispose();
    found.forEach((row, i) => {
      if (row.join() !== at(expected, i).join()) different++;
    });
    sequences.push(...found);
  }
  for (const model of models) model.dispose();
  return { different, sequences };
}

async function rows(rollout: Rollout): Promise<number[][]> {
  const parts = [
    rollout.tokens,
    rollout.mask,
    rollout.verification?.accepted,
    rollout.verification?.proposed,
  ];
  const read = await Promise.all(
    parts.map(async (part) => rowsOf(Array.from((await part?.data()) ?? []), responseLength)),
  );
  disposeRollout(rollout);
  return Array.from({ length: ROWS }, (_, row) => read.flatMap((all) => at(all, row)));
}

// A uniform number within rounding of a boundary between two tokens may fall on either side: one in 10⁶ tokens.
const AT_MOST = 1;

test(`${ROWS * ROUNDS} sequences of AdaSwitch equal the composed sampler's`, async () => {
  const by =
    (sample: typeof sampleLockstep) =>
    (batch: DecodeBatch, modelOf: (which: 0 | 1, stream: number) => SamplingModel) =>
      rows(
        sample(batch, modelOf(0, STREAM.studentToken), {
          ...modelOf(1, STREAM.teacherToken),
          acceptance: { rule: 'switch', factor: 1.5 },
        }),
      );
  const { different, sequences } = await differing(by(sampleLockstep), by(sampleComposed));
  const accepted = sequences.flatMap((row) => row.slice(2 * responseLength, 3 * responseLength));
  // Both models write.
  expect(accepted).toContain(1);
  expect(
    sequences.some((row) => at(row, responseLength + 1) === 1 && at(row, 2 * responseLength + 1) === 0),
  ).toBe(true);
  expect(different).toBeLessThanOrEqual(AT_MOST);
}, 120_000);

test.each([
  { drafts: 1, temperature: 1 },
  { drafts: 3, temperature: 1 },
  { drafts: 4, temperature: 0 },
])(
  `${ROWS * ROUNDS} sequences of speculative decoding equal the composition's: %j`,
  async ({ drafts, temperature }) => {
    const by =
      (sample: typeof sampleSpeculatively) =>
      async (batch: DecodeBatch, modelOf: (which: 0 | 1, stream: number) => SamplingModel) => {
        const student = modelOf(0, STREAM.draft);
        const teacher = modelOf(1, STREAM.draftReplacement);
        const acceptance = modelOf(1, STREAM.draftAcceptance).uniforms;
        const record = await sample(batch, student, { ...teacher, acceptance }, drafts);
        const values = Array.from(await record.data());
        record.dispose();
        return rowsOf(values, DRAFT_FIELDS.length * responseLength);
      };
    const { different, sequences } = await differing(
      by(sampleSpeculatively),
      by(speculateComposed),
      temperature,
    );
    expect(sequences.length).toBe(ROWS * ROUNDS);
    expect(different).toBeLessThanOrEqual(AT_MOST);
  },
  120_000,
);
