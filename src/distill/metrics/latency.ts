/** How long decoding takes with and without a drafter: the clock, not the count of calls. */
import type { Model } from '../../model/model';
import * as tf from '../../ops/tf';
import type { Example, Task } from '../../tasks/task';
import { promptTensor } from '../batches';
import { compileSampler, deviceCanSample } from '../sampler/kernel';
import { sampleLockstep } from '../sampler/lockstep';
import { type DecodeBatch, disposeRollout } from '../sampler/rollout';
import { DRAFT_FIELDS, sampleAutoregressive, sampleSpeculatively } from '../sampler/speculate';
import { type DraftingRequest, samplingModelsOf } from './drafting';

export type DecoderName =
  /** The teacher, token by token with its cache, through the same operations as speculative decoding. */
  | 'alone'
  /** The teacher with the student of before the distillation as drafter. */
  | 'before'
  | 'after'
  /** The teacher alone in the sampling kernel, where the device has it. */
  | 'kernel';

/** Milliseconds for a response token, over the repeats. */
export interface TimeRange {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface LatencyBenchmark {
  /** Sequences decoded at the same time. */
  readonly batch: number;
  readonly repeats: number;
  readonly times: Readonly<Partial<Record<DecoderName, TimeRange>>>;
}

export interface LatencyRequest extends DraftingRequest {
  readonly batch: number;
  readonly repeats: number;
}

export interface DecoderModels {
  readonly teacher: Model;
  readonly before: Model;
  readonly after: Model;
}

/** Sequences decoded one after the other when the batch is smaller: one answer's length is a matter of luck. */
const FEWEST_SEQUENCES = 4;

/** Decodes one batch and waits for it; gives the number of response tokens. */
type Decode = (prompts: tf.Tensor2D, first: number) => Promise<number>;

async function total(mask: tf.Tensor): Promise<number> {
  const values = await mask.data<'float32'>();
  return values.reduce((sum, value) => sum + value, 0);
}

function decodersOf(task: Task, models: DecoderModels, request: LatencyRequest): Map<DecoderName, Decode> {
  const { teacher } = models;
  const { responseLength } = task;
  const decodeBatchOf = (prompts: tf.Tensor2D): DecodeBatch => ({
    prompts,
    responseLength,
    maxNewTokens: responseLength,
  });
  const samplingModels = (student: Model, rows: number, first: number): ReturnType<typeof samplingModelsOf> =>
    samplingModelsOf({ teacher, student }, request, { rows, length: responseLength, first });
  const drafting =
    (student: Model): Decode =>
    async (prompts, first) => {
      const rows = prompts.shape[0];
      const both = samplingModels(student, rows, first);
      const record = await sampleSpeculatively(
        decodeBatchOf(prompts),
        both.student,
        both.teacher,
        request.draftLength,
      );
      const values = await record.data();
      record.dispose();
      const size = DRAFT_FIELDS.length * responseLength;
      let tokens = 0;
      // The mask is the first field of a row.
      for (let row = 0; row < rows; row++) {
        for (let i = 0; i < responseLength; i++) tokens += values[row * size + i] ?? 0;
      }
      return tokens;
    };
  const decoders = new Map<DecoderName, Decode>([
    [
      'alone',
      async (prompts, first) => {
        const { tokens, mask } = await sampleAutoregressive(
          decodeBatchOf(prompts),
          samplingModels(teacher, prompts.shape[0], first).teacher,
        );
        const [count] = await Promise.all([total(mask), tokens.data()]);
        tf.dispose([tokens, mask]);
        return count;
      },
    ],
    ['before', drafting(models.before)],
    ['after', drafting(models.after)],
  ]);
  if (deviceCanSample(teacher)) {
    decoders.set('kernel', async (prompts, first) => {
      const decodeBatch = decodeBatchOf(prompts);
      await compileSampler(decodeBatch, teacher);
      const rollout = sampleLockstep(
        decodeBatch,
        samplingModels(teacher, prompts.shape[0], first).teacher,
        null,
      );
      const [count] = await Promise.all([total(rollout.mask), rollout.tokens.data()]);
      disposeRollout(rollout);
      return count;
    });
  }
  return decoders;
}

/** Median, least and most of some numbers; zeros of none. */
export function timeRangeOf(values: readonly number[]): TimeRange {
  const sorted = [...values].sort((a, b) => a - b);
  const [least = 0] = sorted;
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const high = sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0;
  return { median: (low + high) / 2, least, most: sorted.at(-1) ?? 0 };
}

/**
 * Times the contestants in turn, so that whatever slows the device for a while slows all of them. Each goes once before
 * the clock starts: programs are compiled then. Times are per token, because sampled answers differ in length.
 * @param examples at least one
 * @param between awaited after each turn; when it rejects, so does the race
 */
export async function benchmarkLatency(
  task: Task,
  models: DecoderModels,
  examples: readonly Example[],
  request: LatencyRequest,
  between: (done: number, total: number) => Promise<void>,
): Promise<LatencyBenchmark> {
  const { batch, repeats } = request;
  const decoders = [...decodersOf(task, models, request)];
  // A small task's prompts come several times.
  const prompts = Array.from(
    { length: Math.max(batch, FEWEST_SEQUENCES) },
    (_, i) => examples[i % examples.length] as Example,
  );
  const batches: tf.Tensor2D[] = [];
  for (let first = 0; first < prompts.length; first += batch) {
    batches.push(promptTensor(task, prompts.slice(first, first + batch)));
  }
  const measured = new Map<DecoderName, number[]>(decoders.map(([name]) => [name, []]));
  const turns = decoders.length * (repeats + 1);
  let done = 0;
  try {
    for (let repeat = 0; repeat <= repeats; repeat++) {
      for (const [name, decode] of decoders) {
        let tokens = 0;
        const started = performance.now();
        for (const [i, prompts] of batches.entries()) tokens += await decode(prompts, i * batch);
        const took = performance.now() - started;
        if (repeat > 0) measured.get(name)?.push(took / Math.max(1, tokens));
        await between(++done, turns);
      }
    }
  } finally {
    tf.dispose(batches);
  }
  const times = Object.fromEntries([...measured].map(([name, values]) => [name, timeRangeOf(values)]));
  return { batch, repeats, times };
}
