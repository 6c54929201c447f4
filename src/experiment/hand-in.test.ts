import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UserError } from '../errors/user-error';
import { says } from '../test-support/says';
import { validExperiment } from './arbitrary';
import { decodeLink } from './comparison-link';
import { DEFAULT_EXPERIMENT } from './fields';
import {
  checksum,
  cleanName,
  decodeHandIn,
  encodeHandIn,
  type HandIn,
  handInsIn,
  LONGEST_HANDED_NAME,
  readHandIn,
  writeHandIn,
} from './hand-in';
import { encodeHash } from './url';

const HAND_IN: HandIn = {
  ...{
    name: 'Aiko',
    created: 1,
    made: 2,
    page: '0.2.0',
    settings: encodeHash({ ...DEFAULT_EXPERIMENT, topK: 7 }),
  },
  ...{ step: 100, finished: true, recording: '0123456789abcdef', scores: [['chrf', 0.5]], stride: 50 },
  ...{ loss: [2, 1], acceptance: [null, 0.5], score: [[100, 0.5]] },
};

/** What reading gives, an error included; other errors than those with a sentence are thrown. */
function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** Quicker to set up than fast-check's own strings of all of Unicode. */
const anyText = fc
  .array(fc.nat({ max: 0xffff }), { maxLength: 3 })
  .map((codes) => String.fromCharCode(...codes));

test('FNV-1a gives the values of its reference', () => {
  // http://www.isthe.com/chongo/tech/comp/fnv/
  expect(checksum(new Uint8Array())).toBe('cbf29ce484222325');
  expect(checksum(new TextEncoder().encode('foobar'))).toBe('85944171f73967e8');
});

test('what is written is read, as a file and in a link', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), validExperiment, (typed, experiment) => {
      const handIn = { ...HAND_IN, name: cleanName(typed), settings: encodeHash(experiment) };
      const read = readHandIn(writeHandIn(handIn), 'a');
      expect(read).toEqual({
        ...{
          text: writeHandIn(handIn),
          handIn,
          name: handIn.name,
          experiment,
          changes: [],
          notices: [],
          altered: false,
        },
      });
      expect(decodeHandIn(encodeHandIn(writeHandIn(handIn)))).toEqual(read);
    }),
    { numRuns: 60 },
  );
});

test('one that was cut off says so', () => {
  const [text, encoded] = [writeHandIn(HAND_IN), encodeHandIn(writeHandIn(HAND_IN))];
  for (let end = 30; end < text.length; end++) {
    expect(outcome(() => readHandIn(text.slice(0, end), 'a.json'))).toEqual(says('a.json” is damaged'));
  }
  for (let end = 0; end < encoded.length; end++) {
    expect(outcome(() => decodeHandIn(encoded.slice(0, end)))).toEqual(says('is damaged'));
  }
});

test('one that was changed is marked, or refused with a sentence', () => {
  const text = writeHandIn(HAND_IN);
  const better = text.replace('["chrf",0.5]', '["chrf",0.9]');
  expect(better).not.toBe(text);
  expect(readHandIn(better, 'a')).toMatchObject({ altered: true, name: 'Aiko' });
  expect(readHandIn(text.replace('Aiko', 'Berta'), 'a')).toMatchObject({ altered: true });
  // The order of the names and blanks mean nothing.
  const { format, ...rest } = JSON.parse(text);
  expect(readHandIn(JSON.stringify({ ...rest, format }, null, 2), 'a')).toMatchObject({ altered: false });
});

/** Every one of the errors has a sentence. */
function expectSentences(errors: ReadonlyMap<string, UserError>): void {
  expect(errors.size).toBeGreaterThan(0);
  for (const error of errors.values()) expect(error).toEqual(says(/\.$/));
}

test('500 random changes of bytes never throw anything without a sentence, and never pass as they were', () => {
  const text = writeHandIn(HAND_IN);
  const change = fc.record({
    at: fc.nat({ max: text.length - 1 }),
    put: anyText,
  });
  const errors = new Map<string, UserError>();
  fc.assert(
    fc.property(change, fc.nat({ max: 4 }), ({ at, put }, dropped) => {
      const changed = text.slice(0, at) + put + text.slice(at + dropped);
      const read = outcome(() => readHandIn(changed, 'a'));
      if (read instanceof UserError) errors.set(read.code, read);
      else if ((read as ReturnType<typeof readHandIn>).altered) return;
      else expect((read as ReturnType<typeof readHandIn>).handIn).toEqual(HAND_IN);
    }),
    { numRuns: 500 },
  );
  expectSentences(errors);
});

