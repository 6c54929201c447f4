import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { type Comparison, planOf } from './comparison';
import { DEFAULT_EXPERIMENT, FIELD_NAMES } from './fields';
import { defaultsOf, withMethod } from './method-defaults';
import { compositionOf, METHOD_NAMES } from './methods';
import { learnsText } from './picture-tasks';
import { ExperimentSchema } from './schema';
import { decodeHash, encodeHash } from './url';

test('published defaults: GKD, ImitKD and SelecTKD', () => {
  expect(defaultsOf('gkd')).toMatchObject({ mixture: 0.5, divergence: 'jsd', jsdBeta: 0.5 });
  expect(defaultsOf('imitkd')).toMatchObject({ mixture: 0, mixtureFinal: 0.995, divergence: 'forward-kl' });
  expect(defaultsOf('selectkd')).toMatchObject({ topK: 5, rejectedWeight: 0.01 });
  for (const method of METHOD_NAMES) {
    const task = learnsText(compositionOf(defaultsOf(method))) ? DEFAULT_EXPERIMENT.task : 'parity';
    expect(v.is(ExperimentSchema, { ...defaultsOf(method), task })).toBe(true);
  }
});

describe('another method', () => {
  test('brings its defaults along, and takes them away again', () => {
    expect(withMethod(DEFAULT_EXPERIMENT, 'selectkd')).toEqual(defaultsOf('selectkd'));
    for (const a of METHOD_NAMES) {
      for (const b of METHOD_NAMES) expect(withMethod(defaultsOf(a), b)).toEqual(defaultsOf(b));
    }
  });

  test('leaves what was changed', () => {
    const changed = { ...DEFAULT_EXPERIMENT, topK: 7, divergence: 'tvd', steps: 9 } as const;
    expect(withMethod(changed, 'selectkd')).toMatchObject({ topK: 7, rejectedWeight: 0.01, steps: 9 });
    expect(withMethod(changed, 'gkd').divergence).toBe('tvd');
  });
});

test('a link carries only what differs from the defaults of its method', () => {
  for (const method of METHOD_NAMES.filter((name) => learnsText(compositionOf(defaultsOf(name))))) {
    const expected = method === DEFAULT_EXPERIMENT.method ? 'v=3&seed=1' : `v=3&seed=1&method=${method}`;
    expect(encodeHash(defaultsOf(method))).toBe(expected);
    expect(decodeHash(`#${expected}`)).toEqual({ experiment: defaultsOf(method), notices: [] });
  }
  const plain = { ...defaultsOf('gkd'), divergence: 'forward-kl' } as const;
  expect(encodeHash(plain)).toBe('v=3&seed=1&method=gkd&divergence=forward-kl');
  expect(decodeHash('v=3&method=selectkd&topK=x').experiment.topK).toBe(5);
});

test('compared methods begin from their own defaults, or all from the base', () => {
  const comparison: Omit<Comparison, 'methodSettings'> = {
    base: { ...DEFAULT_EXPERIMENT, steps: 9 },
    vary: 'method',
    values: ['gkd', 'imitkd'],
    seeds: 1,
    budget: 'updates',
  };
  const [gkd, imitkd] = planOf({ ...comparison, methodSettings: 'published' });
  expect(gkd?.experiment).toEqual({ ...defaultsOf('gkd'), steps: 9 });
  expect(imitkd?.experiment).toEqual({ ...defaultsOf('imitkd'), steps: 9 });
  for (const { experiment, value } of planOf({ ...comparison, methodSettings: 'same' })) {
    const differing = FIELD_NAMES.filter((name) => experiment[name] !== comparison.base[name]);
    expect([differing, experiment.method]).toEqual([['method'], value]);
  }
});
