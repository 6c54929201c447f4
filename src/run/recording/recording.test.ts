import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordedRun } from './arbitrary';
import { MOST_EVALUATIONS, MOST_STRIP_TOKENS, MOST_STRIPS, Recording } from './recording';
import { MOST_POSITIONS } from './report-table';
import { KEPT_TOKENS, LEAST_DISTANCE, PARTS_OF_NAT, packStrip, type Strip, unpackStrip } from './strips';

const report = (step: number, phase: 'sft' | 'running' = 'running', loss = step / 4) => ({
  ...{ step, phase, loss, acceptance: 0.5, acceptedAt: [1, 2], replacedAt: [2, 1], overlap: null },
  ...{ entropy: 1, gradientNorm: 1, learningRate: 0.1, tokens: 6, milliseconds: 4, tokensPerSecond: 9 },
});
const evaluation = (step: number) => ({
  ...{ step, prompts: 1, scores: {}, text: { length: 1, cutOff: 0, distinct: [1] }, examples: [] },
});

const RULE = { acceptance: 'top-k', topK: 3, acceptanceTopP: 0.9 } as const;

/** A strip of one token whose distribution over `size` tokens is given by weights. */
function stripOf(step: number, weights: readonly number[]): Strip {
  const total = weights.reduce((a, b) => a + b, 0);
  const student = Float32Array.from(weights, (weight) => Math.log(weight / total));
  const tokens = [{ id: 1, source: 'accepted', proposed: 1, rank: 0 }] as const;
  return { step, rule: RULE, rows: [{ prompt: 'a', tokens, student, teacher: student }] };
}

test('a moment is the newest of everything up to its step', () => {
  const recording = new Recording();
  for (const step of [1, 2]) recording.addReport(report(step, 'sft'));
  for (const step of [1, 2, 3, 4]) recording.addReport(report(step));
  recording.addEvaluation(evaluation(0));
  recording.addEvaluation(evaluation(3));
  recording.addStrip(stripOf(2, [1, 2, 3]));
  expect(recording.at(0, 3)).toMatchObject({ step: 0, report: { phase: 'sft', step: 2 }, strip: null });
  expect(recording.at(2, 3)).toMatchObject({
    report: { step: 2 },
    evaluation: { step: 0 },
    strip: { step: 2 },
  });
  expect(recording.at(99, 3)).toMatchObject({ step: 4, report: { step: 4 }, evaluation: { step: 3 } });
  recording.rewind(2);
  expect(recording.at(99, 3)).toMatchObject({ step: 2, report: { step: 2 }, evaluation: { step: 0 } });
});

test('a step that comes again replaces what was recorded from it on', () => {
  const recording = new Recording();
  for (const step of [1, 2, 3]) recording.addReport(report(step, 'sft'));
  recording.addReport(report(2, 'sft', 70));
  expect(recording.reports.length).toBe(2);
  for (const step of [1, 2, 3, 4]) recording.addReport(report(step));
  recording.addReport(report(3, 'running', 50));
  expect(recording.reports.length).toBe(5);
  expect(recording.at(9, 3).report).toMatchObject({ step: 3, loss: 50 });
});

test('memory is bounded', () => {
  const recording = new Recording();
  for (let step = 1; step <= MOST_POSITIONS + 10; step++) {
    recording.addReport(report(step));
    recording.addEvaluation(evaluation(step));
    if (step <= 500) recording.addStrip(stripOf(step, [1, 2]));
  }
  expect(recording.strips.length).toBeLessThanOrEqual(MOST_STRIPS);
  expect(recording.strips.at(-1)?.step).toBe(500);
  expect(recording.strips[0]?.step).toBe(1);
  // Evenly spread: no two neighbours are further apart than a few of the others.
  const steps = recording.strips.map(({ step }) => step);
  const gaps = steps.slice(1).map((step, i) => step - (steps[i] ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual((3 * 500) / MOST_STRIPS);
  expect(recording.evaluations.length).toBeLessThanOrEqual(MOST_EVALUATIONS);
  expect(recording.reports.at(9)).toMatchObject({ acceptance: 0.5, acceptedAt: [] });
  expect(recording.reports.at(10)).toMatchObject({ acceptance: 0.5, acceptedAt: [1, 2] });
});

test('the tokens of all strips are bounded', () => {
  const recording = new Recording();
  const [strip] = [stripOf(1, [1, 2])];
  const long = strip.rows.map((row) => ({
    ...row,
    tokens: Array.from({ length: 300 }, () => row.tokens[0]).filter((token) => token !== undefined),
    student: new Float32Array(600),
    teacher: new Float32Array(600),
  }));
  for (let step = 1; step <= 60; step++) recording.addStrip({ ...strip, step, rows: long });
  expect(recording.strips).toHaveLength(MOST_STRIP_TOKENS / 300);
  expect([recording.strips[0]?.step, recording.strips.at(-1)?.step]).toEqual([1, 60]);
});

test('parts of a recording in order are the whole', () => {
  fc.assert(
    fc.property(recordedRun, fc.nat({ max: 100_000 }), ({ recording }, cut) => {
      const whole = new Recording();
      whole.append(recording);
      const first = new Recording();
      first.append(recording);
      first.rewind(cut);
      first.append(recording);
      for (const one of [whole, first]) {
        expect(one.reports.columns).toEqual(recording.reports.columns);
        expect(one.strips).toEqual(recording.strips);
        expect(one.evaluations).toEqual(recording.evaluations);
      }
    }),
    { numRuns: 40 },
  );
});

test('the likeliest tokens of a strip come back as they were, and the others share the rest below them', () => {
  const weight = fc.double({ min: 1e-6, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(weight, { minLength: 1, maxLength: 40 }), (weights) => {
      const strip = stripOf(1, weights);
      const back = unpackStrip(packStrip(strip), weights.length);
      const [before, after] = [strip, back].map(({ rows }) => [...(rows[0]?.student ?? [])]);
      if (!before || !after) throw new Error('no row');
      const order = before.map((log, id) => ({ log, id })).sort((a, b) => b.log - a.log || a.id - b.id);
      const near = 0.5 / PARTS_OF_NAT + KEPT_TOKENS * LEAST_DISTANCE;
      for (const { log, id } of order.slice(0, KEPT_TOKENS)) {
        expect(Math.abs((after[id] ?? 0) - log)).toBeLessThanOrEqual(near);
      }
      // Their order is the same, also where two are almost equal.
      const again = after.map((log, id) => ({ log, id })).sort((a, b) => b.log - a.log || a.id - b.id);
      const kept = Math.min(KEPT_TOKENS, order.length);
      expect(again.slice(0, kept).map(({ id }) => id)).toEqual(order.slice(0, kept).map(({ id }) => id));
      const mass = after.reduce((sum, log) => sum + Math.exp(log), 0);
      expect(mass).toBeLessThan(1.03);
      expect(mass).toBeGreaterThan(0.97);
    }),
  );
});
