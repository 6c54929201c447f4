import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ERROR_KINDS, errorKind, hasLoop } from './errors';

describe('kinds of error', () => {
  test.each([
    // answer, ended, reference, kind
    ['vingt-deux', true, 'vingt-deux', null],
    // Right is what the metric calls right: the text.
    ['vingt-deux', false, 'vingt-deux', null],
    ['', true, 'vingt-deux', 'empty'],
    ['', false, 'vingt-deux', 'empty'],
    ['vingt-vingt-vingt-', true, 'vingt-deux', 'repetition'],
    ['eeeeeeeeeeee', false, 'vingt-deux', 'repetition'],
    ['vingt-deux mille', false, 'vingt-deux', 'cut-off'],
    ['vingt-deu', true, 'vingt-deux', 'one-edit'],
    ['vingt-doux', true, 'vingt-deux', 'one-edit'],
    ['vingt-deuxe', true, 'vingt-deux', 'one-edit'],
    ['un', true, 'onze', 'other'],
    ['deux-vingt', true, 'vingt-deux', 'reordered'],
    // An exchange of two neighbours takes two edits.
    ['vingt-duex', true, 'vingt-deux', 'reordered'],
    ['vingt-trois', true, 'vingt-deux', 'wrong-ending'],
    ['vingt-deux mille', true, 'vingt-deux', 'wrong-ending'],
    ['vingt', true, 'vingt-deux', 'wrong-ending'],
    ['ving', true, 'vingt-deux', 'other'],
    ['trente-deux', true, 'vingt-deux', 'other'],
    // The reference repeats by itself.
    ['aabbaabbaabbaabc', true, 'aabbaabbaabb', 'wrong-ending'],
  ] as const)('“%s” (ended: %s) for “%s” is %s', (text, ended, reference, kind) => {
    expect(errorKind({ text, ended }, reference)).toBe(kind);
  });

  test('every wrong answer has a kind, every right one has none', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, fc.boolean(), (answer, reference, ended) => {
        const kind = errorKind({ text: answer, ended }, reference);
        if (answer === reference) expect(kind).toBeNull();
        else expect(ERROR_KINDS).toContain(kind);
      }),
    );
  });
});

describe('a loop', () => {
  test.each([
    ['', false],
    ['aaaaa', false],
    ['aaaaaa', true],
    ['xaaaaaay', true],
    ['ababab', true],
    ['ababa', false],
    ['vingt vingt ', false],
    ['vingt vingt vingt', false],
    ['vingt vingt vingt ', true],
    ['quatre-vingt-quatre mille', false],
  ])('“%s”: %s', (text, expected) => {
    expect(hasLoop(text)).toBe(expected);
  });
});
