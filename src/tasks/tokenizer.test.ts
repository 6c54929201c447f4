import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UserError } from '../errors/user-error';
import { says } from '../test-support/says';
import { BOS, createTokenizer, EOS, PAD, padPrompt, padResponse } from './tokenizer';

const tokenizer = createTokenizer('c a=');

test('ids follow the code points, after PAD, BOS and EOS', () => {
  expect(tokenizer.vocabulary).toEqual(['PAD', 'BOS', 'EOS', '␣', '=', 'a', 'c']);
  expect(tokenizer.size).toBe(7);
  expect(tokenizer.encode('ac =')).toEqual([5, 6, 3, 4]);
});

test('what is encoded decodes to itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'c', ' ', '=') }), (text) => {
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      expect(tokenizer.decode(padResponse(tokenizer.encode(text), text.length + 3))).toBe(text);
    }),
  );
});

test('decoding stops at EOS, and shows an impossible id', () => {
  expect(tokenizer.decode([5, EOS, 6])).toBe('a');
  expect(tokenizer.decode(Int32Array.of(5, 99))).toBe('a\ufffd');
});

test('PAD and BOS inside an answer are signs, so the answer equals no reference', () => {
  // A model can write them: each is an entry of its softmax.
  expect(tokenizer.decode([6, PAD, 5, BOS, EOS])).toBe('c·a⊢');
  expect(tokenizer.decode([PAD, PAD, EOS])).toBe('··');
  expect(tokenizer.decode([6, PAD, 5, PAD])).toBe('c·a·');
  const dots = createTokenizer('·⊢a');
  const text = dots.decode([PAD, BOS, ...dots.encode('a·⊢'), EOS]);
  expect(text).toBe('␀␂a·⊢');
  expect(() => dots.encode(text)).toThrow(UserError);
});

test('unknown characters are named, each once, an emoji whole', () => {
  expect(() => tokenizer.encode('a!!😀')).toThrow(
    says(/^These models do not know “!” and “😀”\. They know: ␣ = a c$/),
  );
  expect(() => tokenizer.encode('123456789'.repeat(1000))).toThrow(says(/and 3 more/));
});

test('arbitrary text throws nothing but UserError', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        tokenizer.encode(text);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
  );
});

test('a vocabulary has no repeated and no two-unit characters', () => {
  expect(() => createTokenizer('aba')).toThrow(RangeError);
  expect(() => createTokenizer('a😀')).toThrow(RangeError);
  expect(() => createTokenizer('a\ud800')).toThrow(RangeError);
});

test('padding: layout, exact fit, and one too many', () => {
  expect(padPrompt([5, 6], 5)).toEqual([PAD, PAD, BOS, 5, 6]);
  expect(padPrompt([5, 6], 3)).toEqual([BOS, 5, 6]);
  expect(() => padPrompt([5, 6], 2)).toThrow(says('The prompt has 2 characters; it may have at most 1.'));
  expect(padResponse([5, 6], 5)).toEqual([5, 6, EOS, PAD, PAD]);
  expect(padResponse([5, 6], 3)).toEqual([5, 6, EOS]);
  expect(() => padResponse([5, 6], 2)).toThrow(UserError);
});
