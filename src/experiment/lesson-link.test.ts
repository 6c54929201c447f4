import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLink } from './comparison-link';
import { DEFAULT_EXPERIMENT } from './fields';
import { encodeLesson, isLessonAddress, LESSON_IDS } from './lesson-link';
import { encodeHash } from './url';

test('a link carries a lesson beside its experiment', () => {
  const experiment = { ...DEFAULT_EXPERIMENT, topK: 7 };
  fc.assert(
    fc.property(
      fc.oneof(
        fc.constantFrom(...LESSON_IDS),
        fc.stringMatching(/^[a-z][\w é/&=%+-]{0,40}\.json$/).filter(isLessonAddress),
      ),
      (lesson) => {
        const link = decodeLink(encodeHash(experiment) + encodeLesson(lesson));
        expect(link).toMatchObject({ experiment, lesson, notices: [] });
      },
    ),
  );
  expect(encodeLesson(null)).toBe('');
  expect(decodeLink(encodeHash(experiment)).lesson).toBeNull();
});

test.each([
  '9',
  '0',
  '',
  'https://example.org/a.json',
  '//example.org/a.json',
  '\\\\example.org/a.json',
  'javascript:alert(1).json',
  'data:application/json,{}.json',
  'a.html',
  'a.json?x',
  `${'a'.repeat(300)}.json`,
])('%s is no address of a lesson: left out with a notice', (given) => {
  const { lesson, notices, experiment } = decodeLink(`v=3&seed=1&lesson=${encodeURIComponent(given)}`);
  expect(lesson).toBeNull();
  expect(notices).toMatchObject([{ code: 'lessonUnknown' }]);
  expect(experiment).toEqual(DEFAULT_EXPERIMENT);
});

test('any lesson in a link leaves the experiment alone and never throws', () => {
  fc.assert(
    fc.property(fc.string(), (given) => {
      const { experiment } = decodeLink(`v=3&seed=5&topK=2&lesson=${encodeURIComponent(given)}`);
      expect(experiment).toEqual({ ...DEFAULT_EXPERIMENT, seed: 5, topK: 2 });
    }),
  );
});
