import { beforeEach, describe, expect, test } from 'vitest';
import { type Problem, problem } from '../../../errors/problems';
import { DEFAULT_EXPERIMENT } from '../../../experiment/fields';
import type { Estimate, EvaluationResult } from '../../../run/protocol';
import { INITIAL_RUN, useRun } from '../experiment/state';
import {
  awaitEvaluation,
  forgetEvaluation,
  INITIAL_EVALUATION,
  receiveEvaluation,
  useEvaluation,
} from './state';

const request = { split: 'validation', prompts: 64, decoding: { kind: 'greedy' } } as const;
const trainingProgress = { step: 7, sftSteps: 0 };
const measure: Estimate = { value: 0, interval: null };
const side = { scores: {}, length: measure, cutOff: measure, distinct: [], entropy: measure, probe: null };
const result: EvaluationResult = {
  request,
  trainingProgress,
  metrics: [],
  milliseconds: 1,
  items: [],
  teacher: side,
  student: side,
  agreement: { identical: measure, topOne: measure, forwardKl: measure, jsd: measure },
  variety: 'like-the-teacher',
};

beforeEach(() => {
  useRun.setState(INITIAL_RUN, true);
  useEvaluation.setState(INITIAL_EVALUATION, true);
});

describe('an evaluation on the page', () => {
  test('goes from asked to progress to result', () => {
    awaitEvaluation(1, request);
    expect(useEvaluation.getState().job).toEqual({ id: 1, trainingProgress: null, done: 0, total: 128 });
    receiveEvaluation({ type: 'evaluation-progress', id: 1, trainingProgress, done: 16, total: 128 });
    expect(useEvaluation.getState().job).toMatchObject({ trainingProgress, done: 16 });
    receiveEvaluation({ type: 'evaluation-result', id: 1, result });
    expect(useEvaluation.getState()).toMatchObject({ job: null, result, outdated: false });
  });

  test('what comes of a cancelled one, or of one before, is not shown', () => {
    awaitEvaluation(1, request);
    forgetEvaluation();
    receiveEvaluation({ type: 'evaluation-result', id: 1, result });
    expect(useEvaluation.getState().result).toBeNull();
    awaitEvaluation(2, request);
    receiveEvaluation({ type: 'evaluation-stopped', id: 1, failure: null });
    expect(useEvaluation.getState().job?.id).toBe(2);
  });

  test('a failure says why and leaves the result before', () => {
    useEvaluation.setState({ result });
    awaitEvaluation(3, request);
    receiveEvaluation({ type: 'evaluation-stopped', id: 3, failure: problem('no-teacher') });
    expect(useEvaluation.getState()).toMatchObject({
      job: null,
      result,
      failure: problem('no-teacher'),
    });
    awaitEvaluation(4, request);
    expect(useEvaluation.getState().failure).toBeNull();
  });

  test('a new run and a reset outdate the result; pausing and finishing do not', () => {
    const begin = { active: true, phase: 'probing', running: DEFAULT_EXPERIMENT } as const;
    useRun.setState(begin);
    useRun.setState({ phase: 'running' });
    useEvaluation.setState({ result, outdated: false });
    useRun.setState({ phase: 'paused' });
    useRun.setState({ phase: 'finished', active: false });
    expect(useEvaluation.getState().outdated).toBe(false);
    useRun.setState(begin);
    expect(useEvaluation.getState().outdated).toBe(true);
    useEvaluation.setState({ outdated: false });
    useRun.setState({ phase: 'running' });
    useRun.setState(begin); // A restart.
    expect(useEvaluation.getState().outdated).toBe(true);
    useEvaluation.setState({ outdated: false });
    useRun.setState({ running: null, active: false, phase: 'idle' });
    expect(useEvaluation.getState().outdated).toBe(true);
  });

  test('ends with the worker, but not with a run that diverged', () => {
    const failureOf = (reason: Problem) => ({ problem: reason, restorableStep: null });
    awaitEvaluation(1, request);
    useRun.setState({ failure: failureOf(problem('diverged', { step: 1, loss: 0 })) });
    expect(useEvaluation.getState().job).not.toBeNull();
    useRun.setState({ failure: failureOf(problem('worker-crashed', { message: 'x' })) });
    expect(useEvaluation.getState().job).toBeNull();
  });
});
