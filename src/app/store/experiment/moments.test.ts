import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Loaded, StepReport } from '../../../run/protocol';
import { useView } from '../view';
import { addEvaluation, addReport, beginHistory, newestHistory, showStrip } from './measurements';
import { lookBack } from './moments';
import { INITIAL_RUN, useRun } from './state';

const LOADED: Loaded = {
  ...{ vocabulary: ['a', 'b', 'c'], promptLength: 1, responseLength: 1, trainSize: 1, metrics: [] },
  ...{ teacher: null, student: { parameters: 1 } },
};

/** What one step brings. */
interface Brought {
  readonly loss: number;
  readonly accepted: number;
  readonly replaced: number;
  readonly strip: number | null;
  readonly score: number | null;
}

const BROUGHT: fc.Arbitrary<Brought> = fc.record({
  loss: fc.double({ min: 0, max: 9, noNaN: true }),
  accepted: fc.integer({ min: 1, max: 9 }),
  replaced: fc.nat(9),
  strip: fc.option(fc.nat(2)),
  score: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
});

const reportOf = (step: number, { loss, accepted, replaced }: Brought): StepReport => ({
  ...{ step, phase: 'running', loss, overlap: null, entropy: 1, gradientNorm: 1, learningRate: 0.1 },
  acceptance: accepted / (accepted + replaced),
  ...{ acceptedAt: [accepted], replacedAt: [replaced] },
  ...{ tokens: accepted + replaced, milliseconds: 4, tokensPerSecond: 8 },
});

const stripOf = (step: number, id: number) => ({
  step,
  rule: { acceptance: 'top-k', topK: 2, acceptanceTopP: 0.9 } as const,
  rows: [
    {
      prompt: `prompt ${step}`,
      tokens: [{ id, source: 'accepted', proposed: id, rank: 0 } as const],
      student: Float32Array.from([0.5, 0.25, 0.25], Math.log),
      teacher: new Float32Array(),
    },
  ],
});

const evaluationOf = (step: number, score: number) => ({
  ...{ step, prompts: 1, scores: { chrf: score }, text: { length: 1, cutOff: 0, distinct: [1] } },
  examples: [{ prompt: 'p', reference: 'r', answer: `answer ${step}` }],
});

/** Takes in a step as the page does, and tells what the page then shows of the run. */
function live(step: number, brought: Brought, before: object): object {
  if (brought.score !== null) addEvaluation(evaluationOf(step, brought.score));
  if (brought.strip !== null) showStrip(stripOf(step, brought.strip));
  addReport(reportOf(step, brought));
  return {
    ...before,
    ...(brought.score === null ? {} : { evaluation: evaluationOf(step, brought.score) }),
    ...(brought.strip === null ? {} : { prompt: `prompt ${step}`, token: brought.strip }),
    report: reportOf(step, brought),
    positions: newestHistory().positions.map(({ rate }) => rate.toFixed(3)),
  };
}

/** The same of the moment that is looked at. */
function lookedAt(): object {
  const { moment, pinned } = useView.getState();
  const { report, evaluation, positions = [] } = moment ?? {};
  const [row] = pinned?.rows ?? [];
  return {
    ...(evaluation ? { evaluation } : {}),
    ...(row ? { prompt: row.prompt, token: row.tokens[0]?.id } : {}),
    report,
    positions: positions.map(({ rate }) => rate.toFixed(3)),
  };
}

// Charts and figures are not refreshed: the numbers are taken where they arrive.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an earlier moment has the numbers, the strip and the answers that were shown live', () => {
  fc.assert(
    fc.property(fc.array(BROUGHT, { minLength: 2, maxLength: 40 }), (steps) => {
      beginHistory(0);
      useRun.setState({ ...INITIAL_RUN, loaded: LOADED });
      const shown: object[] = [];
      for (const [i, brought] of steps.entries()) shown.push(live(i + 1, brought, shown.at(-1) ?? {}));
      useRun.setState({ step: steps.length });
      for (const [i, expected] of shown.slice(0, -1).entries()) {
        lookBack(i + 1);
        expect(lookedAt()).toEqual(expected);
      }
      lookBack(steps.length);
      expect(useView.getState()).toMatchObject({ moment: null, pinned: null });
    }),
    { numRuns: 40 },
  );
});
