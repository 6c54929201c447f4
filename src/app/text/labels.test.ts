import { describe, expect, test } from 'vitest';
import { CONTROLS, type Control, GROUPS } from '../../experiment/controls';
import { FIELD_NAMES, FIELDS, type Field } from '../../experiment/fields';
import { repairExperiment } from '../../experiment/repair';
import { settingSentences } from './en/setting-sentences';
import { LABELS_EN } from './en/settings';
import { settingSentencesJa } from './ja/setting-sentences';
import { LABELS_JA } from './ja/settings';
import { type Labels, noticeText } from './labels';

describe.each([
  ['English', LABELS_EN, settingSentences, /[.]$/],
  ['Japanese', LABELS_JA, settingSentencesJa, /。$/],
] as const)('%s', (_language, labels: Labels, sentences, sentence) => {
  test('labels are unique, and each setting has a sentence', () => {
    const names = FIELD_NAMES.map((name) => labels.fields[name].label);
    expect(new Set(names).size).toBe(names.length);
    for (const name of FIELD_NAMES) expect(sentences[`setting.${name}.about`]).toMatch(sentence);
  });

  test('every choice and group has a name', () => {
    const choices: Readonly<Record<string, Readonly<Record<string, string>>>> = labels.choices;
    for (const name of FIELD_NAMES) {
      const field: Field = FIELDS[name];
      if (field.kind !== 'choice') continue;
      expect(Object.keys(choices[name] ?? {}).sort()).toEqual([...field.choices].sort());
    }
    for (const group of GROUPS) expect(labels.groups[group]).not.toBe('');
  });
});

test('both languages give the same settings a unit', () => {
  for (const name of FIELD_NAMES) {
    expect(LABELS_JA.fields[name].unit === undefined).toBe(LABELS_EN.fields[name].unit === undefined);
  }
});

test('numbers have a step, choices and lists do not', () => {
  for (const name of FIELD_NAMES) {
    const control: Control = CONTROLS[name];
    const field: Field = FIELDS[name];
    expect(GROUPS).toContain(control.group);
    expect(control.step === undefined).toBe(field.kind === 'choice' || field.kind === 'list');
    if (field.kind === 'integer') expect(Number.isInteger(control.step)).toBe(true);
  }
});

test('a notice names the setting in its language', () => {
  const { notices } = repairExperiment({ topK: 'x', layerMap: 3 });
  expect(notices.map((notice) => noticeText(notice, LABELS_EN))).toEqual([
    'K (accepted ranks) cannot be “x”, so its default 3 is used.',
    'Layer map cannot be 3, so its default automatic is used.',
  ]);
  expect(noticeText({ code: 'invalid', setting: 'topK', given: '“x”', used: 3 }, LABELS_JA)).toBe(
    '「K（受理する順位）」に “x” は指定できないため、既定値 3 を使います。',
  );
  expect(noticeText({ code: 'invalid', setting: 'seeds', given: '0', used: 1 }, LABELS_JA)).toContain(
    'シード数',
  );
});
