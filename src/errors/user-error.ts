/** Errors that a user can read about and act on. All others are faults of the program. */
import { type Given, type Problem, type ProblemCode, problem } from './problems';

/**
 * An error with a sentence in every language.
 *
 * ```ts
 * throw new UserError('prompt-too-long', { length: 70, limit: 63 });
 * ```
 */
export class UserError<C extends ProblemCode = ProblemCode> extends Error implements Problem {
  override readonly name = 'UserError';
  readonly code: C;
  readonly values: Problem['values'];

  constructor(code: C, ...given: Given<C>) {
    const [values] = given;
    super(values ? `${code} ${JSON.stringify(values)}` : code);
    this.code = code;
    this.values = values ?? {};
  }

  /** The problem as it is sent to the page. */
  get problem(): Problem {
    return { code: this.code, values: this.values };
  }
}

/** The technical message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Codes whose only value is a technical message. */
type UnexpectedCode = 'unexpected' | 'question-failed' | 'comparison-interrupted';

/**
 * The problem of anything that was thrown: a `UserError` carries its own.
 *
 * @param unexpected code for errors that are faults of the program
 */
export function problemOf(error: unknown, unexpected: UnexpectedCode = 'unexpected'): Problem {
  if (error instanceof UserError) return error.problem;
  const message = messageOf(error);
  const outOfMemory = error instanceof RangeError && /alloc|memory|array length/i.test(message);
  return problem(outOfMemory ? 'out-of-memory' : unexpected, { message });
}
