import { beforeEach, describe, expect, it } from 'vitest';
import { problem } from '../../../errors/problems';
import { DEFAULT_EXPERIMENT } from '../../../experiment/fields';
import type { MeasureEvent, MeasureResult } from '../../../run/protocol';
import { INITIAL_RUN, useRun } from '../experiment/state';
import { awaitMeasure, forgetMeasure, INITIAL_MEASURES, receiveMeasure, useMeasures } from './state';

const state = () => useMeasures.getState();

const nothing = { value: 0, interval: null };
const counts = { loose: nothing, strict: nothing, hard: nothing };
const identity: MeasureResult = {
  ...{ kind: 'identity', command: { kind: 'identity', prompts: 'asked' }, method: 'skd' },
  ...{ probes: 2, plainProbes: 1, transcripts: [] },
  subjects: { teacher: counts, before: counts, after: counts, control: counts },
};
const agreement = { topOne: nothing, jsd: nothing };
const bySide = { student: nothing, floor: nothing, again: nothing };
const part = { raw: bySide, score: null };
const similarity: MeasureResult = {
  ...{
    kind: 'similarity',
    trainingProgress: { step: 3, sftSteps: 0 },
    floorSteps: 3,
    unit: 'word',
    prompts: 4,
  },
  ...{ parts: { style: part, structure: part, detail: part }, rse: null, sharedErrors: bySide },
  ...{
    teacherErrors: 0,
    errorsCount: false,
    agreement: { student: agreement, floor: agreement },
    examples: [],
  },
};
const done = (id: number, result: MeasureResult): MeasureEvent => ({
  ...{ type: 'measure-result', id, result, milliseconds: 7 },
});

beforeEach(() => {
  useRun.setState(INITIAL_RUN);
  useMeasures.setState(INITIAL_MEASURES);
});

describe('a measurement', () => {
  it('is followed from the question to the result', () => {
    awaitMeasure(1, 'similarity');
    expect(state().job).toMatchObject({ kind: 'similarity', stage: null });
    receiveMeasure({ type: 'measure-progress', id: 1, stage: 'floor', done: 2, total: 9 });
    expect(state().job).toMatchObject({ stage: 'floor', done: 2, total: 9 });
    receiveMeasure(done(1, similarity));
    expect(state()).toMatchObject({
      job: null,
      results: { similarity: { milliseconds: 7, outdated: false } },
    });
  });

  it('listens to the last question only, and keeps the result before until there is another', () => {
    awaitMeasure(1, 'similarity');
    receiveMeasure(done(1, similarity));
    awaitMeasure(2, 'similarity');
    receiveMeasure({ type: 'measure-stopped', id: 1, failure: problem('measure-diverged') });
    expect(state().failure).toBeNull();
    expect(state().results.similarity).toBeDefined();
    forgetMeasure();
    receiveMeasure(done(2, identity));
    expect(state().results.identity).toBeUndefined();
  });

  it('says why it came to nothing, and nothing when it was cancelled', () => {
    awaitMeasure(1, 'identity');
    receiveMeasure({ type: 'measure-stopped', id: 1, failure: problem('measure-diverged') });
    expect(state().failure).toEqual({ kind: 'identity', problem: problem('measure-diverged') });
    awaitMeasure(2, 'identity');
    expect(state().failure).toBeNull();
    receiveMeasure({ type: 'measure-stopped', id: 2, failure: null });
    expect(state()).toMatchObject({ job: null, failure: null });
  });

  it('is about an earlier run when another begins; the identity has nothing to do with runs', () => {
    awaitMeasure(1, 'similarity');
    receiveMeasure(done(1, similarity));
    awaitMeasure(2, 'identity');
    receiveMeasure(done(2, identity));
    useRun.setState({ active: true, phase: 'probing', running: DEFAULT_EXPERIMENT });
    expect(state().results.similarity?.outdated).toBe(true);
    expect(state().results.identity?.outdated).toBe(false);
  });

  it('is given up with the worker', () => {
    awaitMeasure(1, 'drafting');
    useRun.setState({
      failure: { problem: problem('worker-crashed', { message: 'Gone.' }), restorableStep: null },
    });
    expect(state().job).toBeNull();
  });
});
