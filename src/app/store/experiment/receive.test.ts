import { beforeEach, describe, expect, it, vi } from 'vitest';
import { problem } from '../../../errors/problems';
import { DEFAULT_EXPERIMENT } from '../../../experiment/fields';
import type { Phase, RunEvent, StepReport } from '../../../run/protocol';
import { follow, pin, useView } from '../view';
import { beginHistory, newestHistory, presentRecording } from './measurements';
import { awaitRun, receive } from './receive';
import { INITIAL_RUN, isBusy, isPreparing, useRun } from './state';

const phase = (name: Phase, step = 0, total = 0): RunEvent => ({
  type: 'phase',
  phase: name,
  step,
  total,
  progress: null,
});

const report = (step: number, changes: Partial<StepReport> = {}): RunEvent => ({
  type: 'report',
  report: {
    step,
    phase: 'running',
    loss: 1 / step,
    acceptance: 0.5,
    acceptedAt: [1],
    replacedAt: [1],
    overlap: 0.4,
    entropy: 1,
    gradientNorm: 1,
    learningRate: 1e-3,
    tokens: 10,
    milliseconds: 5,
    tokensPerSecond: 100,
    ...changes,
  },
});

const crash: RunEvent = {
  type: 'failure',
  fatal: true,
  failure: { problem: problem('worker-crashed', { message: 'Gone.' }), restorableStep: null },
};

describe('receive', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('document', { hidden: true });
    useRun.setState({ ...INITIAL_RUN, active: true, running: DEFAULT_EXPERIMENT, total: 450 });
    beginHistory(0);
    useRun.setState({ previousRun: null });
    return () => {
      // What is still due is drawn, or it would wait for a timer that is gone.
      vi.runAllTimers();
      vi.useRealTimers();
      vi.unstubAllGlobals();
    };
  });

  it('has every measurement for what is saved before the charts have been renewed', () => {
    receive(phase('running'));
    receive(report(1));
    receive(report(2));
    expect(useRun.getState().history.acceptance).toHaveLength(0);
    expect(newestHistory().acceptance).toHaveLength(2);
    expect(newestHistory().positions).toHaveLength(1);
  });

  it('stays active when opening the device ends after a run was started', () => {
    receive(phase('downloading'));
    receive(phase('idle'));
    expect(useRun.getState()).toMatchObject({ phase: 'downloading', active: true, total: 450 });
    expect(isPreparing(useRun.getState())).toBe(true);
  });

  it('says that Pause was pressed until the run is paused, whatever ends before that', () => {
    receive(phase('sft', 7, 300));
    useRun.setState({ pausing: true });
    receive(phase('running', 1, 450));
    expect(useRun.getState()).toMatchObject({ phase: 'running', pausing: true });
    receive(phase('paused', 1, 450));
    expect(useRun.getState()).toMatchObject({ phase: 'paused', pausing: false });
  });

  it('keeps the warm start out of the steps of the run, also while it is paused', () => {
    receive(phase('sft', 7, 300));
    receive(phase('paused', 9, 300));
    expect(useRun.getState()).toMatchObject({ inSft: true, step: 0, total: 450 });
    receive(phase('running', 1, 450));
    expect(useRun.getState()).toMatchObject({ inSft: false, step: 1 });
  });

  it('refreshes at most ten times a second, and loses no report', () => {
    receive(phase('running', 0, 450));
    const seen = vi.fn();
    let curves = 0;
    const stop = useRun.subscribe((state, before) => {
      seen();
      if (state.history.loss !== before.history.loss) curves += 1;
    });
    for (let step = 1; step <= 50; step++) receive(report(step));
    vi.advanceTimersByTime(1000);
    stop();
    // Four charts take turns, so that no task draws two of them.
    expect(seen.mock.calls.length).toBeLessThanOrEqual(10);
    expect(curves).toBeLessThanOrEqual(2);
    expect(useRun.getState().history.loss).toHaveLength(50);
    expect(useRun.getState().step).toBe(50);
  });

  it('keeps curves and tokens when the worker dies', () => {
    receive(phase('running', 0, 450));
    receive(report(1));
    receive({ type: 'strip', step: 1, rule: DEFAULT_EXPERIMENT, rows: [] });
    vi.runAllTimers();
    receive(crash);
    const state = useRun.getState();
    expect(state).toMatchObject({ phase: 'failed', active: false });
    expect(isBusy(state)).toBe(false);
    expect(state.history.loss).toHaveLength(1);
    expect(state.strip?.step).toBe(1);
  });

  it('replaces the steps that a resumed run repeats, and keeps an old run as a ghost', () => {
    for (let step = 1; step <= 9; step++) receive(report(step));
    receive(report(5, { loss: 7 }));
    vi.runAllTimers();
    expect(useRun.getState().history.loss.at(-1)).toMatchObject({ to: 5, last: 7 });
    expect(presentRecording().lastStep).toBe(5);
    beginHistory(0);
    expect(useRun.getState().previousRun?.loss).toHaveLength(5);
    expect(useRun.getState().history.loss).toHaveLength(0);
  });

  it('drops the last words of a run that was reset or replaced', () => {
    awaitRun();
    receive(phase('running', 80, 450));
    receive(report(80));
    receive({
      type: 'loaded',
      loaded: {
        vocabulary: [],
        promptLength: 1,
        responseLength: 1,
        trainSize: 1,
        metrics: [],
        teacher: { parameters: 1, width: 1, layers: 1, heads: 1, scores: {} },
        student: { parameters: 1 },
      },
    });
    receive(report(1));
    useRun.setState({ active: false });
    receive(report(2));
    vi.runAllTimers();
    expect(useRun.getState().history.loss.map(({ to }) => to)).toEqual([1]);
  });

  it('shows the answer to the newest question only', () => {
    useRun.setState({ trial: { state: 'asking', id: 2, typed: '42' } });
    receive({ type: 'refused', id: 1, problem: problem('translation-prompt-empty') });
    expect(useRun.getState().trial?.state).toBe('asking');
    receive({ type: 'answer', id: 2, prompt: '42=', teacher: 'a', student: 'b', step: 3 });
    expect(useRun.getState().trial).toMatchObject({ state: 'answered', student: 'b' });
  });
});

describe('the strip', () => {
  it('is held while a token is selected', () => {
    const strip = { step: 3, rows: [], rule: DEFAULT_EXPERIMENT };
    pin(strip, { row: 0, column: 1 });
    expect(useView.getState()).toMatchObject({ pinned: strip, selection: { row: 0, column: 1 } });
    follow();
    expect(useView.getState()).toMatchObject({ pinned: null, selection: null });
  });
});
