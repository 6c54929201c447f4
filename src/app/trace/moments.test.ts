import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cursorOf, type Move, momentOf, moved, moveOf, stageAt, stagesOf } from './moments';

const SOURCES = ['accepted', 'replaced', 'student', 'teacher', 'data'] as const;
const anyTokens = fc.array(fc.record({ source: fc.constantFrom(...SOURCES) }), {
  minLength: 1,
  maxLength: 9,
});
const MOVES: readonly Exclude<Move, 'play'>[] = [
  'next',
  'back',
  'next-token',
  'token-before',
  'first',
  'last',
];

test('a moment and its cursor belong together', () => {
  fc.assert(
    fc.property(anyTokens, fc.nat(60), (tokens, number) => {
      const { of } = momentOf(tokens, { token: 0, stage: 0 });
      expect(of).toBe(tokens.reduce((sum, one) => sum + stagesOf(one).length, 0));
      expect(momentOf(tokens, cursorOf(tokens, number)).at).toBe(Math.min(number, of - 1));
    }),
  );
});

test('no move leaves the sequence; on and back again leads to the same moment', () => {
  fc.assert(
    fc.property(anyTokens, fc.array(fc.constantFrom(...MOVES)), (tokens, moves) => {
      let cursor = cursorOf(tokens, 0);
      for (const move of moves) {
        cursor = moved(tokens, cursor, move);
        expect(stageAt(tokens, cursor)).not.toBeNull();
      }
      const { at, of } = momentOf(tokens, cursor);
      const there = moved(tokens, cursor, 'next');
      if (at < of - 1) expect(momentOf(tokens, moved(tokens, there, 'back')).at).toBe(at);
      else expect(momentOf(tokens, there).at).toBe(at);
    }),
  );
});

test('a replaced token is proposed, judged, replaced and learned from; Up first leads to its own beginning', () => {
  const tokens = [{ source: 'accepted' }, { source: 'replaced' }] as const;
  let cursor = moved(tokens, cursorOf(tokens, 0), 'next-token');
  const seen = [];
  for (let i = 0; i < 5; i++) {
    seen.push(stageAt(tokens, cursor));
    cursor = moved(tokens, cursor, 'next');
  }
  expect(seen).toEqual(['proposal', 'verdict', 'replacement', 'loss', 'loss']);
  cursor = moved(tokens, cursor, 'token-before');
  expect(cursor).toEqual({ token: 1, stage: 0 });
  expect(moved(tokens, cursor, 'token-before')).toEqual({ token: 0, stage: 0 });
  expect(moved(tokens, cursor, 'next-token')).toEqual({ token: 1, stage: 3 });
});

test('keys of a keyboard and of a presenter’s remote', () => {
  const press = (key: string, held = {}) =>
    moveOf({ key, altKey: false, ctrlKey: false, metaKey: false, ...held });
  expect(['ArrowRight', 'PageDown', 'ArrowLeft', 'PageUp', ' ', 'End', 'a'].map((key) => press(key))).toEqual(
    ['next', 'next', 'back', 'back', 'play', 'last', null],
  );
  expect(press('ArrowRight', { altKey: true })).toBeNull();
});
