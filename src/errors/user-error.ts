/** Errors that a user can read about and act on. All others are faults of the program. */
import type { Problem, ProblemCode, ProblemValue, ProblemValues } from './problems';

type Given<C extends ProblemCode> = keyof ProblemValues<C> extends never ? [] : [values: ProblemValues<C>];

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
  readonly values: Readonly<Record<string, ProblemValue>>;

  constructor(code: C, ...[values]: Given<C>) {
    super(values ? `${code} ${JSON.stringify(values)}` : code);
    this.code = code;
    this.values = values ?? {};
  }
}

/** The technical message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What to tell the user of anything that was thrown: a `UserError` says it itself. */
export function problemOf(error: unknown): Problem {
  if (error instanceof UserError) return { code: error.code, values: error.values };
  const message = messageOf(error);
  const outOfMemory = error instanceof RangeError && /alloc|memory|array length/i.test(message);
  return { code: outOfMemory ? 'out-of-memory' : 'unexpected', values: { message } };
}
