import type { Model } from '../model/model';
import type { Example, Task } from '../tasks/task';
import { promptTensor } from './batches';
import { sampleLockstep } from './sampler/lockstep';
import { disposeRollout, type Rollout } from './sampler/rollout';

export interface Answers {
  readonly examples: readonly Example[];
  readonly answers: readonly string[];
  /** Metric id → score in [0, 1]. */
  readonly scores: Readonly<Record<string, number>>;
}

/** Rows decoded together: enough to fill a device, few enough that its memory stays small. */
const ROWS = 64;

/** Greedy responses of a model to at most `ROWS` prompts, on the device. */
function greedyResponses(task: Task, model: Model, examples: readonly Example[], limit: number): Rollout {
  const { responseLength } = task;
  const prompts = promptTensor(task, examples);
  const rollout = sampleLockstep(
    { prompts, responseLength, limit },
    {
      model,
      warp: { temperature: 0, topP: 1 },
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
 * Greedy answers of a model. All batches are queued before the first is read, so the device never waits.
 * @param limit response tokens at most
 */
export async function answer(
  task: Task,
  model: Model,
  examples: readonly Example[],
  limit = task.responseLength,
): Promise<string[]> {
  const pending: Promise<string[]>[] = [];
  for (let start = 0; start < examples.length; start += ROWS) {
    const rows = examples.slice(start, start + ROWS);
    const rollout = greedyResponses(task, model, rows, limit);
    pending.push(
      rollout.tokens.data<'int32'>().then((ids) => {
        disposeRollout(rollout);
        return rows.map((_, row) =>
          task.tokenizer.decode(ids.subarray(row * task.responseLength, (row + 1) * task.responseLength)),
        );
      }),
    );
  }
  return (await Promise.all(pending)).flat();
}

/** Greedy answers and the task's metrics on them. */
export async function evaluate(task: Task, model: Model, examples: readonly Example[]): Promise<Answers> {
  const answers = await answer(task, model, examples);
  const references = examples.map((example) => example.response);
  const scores = Object.fromEntries(
    task.metrics.map((metric) => [metric.id, metric.score(answers, references)]),
  );
  return { examples, answers, scores };
}
