/** What an event says of an error. */
import type { ProblemCode } from '../../errors/problems';
import { messageOf, problemOf, UserError } from '../../errors/user-error';
import type { Message } from './schema';

/** Codes for faults of the program, which have only a technical message. */
type UnexpectedCode = Extract<ProblemCode, 'unexpected' | 'question-failed' | 'comparison-interrupted'>;

/**
 * A `UserError` is told by its code, a readable error by its own message, and every other by the code `unexpected`.
 *
 * @param isReadable errors whose message a user understands
 */
export function messageFor(
  error: unknown,
  isReadable: (error: unknown) => boolean,
  unexpected: UnexpectedCode = 'question-failed',
): Message {
  if (error instanceof UserError) return problemOf(error);
  const message = messageOf(error);
  return isReadable(error) ? message : { code: unexpected, values: { message } };
}
