import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PART_NAMES } from './parts';
import { type Fault, faultsOf, isTerm, readLesson, wordsIn } from './read';
import { type Lesson, MOST_WORDS } from './schema';
import { placeholdersOf, readReference, replacePlaceholders, VALUE_NAMES } from './values';

const LESSON: Lesson = {
  format: 'distillery-lesson',
  version: 1,
  language: 'en',
  title: 'A lesson',
  summary: 'What it shows.',
  minutes: 5,
  stations: [
    { title: 'Read', text: 'Some words.', look: 'strip', terms: ['skd'] },
    {
      title: 'Run',
      text: 'More words.',
      predict: { question: 'Which?', options: ['Low', 'High'], right: { value: 'chrf', bounds: [0.5] } },
      action: { do: 'run', label: 'Run it', link: 'v=3&seed=1&steps=10' },
      answer: 'It was {chrf}, then {acceptance@2}.',
    },
  ],
};

const withStation = (station: object): string =>
  JSON.stringify({ ...LESSON, stations: [LESSON.stations[0], { ...LESSON.stations[1], ...station }] });
const codes = (text: string): Fault['code'][] => (readLesson(text).faults ?? []).map(({ code }) => code);

describe('a lesson', () => {
  test('can cite the numbers of a recording in place of a run', () => {
    const withoutRun = { action: undefined };
    expect(codes(withStation(withoutRun))).toContain('noRun');
    expect(codes(withStation({ ...withoutRun, recording: 'classroom' }))).toEqual([]);
  });

  test('is read as it was written', () => {
    expect(readLesson(JSON.stringify(LESSON))).toEqual({ lesson: LESSON });
  });

  test('that is no JSON, or something else, is refused with a reason', () => {
    expect(codes('{')).toEqual(['notJson']);
    expect(codes('[]')).not.toEqual([]);
    expect(codes('null')).not.toEqual([]);
    expect(codes(JSON.stringify({ ...LESSON, version: 2 }))).toEqual(['form']);
  });

  test.each([
    ['notOneOf', { look: 'stripe' }],
    ['notOneOf', { recording: 'class-room' }],
    ['recording', { recording: 'classroom' }],
    ['unknownKey', { lok: 'strip' }],
    ['missing', { title: undefined }],
    ['form', { text: 3 }],
    ['words', { text: 'word '.repeat(MOST_WORDS + 1) }],
    ['term', { terms: ['skdd'] }],
    ['preset', { action: { do: 'run', label: 'Go', preset: 'class-room' } }],
    ['settings', { action: { do: 'run', label: 'Go' } }],
    ['settings', { action: { do: 'run', label: 'Go', preset: 'classroom', link: 'v=3&seed=1' } }],
    ['link', { action: { do: 'run', label: 'Go', link: 'v=3&seed=1&topk=3' } }],
    ['link', { action: { do: 'run', label: 'Go', link: 'v=3&seed=1&topK=9999' } }],
    [
      'comparison',
      { action: { do: 'compare', label: 'Go', link: 'v=3&seed=1' }, answer: 'Done.', predict: undefined },
    ],
    ['comparison', { action: { do: 'run', label: 'Go', link: 'v=3&seed=1&compare=topK:1,3' } }],
    ['prompt', { action: { do: 'run', label: 'Go', preset: 'classroom', prompt: 'x' } }],
    ['notOneOf', { draw: 'strip' }],
    ['draw', { draw: 'loss', action: { do: 'step', label: 'Go', preset: 'classroom' } }],
    ['placeholder', { answer: '{exactness}' }],
    ['noRun', { answer: '{chrf@1}' }],
    ['noRun', { answer: '{chrf@3}' }],
    ['right', { predict: { question: '?', options: ['a', 'b'], right: 3 } }],
    ['right', { predict: { question: '?', options: ['a', 'b'], right: { value: 'chrf', bounds: [1, 2] } } }],
    [
      'right',
      { predict: { question: '?', options: ['a', 'b', 'c'], right: { value: 'chrf', bounds: [2, 1] } } },
    ],
    ['right', { predict: { question: '?', options: ['a', 'b', 'c'], right: { largest: ['chrf', 'loss'] } } }],
  ] as const)('with the fault %s: its station is named', (code, change) => {
    const faults = readLesson(withStation(change)).faults ?? [];
    expect(faults.map((fault) => fault.code)).toContain(code);
    expect(faults.every(({ station }) => station === 2)).toBe(true);
  });

  test('in Japanese is as long as its characters', () => {
    const japanese: Lesson = {
      ...LESSON,
      language: 'ja',
      stations: [{ title: '題', text: '字'.repeat(261) }],
    };
    expect(faultsOf(japanese)).toEqual([
      { code: 'characters', station: 1, values: { characters: 261, most: 260 } },
    ]);
  });

  test('of any content is read or refused, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.jsonValue().map((value) => JSON.stringify(value)),
        ),
        (text) => {
          const { lesson, faults } = readLesson(text);
          expect(lesson === undefined).toBe(faults !== undefined);
          expect(faults?.length).not.toBe(0);
        },
      ),
    );
  });

  test('whose values are replaced one by one is read, or refused with at most twenty faults', () => {
    const paths = [
      ...Object.keys(LESSON).map((key) => [key]),
      ...Object.keys(LESSON.stations[1] ?? {}).map((key) => ['stations', 1, key]),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const copy = structuredClone(LESSON) as unknown as Record<string | number, unknown>;
        const parent = path.slice(0, -1).reduce((at, key) => at[key] as typeof copy, copy);
        parent[path.at(-1) ?? ''] = value;
        const { lesson, faults } = readLesson(JSON.stringify(copy));
        if (lesson) expect(faultsOf(lesson)).toEqual([]);
        else expect(faults?.length).toBeGreaterThan(0);
        expect(faults?.length ?? 0).toBeLessThanOrEqual(20);
      }),
    );
  });
});

describe('numbers in texts', () => {
  test('are named alone or with the number of a station', () => {
    expect(readReference('chrf')).toEqual({ name: 'chrf', station: null });
    expect(readReference('acceptance-start@12')).toEqual({ name: 'acceptance-start', station: 12 });
    for (const text of ['', 'chrf@', 'chrf@0', 'Chrf', 'chrf@1a', 'speed'])
      expect(readReference(text)).toBeNull();
  });

  test('every name between braces is found and replaced', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.stringMatching(/^[^{}]*$/), fc.constantFrom(...VALUE_NAMES))),
        (parts) => {
          const text = parts.map(([words, name]) => `${words}{${name}}`).join('');
          expect(placeholdersOf(text)).toEqual(parts.map(([, name]) => name));
          expect(replacePlaceholders(text, (name) => name)).toBe(parts.map((part) => part.join('')).join(''));
        },
      ),
    );
  });
});

test('words are what stands between spaces', () => {
  expect(wordsIn(' one  two\n\nthree ')).toBe(3);
});

test('terms of the first screen and of the measures are known', () => {
  expect(['skd', 'acceptance', 'rse', 'onPolicy'].every(isTerm)).toBe(true);
  expect(isTerm('toString')).toBe(false);
});

test('parts have one name each', () => {
  expect(new Set(PART_NAMES).size).toBe(PART_NAMES.length);
});
