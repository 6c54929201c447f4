import { beforeEach, describe, expect, it } from 'vitest';
import { problem } from '../../../errors/problems';
import { DEFAULT_EXPERIMENT } from '../../../experiment/fields';
import type { AttentionResult } from '../../../run/protocol';
import { INITIAL_RUN, useRun } from '../experiment/state';
import {
  awaitAttention,
  chooseHead,
  chooseLayer,
  chooseToken,
  foldPadding,
  INITIAL_ATTENTION,
  receiveAttention,
  useAttention,
} from './state';

const state = () => useAttention.getState();

const TOKENS = [0, 0, 1, 5, 6, 7, 2];
const resultOf = (changes: Partial<AttentionResult> = {}): AttentionResult => ({
  ...{ prompt: 'ab', tokens: TOKENS, promptLength: 5, vocabulary: ['PAD', 'BOS', 'EOS', 'a', 'b'] },
  trainingProgress: { step: 3, sftSteps: 0 },
  teacher: { layers: 4, heads: 4, rows: new Float32Array(16 * 49) },
  student: { layers: 2, heads: 2, rows: new Float32Array(4 * 49) },
  ...changes,
});
const ask = (id: number, column: number | null = null, task = 'translation'): void =>
  awaitAttention({ id, task, column });
const answer = (id: number, changes: Partial<AttentionResult> = {}): void =>
  receiveAttention({ type: 'attention', id, result: resultOf(changes) });

beforeEach(() => {
  useRun.setState(INITIAL_RUN);
  useAttention.setState(INITIAL_ATTENTION);
});

describe('a request', () => {
  it('is answered: the last layers meet, and the row that predicts the response is looked at', () => {
    ask(1);
    expect(state().asked?.id).toBe(1);
    answer(1);
    expect(state()).toMatchObject({
      ...{ asked: null, task: 'translation', refusal: null, outdated: false, token: 4 },
      teacher: { layer: 3, head: 'mean' },
      student: { layer: 1, head: 'mean' },
    });
  });

  it('for a token of the strip leads to the row that it is predicted from', () => {
    ask(1, 1);
    answer(1);
    expect(state().token).toBe(5);
    ask(2, 9);
    answer(2);
    expect(state().token).toBe(6);
  });

  it('made again keeps what was chosen; another text begins anew', () => {
    ask(1);
    answer(1);
    chooseHead('student', 1);
    chooseToken(2);
    ask(2);
    answer(2, { trainingProgress: { step: 9, sftSteps: 0 } });
    expect(state()).toMatchObject({
      token: 2,
      student: { layer: 1, head: 1 },
      result: { trainingProgress: { step: 9 } },
    });
    ask(3);
    answer(3, { tokens: [0, 0, 1, 6, 6, 7, 2] });
    expect(state()).toMatchObject({ token: 4, student: { layer: 1, head: 1 } });
    ask(4);
    answer(4, { student: { layers: 1, heads: 1, rows: new Float32Array(49) } });
    expect(state()).toMatchObject({
      student: { layer: 0, head: 'mean' },
      teacher: { layer: 3, head: 'mean' },
    });
  });

  it('that is refused leaves the maps before; the next one takes the refusal away', () => {
    ask(1);
    answer(1);
    ask(2);
    receiveAttention({ type: 'attention-refused', id: 2, problem: problem('text-of-another-task') });
    expect(state()).toMatchObject({
      asked: null,
      refusal: { code: 'text-of-another-task' },
      result: { prompt: 'ab' },
    });
    ask(3);
    expect(state().refusal).toBeNull();
  });

  it('that is not the last one is not listened to', () => {
    ask(1);
    ask(2);
    answer(1);
    expect(state()).toMatchObject({ result: null, asked: { id: 2 } });
  });
});

describe('layers', () => {
  beforeEach(() => {
    ask(1);
    answer(1);
  });

  it('of the teacher follow the student’s, and can be chosen alone', () => {
    chooseLayer('student', 0);
    expect(state()).toMatchObject({ student: { layer: 0 }, teacher: { layer: 1 } });
    chooseLayer('teacher', 2);
    expect(state()).toMatchObject({ student: { layer: 0 }, teacher: { layer: 2 } });
  });

  it('are matched as the run matches them', () => {
    useRun.setState({ running: { ...DEFAULT_EXPERIMENT, layerMap: '1-0' } });
    chooseLayer('student', 0);
    expect(state().teacher.layer).toBe(0);
    // A layer that the run leaves alone has the counterpart that it would have had.
    chooseLayer('student', 1);
    expect(state().teacher.layer).toBe(3);
  });
});

it('a row of padding is left when the padding becomes one', () => {
  ask(1);
  answer(1);
  foldPadding(false);
  chooseToken(0);
  foldPadding(true);
  expect(state().token).toBe(2);
});

describe('another run', () => {
  const begin = (task: 'translation' | 'summary'): void =>
    useRun.setState({ active: true, phase: 'probing', running: { ...DEFAULT_EXPERIMENT, task } });

  beforeEach(() => {
    ask(1);
    answer(1);
  });

  it('of the same task makes the maps old, and ends what is under way', () => {
    ask(2);
    begin('translation');
    expect(state()).toMatchObject({ asked: null, outdated: true, result: { prompt: 'ab' } });
    answer(2);
    expect(state().outdated).toBe(true);
    ask(3);
    answer(3);
    expect(state().outdated).toBe(false);
  });

  it('of another task takes them away', () => {
    begin('summary');
    expect(state()).toMatchObject({ result: null, outdated: false });
  });

  it('that is dropped makes them old', () => {
    begin('translation');
    ask(2);
    answer(2);
    useRun.setState({ active: false, phase: 'idle', running: null });
    expect(state().outdated).toBe(true);
  });

  it('a worker that is gone answers no more', () => {
    ask(2);
    useRun.setState({
      failure: { problem: problem('worker-crashed', { message: 'Gone.' }), restorableStep: null },
    });
    expect(state()).toMatchObject({ asked: null, result: { prompt: 'ab' } });
  });
});
