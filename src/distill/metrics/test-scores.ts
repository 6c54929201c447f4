/** How good a finished student is on prompts that nothing was decided by. */
import type { Model } from '../../model/model';
import type { GivenAnswer } from '../../tasks/errors';
import type { Task } from '../../tasks/task';
import { answer, rowsAtOnce } from './evaluate';
import { measuresOf } from './evaluate-pair';
import type { Estimate } from './intervals';

export interface TestScores {
  /** Metric id → score. */
  readonly scores: Readonly<Record<string, Estimate>>;
  readonly prompts: number;
}

/**
 * Greedy answers to the first prompts of the test split, scored.
 *
 * @param prompts at most so many
 * @param shouldContinue called before every batch with the number of prompts done; false gives up
 * @returns null when given up
 */
export async function testScores(
  task: Task,
  model: Model,
  prompts: number,
  shouldContinue: (done: number, total: number) => Promise<boolean>,
): Promise<TestScores | null> {
  const examples = task.split().test.slice(0, prompts);
  const given: GivenAnswer[] = [];
  const rows = rowsAtOnce(task, model);
  for (let start = 0; start < examples.length; start += rows) {
    if (!(await shouldContinue(start, examples.length))) return null;
    const texts = await answer(task, model, examples.slice(start, start + rows));
    given.push(...texts.map((text) => ({ text, ended: true })));
  }
  return { scores: measuresOf(task, given, examples), prompts: examples.length };
}