test('random values in place of any part never throw anything without a sentence', () => {
  const stored = JSON.parse(writeHandIn(HAND_IN));
  const errors = new Map<string, UserError>();
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(stored)), fc.jsonValue(), (key, value) => {
      const read = outcome(() => readHandIn(JSON.stringify({ ...stored, [key]: value }), 'a'));
      if (read instanceof UserError) errors.set(read.code, read);
    }),
    { numRuns: 500 },
  );
  expectSentences(errors);
});

test.each<[string, object, string]>([
  ['of a newer version', { version: 2 }, 'newer version'],
  ['with settings of a newer version', { settings: 'v=99&seed=1' }, 'newer version'],
  ['of another kind', { format: 'x' }, 'is no hand-in'],
  ['of a comparison', { settings: 'v=3&seed=1&compare=topK:1,2' }, 'damaged'],
  ['with too many points', { loss: Array(1000).fill(1) }, 'damaged'],
  ['with an acceptance above 1', { acceptance: [2] }, 'damaged'],
  ['with something more', { more: 1 }, 'damaged'],
  [
    'with one score twice',
    {
      scores: [
        ['chrf', 1],
        ['chrf', 0],
      ],
    },
    'damaged',
  ],
  ['with a date that is none', { made: 1e20 }, 'damaged'],
])('one %s is refused', (_, changes, sentence) => {
  const text = JSON.stringify({ ...JSON.parse(writeHandIn(HAND_IN)), ...changes });
  expect(outcome(() => readHandIn(text, 'a'))).toEqual(says(sentence));
});

test('what is far too long is not looked at', () => {
  expect(outcome(() => readHandIn('['.repeat(1e6), 'a'))).toEqual(says('is no hand-in'));
  expect(outcome(() => decodeHandIn('A'.repeat(1e6)))).toBeInstanceOf(UserError);
});

test('a name is one line of visible characters', () => {
  expect(cleanName(' \u202eevil\u0000\n name\t ')).toBe('evil name');
  expect([...cleanName('𝒳'.repeat(90))]).toHaveLength(LONGEST_HANDED_NAME);
  expect(cleanName('\u200b\u2066')).toBe('');
  fc.assert(fc.property(anyText, (text) => !/[\p{C}\n]/u.test(cleanName(text))));
});

test('links are found in any text, each once', () => {
  const [one, two] = [
    encodeHandIn(writeHandIn(HAND_IN)),
    encodeHandIn(writeHandIn({ ...HAND_IN, name: 'B' })),
  ];
  const mail = `Hello,\n<a href="https://a.example/x/#handin=${one}">x</a> (http://b/#v=3&seed=1&handin=${two}).\n#handin=${one}`;
  expect(handInsIn(mail)).toEqual([one, two]);
  expect(handInsIn('nothing #handin= here')).toEqual([]);
});

test('a link gives each visitor a seed, shows a hand-in, and says what else it means', () => {
  const hash = encodeHash({ ...DEFAULT_EXPERIMENT, topK: 7 });
  expect(decodeLink(`${hash}&class=1`)).toMatchObject({ forClass: true, handIn: null, notices: [] });
  expect(decodeLink(hash)).toMatchObject({ forClass: false, isHandInAlone: false });
  expect(decodeLink(`${hash}&class=yes`)).toMatchObject({
    forClass: false,
    notices: [{ code: 'unknownNames' }],
  });
  const encoded = encodeHandIn(writeHandIn(HAND_IN));
  expect(decodeLink(`handin=${encoded}`)).toMatchObject({
    handIn: encoded,
    isHandInAlone: true,
    notices: [],
  });
  expect(decodeLink(`${hash}&handin=${encoded}`)).toMatchObject({ handIn: encoded, isHandInAlone: false });
});
