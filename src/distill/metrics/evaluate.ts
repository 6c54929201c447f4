/** Greedy answers to held-out prompts, and their scores: cheap enough to go beside a training. */
import type { Model } from '../../model/model';
import { isEncoder, parameterSize } from '../../model/shape';
import type { GivenAnswer } from '../../tasks/errors';
import { answersWithClasses } from '../../tasks/layout';
import type { Example, Task } from '../../tasks/task';
import { EOS } from '../../tasks/tokenizer';
import { promptTensor } from '../batches';
import { deviceCanSample } from '../sampler/kernel';
import { sampleLockstep } from '../sampler/lockstep';
import { disposeRollout, type Rollout } from '../sampler/rollout';
import { measureTexts, type TextMeasures } from './text-metrics';

export interface Answers {
  readonly examples: readonly Example[];
  readonly answers: readonly string[];
  /** Metric id → score. */
  readonly scores: Readonly<Record<string, number>>;
  readonly text: TextMeasures;
}

/** Rows decoded together: enough to fill a device, few enough that its memory stays small. */
const ROWS = 64;
/** Without the sampling kernel no command is heard while a batch is decoded: rows, and operations of all of them, at most. */
const INTERRUPTIBLE = { rows: 16, operations: 3e8 } as const;

/** Rows to decode together so that commands are heard in between, about ten times a second. */
export function rowsAtOnce(task: Task, model: Model): number {
  if (deviceCanSample(model)) return ROWS;
  const encodes = isEncoder(model.shape);
  const read = encodes ? model.shape.context : task.promptLength + task.responseLength;
  const perRow = 2 * parameterSize(model.shape) * read;
  const most = encodes ? ROWS : INTERRUPTIBLE.rows;
  return Math.max(1, Math.min(most, Math.floor(INTERRUPTIBLE.operations / perRow)));
}

/** Greedy responses of a model to at most `ROWS` prompts, on the device. */
function greedyResponses(
  task: Task,
  model: Model,
  examples: readonly Example[],
  maxNewTokens: number,
): Rollout {
  const { responseLength } = task;
  const prompts = promptTensor(task, examples);
  const rollout = sampleLockstep(
    { prompts, responseLength, maxNewTokens },
    {
      model,
      sampling: { temperature: 0, topP: 1 },
      uniforms: new Float32Array(examples.length * responseLength),
    },
    null,
  );
  prompts.dispose();
  return rollout;
}

/** Requests the programs that evaluating on these examples needs; nothing is read. For tfjs' compile-only mode. */
export function requestPrograms(task: Task, model: Model, examples: readonly Example[]): void {
  disposeRollout(greedyResponses(task, model, examples.slice(0, ROWS), 1));
}

/**
 * The answers in the tokens of a rollout, row-major [rows, responseLength].
 * @param maxNewTokens response tokens that were decoded at most; those behind it are padding
 */
export function readAnswers(task: Task, ids: Int32Array, maxNewTokens = task.responseLength): GivenAnswer[] {
  const { responseLength, tokenizer } = task;
  const areClasses = answersWithClasses(task);
  return Array.from({ length: ids.length / responseLength }, (_, row) => {
    const tokens = ids.subarray(row * responseLength, row * responseLength + maxNewTokens);
    return { text: tokenizer.decode(tokens), ended: areClasses || tokens.includes(EOS) };
  });
}

const nothingStops = async (): Promise<boolean> => true;

/**
 * With the sampling kernel all batches are queued before the first is read, so that the device never waits.
 *
 * @param mayContinue asked between batches without the kernel; false gives up
 * @returns null when given up
 */
async function greedyAnswers(
  task: Task,
  model: Model,
  examples: readonly Example[],
  maxNewTokens: number,
  mayContinue: () => Promise<boolean>,
): Promise<GivenAnswer[] | null> {
  const queued = deviceCanSample(model);
  const rows = rowsAtOnce(task, model);
  const pending: Promise<GivenAnswer[]>[] = [];
  for (let start = 0; start < examples.length; start += rows) {
    if (!queued && start > 0 && !(await mayContinue())) return null;
    const rollout = greedyResponses(task, model, examples.slice(start, start + rows), maxNewTokens);
    pending.push(
      rollout.tokens.data<'int32'>().then((ids) => {
        disposeRollout(rollout);
        return readAnswers(task, ids, maxNewTokens);
      }),
    );
  }
  return (await Promise.all(pending)).flat();
}

/**
 * Greedy answers of a model, as text.
 * @param maxNewTokens response tokens at most
 */
export async function answer(
  task: Task,
  model: Model,
  examples: readonly Example[],
  maxNewTokens = task.responseLength,
): Promise<string[]> {
  const given = await greedyAnswers(task, model, examples, maxNewTokens, nothingStops);
  return (given ?? []).map(({ text }) => text);
}

/** The token ids of the greedy answer to one prompt, its EOS included where it wrote one. */
export async function answerTokens(task: Task, model: Model, prompt: string): Promise<number[]> {
  const rollout = greedyResponses(task, model, [{ prompt, response: '' }], task.responseLength);
  const ids = Array.from(await rollout.tokens.data<'int32'>());
  disposeRollout(rollout);
  const end = ids.indexOf(EOS);
  return end < 0 ? ids : ids.slice(0, end + 1);
}

/** The task's metrics. */
export function scoresOf(
  task: Task,
  answers: readonly GivenAnswer[],
  examples: readonly Example[],
): Record<string, number> {
  const texts = answers.map(({ text }) => text);
  const references = examples.map(({ response }) => response);
  return Object.fromEntries(task.metrics.map((metric) => [metric.id, metric.score(texts, references)]));
}

/**
 * Greedy answers, the task's metrics on them, and what else can be seen of them.
 *
 * @param mayContinue asked between batches where they are not queued; false gives up. The model must not change before
 *   the result is there.
 * @returns null when given up
 */
export async function evaluateWhile(
  task: Task,
  model: Model,
  examples: readonly Example[],
  mayContinue: () => Promise<boolean>,
): Promise<Answers | null> {
  const given = await greedyAnswers(task, model, examples, task.responseLength, mayContinue);
  if (!given) return null;
  return {
    examples,
    answers: given.map(({ text }) => text),
    scores: scoresOf(task, given, examples),
    text: measureTexts(given),
  };
}

/** `evaluateWhile` that goes through to its end. */
export async function evaluate(task: Task, model: Model, examples: readonly Example[]): Promise<Answers> {
  const answers = await evaluateWhile(task, model, examples, nothingStops);
  if (!answers) throw new Error('an evaluation that nothing stops has stopped');
  return answers;
}
