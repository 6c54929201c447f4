/** How long decoding takes with and without a drafter: the clock, not the count of calls. */
import type { Model } from '../model/model';
import * as tf from '../ops/tf';
import type { Example, Task } from '../tasks/task';
import { promptTensor } from './batches';
import { type DraftingRequest, voicesOf } from './drafting';
import { deviceCanSample } from './sampler/device';
import { sampleLockstep } from './sampler/lockstep';
import { disposeRollout, type Frame } from './sampler/rollout';
import { DRAFT_FIELDS, sampleAlone, sampleSpeculatively } from './sampler/speculate';

export type Contestant =
  /** The teacher, token by token with its cache, through the same operations as speculative decoding. */
  | 'alone'
  /** The teacher with the student of before the distillation as drafter. */
  | 'before'
  | 'after'
  /** The teacher alone in the sampling kernel, where the device has it. */
  | 'kernel';

/** Milliseconds for a response token, over the repeats. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface Race {
  /** Sequences decoded at the same time. */
  readonly batch: number;
  readonly repeats: number;
  readonly times: Readonly<Partial<Record<Contestant, Spread>>>;
}

export interface RaceRequest extends DraftingRequest {
  readonly batch: number;
  readonly repeats: number;
}

export interface Racers {
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

function decoders(task: Task, racers: Racers, request: RaceRequest): Map<Contestant, Decode> {
  const { teacher } = racers;
  const { responseLength } = task;
  const frameOf = (prompts: tf.Tensor2D): Frame => ({ prompts, responseLength, limit: responseLength });
  const voices = (student: Model, rows: number, first: number): ReturnType<typeof voicesOf> =>
    voicesOf({ teacher, student }, request, { rows, length: responseLength, first });
  const drafting =
    (student: Model): Decode =>
    async (prompts, first) => {
      const rows = prompts.shape[0];
      const both = voices(student, rows, first);
      const record = await sampleSpeculatively(
        frameOf(prompts),
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
  const contestants = new Map<Contestant, Decode>([
    [
      'alone',
      async (prompts, first) => {
        const { tokens, mask } = await sampleAlone(
          frameOf(prompts),
          voices(teacher, prompts.shape[0], first).teacher,
        );
        const [count] = await Promise.all([total(mask), tokens.data()]);
        tf.dispose([tokens, mask]);
        return count;
      },
    ],
    ['before', drafting(racers.before)],
    ['after', drafting(racers.after)],
  ]);
  if (deviceCanSample(teacher)) {
    contestants.set('kernel', async (prompts, first) => {
      const rollout = sampleLockstep(
        frameOf(prompts),
        voices(teacher, prompts.shape[0], first).teacher,
        null,
      );
      const [count] = await Promise.all([total(rollout.mask), rollout.tokens.data()]);
      disposeRollout(rollout);
      return count;
    });
  }
  return contestants;
}

/** Median, least and most of some numbers; zeros of none. */
export function spreadOf(values: readonly number[]): Spread {
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
export async function race(
  task: Task,
  racers: Racers,
  examples: readonly Example[],
  request: RaceRequest,
  between: (done: number, total: number) => Promise<void>,
): Promise<Race> {
  const { batch, repeats } = request;
  const contestants = [...decoders(task, racers, request)];
  // A small task's prompts come several times.
  const prompts = Array.from(
    { length: Math.max(batch, FEWEST_SEQUENCES) },
    (_, i) => examples[i % examples.length] as Example,
  );
  const batches: tf.Tensor2D[] = [];
  for (let first = 0; first < prompts.length; first += batch) {
    batches.push(promptTensor(task, prompts.slice(first, first + batch)));
  }
  const measured = new Map<Contestant, number[]>(contestants.map(([name]) => [name, []]));
  const turns = contestants.length * (repeats + 1);
  let done = 0;
  try {
    for (let repeat = 0; repeat <= repeats; repeat++) {
      for (const [name, decode] of contestants) {
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
  const times = Object.fromEntries([...measured].map(([name, values]) => [name, spreadOf(values)]));
  return { batch, repeats, times };
}
