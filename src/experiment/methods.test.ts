import { describe, expect, test } from 'vitest';
import { controls } from '../app/text/en/controls';
import { methodSentences } from '../app/text/en/method-sentences';
import { LABELS_EN } from '../app/text/en/settings';
import { controlsJa } from '../app/text/ja/controls';
import { methodSentencesJa } from '../app/text/ja/method-sentences';
import { LABELS_JA } from '../app/text/ja/settings';
import type { Labels } from '../app/text/labels';
import { DEFAULT_EXPERIMENT } from './fields';
import {
  compositionOf,
  LOSS_NAMES,
  layerTermOf,
  METHOD_NAMES,
  METHOD_SCHEDULES,
  METHODS,
  needsTeacher,
  readsTeacher,
  SAMPLER_NAMES,
  sourceOf,
  tokenSources,
  verifies,
  WEIGHT_NAMES,
} from './methods';

const withMethod = (method: (typeof METHOD_NAMES)[number]) => ({ ...DEFAULT_EXPERIMENT, method });

test('SKD is the default, and custom the last', () => {
  expect(DEFAULT_EXPERIMENT.method).toBe('skd');
  expect(METHOD_NAMES.at(-1)).toBe('custom');
  expect(compositionOf(withMethod('skd'))).toEqual({
    sampler: 'interleaved',
    loss: 'divergence',
    weight: 'none',
    schedule: 'constant',
  });
});

test('every part is used by some method, or offered to the user', () => {
  const used = Object.values(METHODS);
  const unused = (names: readonly string[], of: 'sampler' | 'loss' | 'weight' | 'schedule'): string[] =>
    names.filter((name) => !used.some((composition) => composition[of] === name));
  expect(unused(SAMPLER_NAMES, 'sampler')).toEqual(['teacher']);
  expect(unused(LOSS_NAMES, 'loss')).toEqual([]);
  expect(unused(WEIGHT_NAMES, 'weight')).toEqual([]);
  expect(unused(METHOD_SCHEDULES, 'schedule')).toEqual(['anneal-k', 'anneal-mixture', 'anneal-temperature']);
});

test('custom is what its four settings say, and nothing else reads them', () => {
  const parts = {
    sampler: 'teacher',
    loss: 'hinton',
    tokenWeight: 'hard-tokens',
    methodSchedule: 'anneal-k',
  } as const;
  expect(compositionOf({ ...parts, method: 'custom' })).toEqual({
    sampler: 'teacher',
    loss: 'hinton',
    weight: 'hard-tokens',
    schedule: 'anneal-k',
  });
  for (const method of METHOD_NAMES.filter((name) => name !== 'custom')) {
    expect(compositionOf({ ...parts, method })).toBe(METHODS[method]);
  }
});

test('plain cross-entropy does without the teacher’s distributions', () => {
  expect(METHOD_NAMES.filter((name) => !readsTeacher(compositionOf(withMethod(name))))).toEqual([
    'sft',
    'seqkd',
    'phi',
    'fixed-advantage',
    'ssd',
    'dml',
    'one',
    'lw-kd',
    'dino',
  ]);
});

test('seven methods need no teacher at all', () => {
  expect(METHOD_NAMES.filter((name) => !needsTeacher(withMethod(name)))).toEqual([
    'sft',
    'fixed-advantage',
    'ssd',
    'dml',
    'one',
    'lw-kd',
    'dino',
  ]);
});

test('there is an acceptance rate where proposals are verified', () => {
  expect(METHOD_NAMES.filter((name) => verifies(withMethod(name)))).toEqual(['skd', 'skd-mixed']);
});

test('where tokens can come from', () => {
  const sources = (method: (typeof METHOD_NAMES)[number]) => tokenSources(withMethod(method));
  expect(sources('skd')).toEqual(['accepted', 'replaced']);
  expect(sources('gkd')).toEqual(['student', 'data']);
  expect(sources('two-stage')).toEqual(['student', 'data']);
  expect(sources('adaswitch')).toEqual(['student', 'teacher']);
  expect(sources('seqkd')).toEqual(['teacher']);
  expect(sources('phi')).toEqual(['teacher', 'data']);
  expect(sources('rdd')).toEqual(['data']);
  expect(sourceOf(withMethod('distillm'))).toBe('replay');
});

test('terms of layers are identified by their names', () => {
  expect(layerTermOf('attention-1')).toEqual({ part: 'attention', layer: 1 });
  expect(layerTermOf('hidden-12')).toEqual({ part: 'hidden', layer: 12 });
  for (const name of [
    'divergence',
    'cross-entropy',
    'attention',
    'attention-0',
    'hidden-x',
    'hidden-1.5',
    '',
  ]) {
    expect(layerTermOf(name)).toBeNull();
  }
});

describe.each([
  ['English', LABELS_EN, { ...controls, ...methodSentences }, /[.]$/],
  ['Japanese', LABELS_JA, { ...controlsJa, ...methodSentencesJa }, /。$/],
] as const)('%s', (_language, labels: Labels, sentences, sentence) => {
  test('every method has a name of its own and a sentence', () => {
    const names = METHOD_NAMES.map((method) => labels.choices.method[method]);
    expect(new Set(names).size).toBe(names.length);
    for (const method of METHOD_NAMES) expect(sentences[`method.${method}.about`]).toMatch(sentence);
  });
});
