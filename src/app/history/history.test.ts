import { describe, expect, it } from 'vitest';
import type { StepReport } from '../../run/protocol';
import { Recording } from '../../run/recording/recording';
import { RunHistory } from './history';

const reportOf = (step: number, lossTerms?: Record<string, number>): StepReport => ({
  step,
  phase: 'running',
  loss: 1,
  ...(lossTerms ? { lossTerms } : {}),
  acceptance: null,
  acceptedAt: [],
  replacedAt: [],
  overlap: null,
  entropy: 1,
  gradientNorm: 1,
  learningRate: 1,
  tokens: 1,
  milliseconds: 1,
  tokensPerSecond: 1,
});

describe('parts of the loss', () => {
  it('are kept by name, from the step at which each began', () => {
    const history = new RunHistory();
    history.pushReport(reportOf(1, { 'attention-1': 3, 'hidden-1': 1 }));
    history.pushReport(reportOf(2, { 'attention-2': 2, 'hidden-2': 1 }));
    const { lossTerms } = history.snapshot();
    expect(Object.keys(lossTerms)).toEqual(['attention-1', 'hidden-1', 'attention-2', 'hidden-2']);
    expect(lossTerms['attention-2']?.map(({ to, mean }) => [to, mean])).toEqual([[2, 2]]);
  });

  it('of a recording are those of its reports', () => {
    const recording = new Recording();
    for (const step of [1, 2, 3]) recording.addReport(reportOf(step, { divergence: step }));
    const history = RunHistory.of(recording, 0);
    expect(history.snapshot().lossTerms.divergence?.map(({ to }) => to)).toEqual([1, 2, 3]);
  });

  it('are none where a loss has none', () => {
    const history = new RunHistory();
    history.pushReport(reportOf(1));
    expect(history.snapshot().lossTerms).toEqual({});
  });
});
