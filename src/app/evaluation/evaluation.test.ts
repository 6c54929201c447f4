import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import type { ErrorKind, EvaluatedItem } from '../../run/protocol';
import { toCsv } from './csv';
import { errorCounts, filterItems, kindScores, NO_FILTER } from './filter';
import { markAnswer, markReference, type Segment } from './segments';

const answer = (text: string, error: ErrorKind | null = null): EvaluatedItem['student'] => ({
  text,
  ended: true,
  error,
  edits: '',
});
const item = (
  prompt: string,
  reference: string,
  student: string,
  error: ErrorKind | null = null,
  kind: string | null = null,
): EvaluatedItem => ({
  prompt,
  reference,
  kind,
  student: answer(student, error),
  teacher: answer(reference),
});

const ITEMS = [
  item('six=', 'six', 'dix', 'one-edit', 'small'),
  item('seven=', 'sept', 'sept', null, 'small'),
  item('eighty=', 'quatre-vingts', 'quatre', 'wrong-ending', 'large'),
  item('ninety=', 'quatre-vingt-dix', '', 'empty', 'large'),
  item('eighty-one=', 'quatre-vingt-un', 'quatre-vingt-on', 'one-edit', 'large'),
];

const joined = (segments: readonly Segment[]): string => segments.map(({ text }) => text).join('');

describe('marks', () => {
  test('stretches of the same mark are one segment, on either side', () => {
    // cent-un / cent onze: X replaces, D is missing.
    expect(markAnswer('cent-un', '====XX=DD')).toEqual([
      { mark: 'same', text: 'cent' },
      { mark: 'replaced', text: '-u' },
      { mark: 'same', text: 'n' },
    ]);
    expect(markReference('cent onze', '====XX=DD')).toEqual([
      { mark: 'same', text: 'cent' },
      { mark: 'replaced', text: ' o' },
      { mark: 'same', text: 'n' },
      { mark: 'alone', text: 'ze' },
    ]);
    expect(markAnswer('abc', '=I=')).toEqual([
      { mark: 'same', text: 'a' },
      { mark: 'alone', text: 'b' },
      { mark: 'same', text: 'c' },
    ]);
  });

  test('no character is lost or made up, whatever the alignment', () => {
    const edits = fc.string({ unit: fc.constantFrom('=', 'X', 'I', 'D'), maxLength: 12 });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 8 }), edits, (text, alignment) => {
        expect(joined(markAnswer(text, alignment))).toBe(text);
        expect(joined(markReference(text, alignment))).toBe(text);
      }),
    );
  });
});

describe('filter', () => {
  const prompts = (filter: Partial<typeof NO_FILTER>): string[] =>
    filterItems(ITEMS, { ...NO_FILTER, ...filter }).map(({ prompt }) => prompt);

  test('by verdict, kind of error, kind of prompt and text', () => {
    expect(prompts({})).toHaveLength(5);
    expect(prompts({ verdict: 'right' })).toEqual(['seven=']);
    expect(prompts({ verdict: 'wrong' })).toHaveLength(4);
    expect(prompts({ verdict: 'one-edit' })).toEqual(['six=', 'eighty-one=']);
    expect(prompts({ verdict: 'one-edit', kind: 'large' })).toEqual(['eighty-one=']);
    expect(prompts({ search: ' QUATRE-vingt-d ' })).toEqual(['ninety=']);
    expect(prompts({ search: 'seven', verdict: 'wrong' })).toEqual([]);
    expect(prompts({ who: 'teacher', verdict: 'wrong' })).toEqual([]);
  });

  test('counts what there is to choose from', () => {
    expect(errorCounts(ITEMS, 'student')).toEqual([
      { value: 'one-edit', count: 2 },
      { value: 'wrong-ending', count: 1 },
      { value: 'empty', count: 1 },
    ]);
    expect(errorCounts(ITEMS, 'teacher')).toEqual([]);
    expect(kindScores(ITEMS, 'student')).toEqual([
      { value: 'large', count: 3, right: 0 },
      { value: 'small', count: 2, right: 1 },
    ]);
    expect(kindScores([item('a', 'a', 'a')], 'student')).toEqual([]);
  });
});

test('comma-separated values quote what needs it, and say where they come from', () => {
  const items = [item('say "a, b"', 'a\nb', ' a', 'other', 'k'), item('six=', 'six', 'six')];
  const request = { split: 'test', prompts: 2, decoding: { kind: 'greedy' } } as const;
  const rows = toCsv(
    items,
    { request, items, trainingProgress: { step: 24, sftSteps: 0 } },
    {
      experiment: { ...DEFAULT_EXPERIMENT, topK: 5 },
      changes: [{ step: 9, settings: { topK: 7 } }],
      seeds: [1],
      vary: null,
      device: { name: 'wasm', adapter: '', threads: 1, cores: 2 },
      version: '9.9.9',
      link: 'https://example.org/#v=1',
    },
  );
  const from =
    'test,2,greedy,24,0,translation,skd,shipped,1,topK=5,9:topK=7,"wasm: processor, 1 of 2 logical cores",9.9.9,https://example.org/#v=1';
  expect(rows).toBe(
    [
      'prompt,kind,reference,student,student_ended,student_error,teacher,teacher_ended,teacher_error,split,prompts,decoding,student_steps,student_sft_steps,task,method,teacher,seeds,settings,changes,device,version,link',
      `"say ""a, b""",k,"a\nb"," a",true,other,"a\nb",true,,${from}`,
      `six=,,six,six,true,,six,true,,${from}`,
      '',
    ].join('\r\n'),
  );
});
