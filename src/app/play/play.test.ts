import { beforeEach, expect, test, vi } from 'vitest';
import type { Command, TokenVerdict, TraceResult } from '../../run/protocol';
import {
  playAgain,
  playPrompt,
  propose,
  proposeWaiting,
  resumePlay,
  setUpPlay,
  takeBack,
} from '../store/play/actions';
import { INITIAL_PLAY, isOver, receivePlay, turnOf, usePlay } from '../store/play/state';
import { acceptanceRate, studentScore, visitorScore, winnerOf } from './scores';
import { idsOf } from './typing';

const posted: Command[] = [];
vi.mock('../store/worker', () => ({ post: (command: Command) => posted.push(command) }));

const VOCABULARY = ['PAD', 'BOS', 'EOS', '␣', 'a', 'b', 'ß'];
const V = VOCABULARY.length;
const even = (tokens: number): Float32Array => new Float32Array(tokens * V).fill(Math.log(1 / V));

const asked = (): Command & { type: 'trace' | 'judge-token' } => {
  const last = posted.at(-1);
  if (last?.type !== 'trace' && last?.type !== 'judge-token') throw new Error('nothing was asked');
  return last;
};

/** The student's own answer: one token accepted, one replaced. */
function begin(prompt = 'a'): void {
  playPrompt(prompt);
  const { id, request } = asked();
  const draws = { temperature: 1, topP: 1, uniforms: new Float32Array(2), distributions: even(2) };
  const result: TraceResult = {
    row: {
      prompt: request.prompt,
      tokens: [
        { id: 4, source: 'accepted', proposed: 4, rank: 0 },
        { id: 2, source: 'replaced', proposed: 5, rank: 4 },
      ],
      ...{ teacher: even(2), student: even(2) },
    },
    ...{ writer: 'interleaved', vocabulary: VOCABULARY, limit: 4, replay: null },
    rule: { acceptance: 'top-k', topK: request.topK ?? 3, acceptanceTopP: 0.9 },
    address: { seed: 1, step: 1, row: request.row },
    trainingProgress: { step: 3, sftSteps: 0 },
    ...{ studentDraws: draws, teacherDraws: draws },
    loss: {
      ...{ name: 'divergence', divergence: 'forward-kl', temperature: 1 },
      ...{ target: even(2), student: even(2), shares: even(2), values: new Float32Array(2) },
    },
  };
  receivePlay({ type: 'trace', id, result });
}

/** The teacher lets the proposal stand, or puts `id` in its place. */
function judge(id?: number): void {
  const command = asked();
  if (command.type !== 'judge-token') throw new Error('no token was proposed');
  const { proposed } = command.request;
  const source = id === undefined ? 'accepted' : 'replaced';
  const verdict: TokenVerdict = {
    row: {
      prompt: 'a',
      tokens: [{ id: id ?? proposed, source, proposed, rank: 1 }],
      ...{ teacher: even(1), student: even(1) },
    },
    teacherDraws: { temperature: 1, topP: 1, uniforms: new Float32Array(1), distributions: even(1) },
  };
  receivePlay({ type: 'token-judged', id: command.id, verdict });
}

const game = () => {
  const now = usePlay.getState().game;
  if (!now) throw new Error('there is no game');
  return now;
};

beforeEach(() => {
  posted.length = 0;
  usePlay.setState(INITIAL_PLAY, true);
});

test('each token is judged after those that stood before it; typing ahead waits for its turn', () => {
  begin();
  propose(4);
  propose(5);
  propose(3);
  expect(posted).toHaveLength(2);
  judge();
  proposeWaiting();
  expect(asked().request).toMatchObject({ prompt: 'a', response: [4], proposed: 5, topK: 3, row: 0 });
  judge(6);
  proposeWaiting();
  expect(asked().request).toMatchObject({ response: [4, 6], proposed: 3 });
  judge();
  expect(isOver(game())).toBe(false);
  takeBack();
  expect(game().moves).toHaveLength(2);
  propose(2);
  judge();
  expect(isOver(game())).toBe(true);
  propose(4);
  expect(asked().request).toMatchObject({ proposed: 2 });
  expect(visitorScore(game(), 0)).toMatchObject({ accepted: 2, proposed: 3 });
  expect(visitorScore(game(), 0).crossEntropy).toBeCloseTo(Math.log(V), 5);
  expect(studentScore(game())).toMatchObject({ accepted: 1, proposed: 2 });
});

test('an answer without an end is over when there is no room left', () => {
  begin();
  for (const token of [4, 5, 4, 5]) {
    expect(isOver(game())).toBe(false);
    propose(token);
    judge();
  }
  expect(isOver(game())).toBe(true);
});

test('two visitors take turns, token by token and at beginning; finished games add up', () => {
  setUpPlay({ visitors: 2 });
  begin();
  const turns = [];
  for (const replacement of [undefined, 5, undefined, 2]) {
    turns.push(turnOf(game()));
    propose(4);
    judge(replacement);
  }
  expect(turns).toEqual([0, 1, 0, 1]);
  const scores = [visitorScore(game(), 0), visitorScore(game(), 1)] as const;
  expect(scores.map(acceptanceRate)).toEqual([1, 0]);
  expect(winnerOf(...scores)).toBe(0);
  begin('b');
  expect(turnOf(game())).toBe(1);
  expect(usePlay.getState().earlier).toEqual([
    { accepted: 2, proposed: 2 },
    { accepted: 0, proposed: 2 },
  ]);
  expect(game().own.address.row).toBe(1);
});

test('K holds from the next game on, unless nothing has been proposed; an answer that was left can be resumed', () => {
  begin();
  setUpPlay({ topK: 1 });
  expect(asked()).toMatchObject({ type: 'trace', request: { topK: 1, row: 0, typed: false } });
  begin();
  propose(4);
  judge();
  setUpPlay({ topK: 5 });
  expect(game().own.rule.topK).toBe(1);
  const left = game();
  playAgain();
  expect(asked().request).toMatchObject({ topK: 5, row: left.own.address.row });
  begin('b');
  expect(usePlay.getState().unfinished).toBe(left);
  resumePlay();
  expect(game()).toBe(left);
  expect(usePlay.getState()).toMatchObject({ topK: 1, unfinished: null });
});

test('a refusal is kept, and answers to earlier questions are not listened to', () => {
  begin();
  propose(4);
  const { id } = asked();
  receivePlay({ type: 'trace-refused', id: id - 1, problem: { code: 'part-not-loaded', values: {} } });
  expect(usePlay.getState().refusal).toBeNull();
  receivePlay({ type: 'trace-refused', id, problem: { code: 'part-not-loaded', values: {} } });
  expect(usePlay.getState()).toMatchObject({ asked: null, refusal: { code: 'part-not-loaded' } });
});

test('characters are tokens: small letters for capitals, a space by its sign, up to the first that is none', () => {
  expect(idsOf('B aß', VOCABULARY)).toEqual({ ids: [5, 3, 4, 6], unknown: null });
  expect(idsOf('abxa', VOCABULARY)).toEqual({ ids: [4, 5], unknown: 'x' });
  // The names of marks are no characters.
  expect(idsOf('P', VOCABULARY)).toEqual({ ids: [], unknown: 'P' });
});
