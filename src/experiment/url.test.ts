import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { LABELS_EN } from '../app/text/en/settings';
import { noticesInEnglish } from '../test-support/notices';
import { validExperiment } from './arbitrary';
import { DEFAULT_EXPERIMENT, type Experiment, FIELD_NAMES } from './fields';
import { ExperimentSchema } from './schema';
import { decodeHash, encodeHash, LONGEST_HASH } from './url';

const NOTICES = LABELS_EN.notices;

describe('properties', () => {
  test('decode(encode(x)) = x, with and without #', () => {
    fc.assert(
      fc.property(validExperiment, (experiment) => {
        const hash = encodeHash(experiment);
        expect(decodeHash(hash)).toEqual({ experiment, notices: [] });
        expect(decodeHash(`#${hash}`)).toEqual({ experiment, notices: [] });
        expect(hash.length).toBeLessThan(LONGEST_HASH / 3);
      }),
    );
  });

  test('decoding never throws and always gives a valid experiment', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '#',
        '&',
        '=',
        '%',
        '%00',
        '%E3%81',
        'v=1',
        'v=2',
        'v=3',
        '__proto__',
        'topK=',
        '1e999',
        '-',
      ),
      fc.constantFrom<string>(...FIELD_NAMES),
      fc.string({ unit: 'binary' }),
      fc.double().map(String),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece).map((p) => p.join('')),
        ),
        (hash) => {
          const { experiment, notices } = decodeHash(hash);
          expect(v.is(ExperimentSchema, experiment)).toBe(true);
          expect(noticesInEnglish(notices).every((text) => text.length < 400)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

test('only what differs, always version and seed, in the order of the fields', () => {
  expect(encodeHash(DEFAULT_EXPERIMENT)).toBe('v=3&seed=1');
  expect(encodeHash({ ...DEFAULT_EXPERIMENT, topK: 5 })).toBe('v=3&seed=1&topK=5');
  const reversed = Object.fromEntries(Object.entries(DEFAULT_EXPERIMENT).reverse());
  const experiment: Experiment = {
    ...reversed,
    ...DEFAULT_EXPERIMENT,
    learningRate: 1e-6,
    method: 'on-policy-kd',
    seed: 7,
  };
  expect(encodeHash(experiment)).toBe('v=3&seed=7&method=on-policy-kd&learningRate=0.000001');
});

test('nothing to decode gives the defaults without a notice', () => {
  for (const hash of ['', '#', '&', '#&&']) {
    expect(decodeHash(hash)).toEqual({ experiment: DEFAULT_EXPERIMENT, notices: [] });
  }
});

test('a link without version or seed is a partial link', () => {
  expect(decodeHash('#topK=5')).toEqual({ experiment: { ...DEFAULT_EXPERIMENT, topK: 5 }, notices: [] });
});

test('percent-encoded and exponent numbers are read', () => {
  expect(decodeHash('%74opK=%35&learningRate=1e-3').experiment).toEqual({
    ...DEFAULT_EXPERIMENT,
    topK: 5,
    learningRate: 1e-3,
  });
});

test.each([
  ['v=4&topK=5', {}, [NOTICES.linkVersion]],
  ['v=&topK=5', {}, [NOTICES.linkVersion]],
  ['topK=5&topK=7', { topK: 5 }, [NOTICES.linkRepeated]],
  ['topK=%E3%81&seed=2', { seed: 2 }, [NOTICES.linkUnreadable]],
  ['topK&seed=2&=4', { seed: 2 }, [NOTICES.linkUnreadable]],
  ['topK=0x10', {}, ['K (accepted ranks) cannot be “0x10”, so its default 3 is used.']],
  ['topK=', {}, ['K (accepted ranks) cannot be “”, so its default 3 is used.']],
  ['topK=Infinity', {}, ['K (accepted ranks) cannot be “Infinity”, so its default 3 is used.']],
  [
    'topK=99999999999',
    { topK: 512 },
    ['K (accepted ranks) cannot be 99999999999; the nearest possible value 512 is used.'],
  ],
  ['layerMap=2-0', { layerMap: '2-0' }, []],
  ['layerMap=3', { layerMap: '3' }, []],
  ['layerMap=', {}, []],
  [
    'layerMap=2-99',
    { layerMap: '2-8' },
    ['Layer map cannot be “2-99”; the nearest possible value “2-8” is used.'],
  ],
  ['layerMap=2,4', {}, ['Layer map cannot be “2,4”, so its default automatic is used.']],
  ['layerMap=02', {}, ['Layer map cannot be “02”, so its default automatic is used.']],
  ['method=%3Cscript%3E', {}, ['Method cannot be “<script>”, so its default “skd” is used.']],
  ['__proto__=1&toString=2', {}, ['2 unknown settings were ignored: “__proto__”, “toString”.']],
] as const)('%s', (hash, changes, notices) => {
  const read = decodeHash(hash);
  expect(read.experiment).toEqual({ ...DEFAULT_EXPERIMENT, ...changes });
  expect(noticesInEnglish(read.notices)).toEqual(notices);
});

test('a megabyte is cut off, and a value at the cut is not read in half', () => {
  const { experiment, notices } = decodeHash(`#topK=5&x=${'y'.repeat(1e6)}&topK=7`);
  expect(experiment).toEqual({ ...DEFAULT_EXPERIMENT, topK: 5 });
  expect(noticesInEnglish(notices)).toEqual([NOTICES.linkTooLong]);

  const filler = 'a'.repeat(LONGEST_HASH - 'x=&topK=10'.length);
  expect(decodeHash(`x=${filler}&topK=100`).experiment.topK).toBe(DEFAULT_EXPERIMENT.topK);
  expect(decodeHash('9'.repeat(1e6)).experiment).toEqual(DEFAULT_EXPERIMENT);
  expect(decodeHash('&'.repeat(1e6)).experiment).toEqual(DEFAULT_EXPERIMENT);
});

describe('links that other programs have changed on the way', () => {
  const asSent = 'v=3&seed=7&topK=5&method=skd';
  const entity = (text: string): string => text.replaceAll('&', '&amp;');

  test.each([
    ['as an entity of HTML', entity(asSent)],
    ['twice so', entity(entity(asSent))],
    ['as a decimal entity', asSent.replaceAll('&', '&#38;')],
    ['as a hexadecimal entity', asSent.replaceAll('&', '&#x26;')],
    ['all of it percent-encoded', encodeURIComponent(asSent)],
    ['percent-encoded as an entity', encodeURIComponent(entity(asSent))],
    ['before a full stop', `${asSent}.`],
    ['in brackets', `${asSent})`],
    ['in quotation marks, before a comma', `${asSent}”,`],
    ['before a line break', `${asSent}\n`],
  ])('%s', (_, hash) => {
    const expected = { experiment: { ...DEFAULT_EXPERIMENT, seed: 7, topK: 5 }, notices: [] };
    expect(decodeHash(`#${hash}`)).toEqual(expected);
  });

  test('any link survives them', () => {
    fc.assert(
      fc.property(validExperiment, (experiment) => {
        const hash = encodeHash(experiment);
        for (const changed of [entity(hash), encodeURIComponent(hash), `${entity(entity(hash))}.`]) {
          expect(decodeHash(`#${changed}`)).toEqual({ experiment, notices: [] });
        }
      }),
    );
  });
});
