/** Problems in English: the page's first language, and that of the command-line tools. */
import type { Problem } from '../../errors/problems';
import { problemOf } from '../../errors/user-error';
import { en } from './en';
import { PROBLEMS_EN, TERMS_EN } from './en/problems';
import { LABELS_EN } from './en/settings';
import { type ProblemCatalogue, sentenceOf } from './sentence';
import { termsOf } from './terms';

export const ENGLISH: ProblemCatalogue = {
  language: 'en',
  sentences: PROBLEMS_EN,
  terms: { ...termsOf(LABELS_EN, en), ...TERMS_EN },
  quotes: ['“', '”'],
  more: '{names} and {rest} more',
  space: ' ',
};

export const inEnglish = (problem: Problem): string => sentenceOf(problem, ENGLISH);

/** What a command-line tool prints of anything that was thrown. */
export const englishOf = (error: unknown): string => inEnglish(problemOf(error));
