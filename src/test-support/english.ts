/** Events as a user reads them: with English sentences in place of problems. For tests only. */
import { PROBLEMS_EN } from '../app/text/en/problems';
import { sentenceOf } from '../app/text/sentence';
import type { Problem } from '../errors/problems';
import type { Message, RunEvent } from '../run/protocol';

/** The sentence of a message. */
export const english = (message: Message): string =>
  typeof message === 'string' ? message : sentenceOf(message, { language: 'en', sentences: PROBLEMS_EN });

const isProblem = (value: object): value is Problem => 'code' in value && 'values' in value;

/** The event with the sentence of each problem in its place. */
export function inEnglish<E extends RunEvent>(event: E): E {
  const worded = Object.entries(event).map(([key, value]: [string, unknown]) => {
    if (typeof value !== 'object' || value === null) return [key, value];
    if (isProblem(value)) return [key, english(value)];
    if (!('message' in value)) return [key, value];
    return [key, { ...value, message: english(value.message as Message) }];
  });
  return Object.fromEntries(worded) as E;
}
