/** Matches a `UserError`, or a problem on its way to the page, by what its English sentence says. */
import { inEnglish } from '../app/text/english';
import { isProblemCode } from '../errors/problem-table';
import type { Problem } from '../errors/problems';

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && isProblemCode(value.code);

/**
 * To be used wherever Vitest takes an expected value.
 *
 * @example expect(() => encode('ü')).toThrow(says('do not know “ü”'))
 * @param part a part of the sentence; everything matches the empty text
 */
export const says = (part: string | RegExp) => ({
  asymmetricMatch: (value: unknown): boolean => {
    if (!isProblem(value)) return false;
    const sentence = inEnglish(value);
    return typeof part === 'string' ? sentence.includes(part) : part.test(sentence);
  },
  toString: () => 'says',
  getExpectedType: () => 'object',
  toAsymmetricMatcher: () => `says(${part})`,
});
