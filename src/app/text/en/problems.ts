/** The sentences of problems: what happened, and what to do. `{length|character|characters}` is a number and its noun. */
import type { ProblemCode } from '../../../errors/problems';

export const PROBLEMS_EN: Readonly<Record<ProblemCode, string>> = {
  'prompt-too-long': 'The prompt has {length|character|characters}; it may have at most {limit}.',
  'response-too-long': 'The response has {length|character|characters}; it may have at most {limit}.',
  'out-of-memory': 'Memory ran out ({message}). Choose a smaller batch or student.',
  unexpected: 'Something unexpected happened: {message}. Start again; the settings are kept.',
};
