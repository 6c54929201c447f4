/** A prompt that both models answer. */

import { answer } from '../../distill/metrics/evaluate';
import { problemOf } from '../../errors/user-error';
import { promptIds } from '../../tasks/layout';
import type { Task } from '../../tasks/task';
import type { SingleRunEvent } from '../protocol/run';
import type { AnyPair } from './pairs';

type TryEvent = Extract<SingleRunEvent, { type: 'answer' | 'refused' }>;

/**
 * Answers a question with one event; never rejects.
 * @param find finds the models; it is to pass on what `accepts` throws, before it downloads anything
 */
export async function tryPrompt(
  emit: (event: TryEvent) => void,
  { id, prompt: typed }: { readonly id: number; readonly prompt: string },
  find: (accepts: (task: Task) => void) => Promise<AnyPair>,
): Promise<void> {
  let pair: AnyPair | null = null;
  let prompt = '';
  try {
    pair = await find((task) => {
      prompt = task.toPrompt(typed);
      promptIds(task, prompt);
    });
    const { task, teacher, student, trainingProgress } = pair;
    const example = [{ prompt, response: '' }];
    const [byTeacher, byStudent] = await Promise.all([
      teacher ? answer(task, teacher, example) : null,
      answer(task, student, example),
    ]);
    emit({
      type: 'answer',
      id,
      prompt,
      teacher: byTeacher && (byTeacher[0] ?? ''),
      student: byStudent[0] ?? '',
      step: trainingProgress.step,
    });
  } catch (error) {
    emit({ type: 'refused', id, problem: problemOf(error, 'question-failed') });
  } finally {
    pair?.release();
  }
}
