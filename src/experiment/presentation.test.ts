import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { noticesInEnglish } from '../test-support/notices';
import { validChanges, validComparison, validExperiment } from './arbitrary';
import { CLASS_PAIR, handInPair } from './class-link';
import { decodeLink, encodeComparison, type RepairedLink } from './comparison-link';
import { DEFAULT_EXPERIMENT, FIELD_NAMES } from './fields';
import { encodeLesson, LESSON_IDS } from './lesson-link';
import {
  encodePresentation,
  HIDEABLE_PARTS,
  PLAIN_PRESENTATION,
  type Presentation,
  SHOWN_PARTS,
  VIEWS,
} from './presentation';
import { encodeRecording, RECORDED_PRESETS } from './recording-link';
import { ExperimentSchema } from './schema';
import { encodeHash } from './url';

const validPresentation: fc.Arbitrary<Presentation> = fc
  .record({
    view: fc.constantFrom(...VIEWS),
    show: fc.constantFrom(null, ...SHOWN_PARTS),
    hide: fc.subarray([...HIDEABLE_PARTS]),
    lock: fc.subarray([...FIELD_NAMES]),
  })
  // The whole page shows nothing larger than the rest.
  .map((presentation) => (presentation.view === 'page' ? { ...presentation, show: null } : presentation));

test('a link keeps how it is shown beside an experiment with its changes, and beside a comparison', () => {
  const experiment = validExperiment.chain((one) =>
    validChanges(one).map((changes) => ({ changes, link: encodeHash(one, changes), experiment: one })),
  );
  fc.assert(
    fc.property(experiment, validComparison, validPresentation, (run, comparison, presentation) => {
      const pairs = encodePresentation(presentation);
      const { experiment, changes } = run;
      expect(decodeLink(run.link + pairs)).toEqual({
        ...{ experiment, changes, presentation, comparison: null, lesson: null, notices: [] },
        ...{ forClass: false, handIn: null, isHandInAlone: false, recording: null },
      });
      expect(decodeLink(encodeComparison(comparison) + pairs)).toMatchObject({ presentation });
    }),
  );
});

test('the pairs may stand anywhere in a link', () => {
  const presentation = { view: 'present', show: 'loss', hide: ['settings', 'compare'], lock: ['topK'] };
  for (const link of [
    '#view=present&lock=topK&v=3&seed=7&hide=compare,settings&show=loss',
    '#v=3&view=present&hide=settings%2Ccompare&seed=7&show=loss&lock=topK.',
  ]) {
    expect(decodeLink(link)).toMatchObject({
      experiment: { ...DEFAULT_EXPERIMENT, seed: 7 },
      ...{ presentation, notices: [] },
    });
  }
});

test.each([
  ['view=cinema', {}, ['The view cannot be “cinema”, so its default “page” is used.']],
  ['show=moon', { show: 'strip' }, ['What is shown cannot be “moon”, so its default “strip” is used.']],
  [
    'hide=settings,walls,__proto__',
    { hide: ['settings'] },
    ['The link hides 2 parts that this page does not have: “walls”, “__proto__”.'],
  ],
  ['lock=topK,toString', { lock: ['topK'] }, ['1 unknown setting was ignored: “toString”.']],
  ['hide=&lock=', {}, []],
  ['hide=strip,,strip', { hide: ['strip'] }, []],
  // How it is shown does not depend on what its settings mean.
  [
    'v=9&view=embed',
    { view: 'embed' },
    ['The link is from another version of this page, so the defaults are used.'],
  ],
] as const)('%s', (link, changes, sentences) => {
  const { presentation, notices } = decodeLink(link);
  expect(presentation).toEqual({ ...PLAIN_PRESENTATION, ...changes });
  expect(noticesInEnglish(notices)).toEqual(sentences);
});

const linkOf = ({ experiment, presentation, lesson, recording, forClass, handIn }: RepairedLink): string =>
  // First, because punctuation at the end of a link is taken for the sentence's around it.
  (handIn === null ? '' : `${handInPair(encodeURIComponent(handIn))}&`) +
  encodeHash(experiment) +
  encodePresentation(presentation) +
  encodeLesson(lesson) +
  encodeRecording(recording) +
  (forClass ? CLASS_PAIR : '');

test('ten thousand random links never break, and what was read is read again from the link of it', () => {
  const word = fc.oneof(
    fc.constantFrom<string>(...VIEWS, ...SHOWN_PARTS, ...HIDEABLE_PARTS, ...FIELD_NAMES),
    fc.constantFrom<string>(...LESSON_IDS, ...RECORDED_PRESETS, 'lessons/mine.json', '//x/a.json', '0'),
    fc.constantFrom('', ',', '%2C', '%', '%E3%81', '&amp;', '__proto__', 'constructor', '1e999'),
    fc.string({ maxLength: 8 }),
  );
  const pair = fc
    .tuple(
      fc.oneof(
        fc.constantFrom('view', 'show', 'hide', 'lock', 'at', 'compare', 'seed', 'v'),
        fc.constantFrom('lesson', 'recording', 'class', 'handin'),
        word,
      ),
      fc.array(word, { maxLength: 5 }),
    )
    .map(([name, words]) => `${name}=${words.join(',')}`);
  fc.assert(
    fc.property(fc.array(fc.oneof(pair, word), { maxLength: 6 }), (pieces) => {
      const read = decodeLink(pieces.join('&'));
      const { experiment } = read;
      const link = linkOf(read);
      const again = decodeLink(link);
      // Texts, because ten thousand deep comparisons take most of a minute.
      return v.is(ExperimentSchema, experiment) && again.notices.length === 0 && linkOf(again) === link;
    }),
    { numRuns: 10_000 },
  );
});
