import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plannedSteps } from '../../experiment/changes';
import { curve, encodeHandIn, MOST_CURVE_POINTS, readHandIn, writeHandIn } from '../../experiment/hand-in';
import { recordedRun } from './arbitrary';
import { readRecording, writeRecording } from './file';
import { handInOf } from './hand-in';
import { Recording } from './recording';

test('any recording can be handed in and read again, with its settings and changes', () => {
  fc.assert(
    fc.property(recordedRun, fc.constantFrom(0, 8, 16, 32), (run, most) => {
      const handIn = handInOf(run, '  Aiko\n', 5, most);
      const read = readHandIn(writeHandIn(handIn), 'a');
      expect(read).toMatchObject({ name: 'Aiko', altered: false, notices: [] });
      expect(read.handIn).toEqual(handIn);
      expect(read.experiment).toEqual(run.facts.experiment);
      for (const one of ['loss', 'acceptance', 'score'] as const) {
        const steps = curve(handIn, one).map(([step]) => step);
        expect(steps).toEqual(steps.toSorted((a, b) => a - b));
        expect(steps.length).toBeLessThanOrEqual(most);
      }
    }),
    { numRuns: 60 },
  );
});

test('points are means over even stretches; the last is at the newest step', () => {
  const [run] = fc.sample(recordedRun, { numRuns: 1, seed: 1 });
  if (!run) throw new Error('no run');
  const { facts } = run;
  const experiment = { ...facts.experiment, steps: 64 };
  const recording = new Recording();
  for (let step = 1; step <= 41; step++) {
    recording.addReport({
      ...{ step, phase: 'running', loss: step, acceptance: null, acceptedAt: [1], replacedAt: [step % 2] },
      ...{ overlap: null, entropy: 1, gradientNorm: 1, learningRate: 1, tokens: 1 },
      ...{ milliseconds: 1, tokensPerSecond: 1 },
    });
  }
  const handIn = handInOf({ facts: { ...facts, experiment, changes: [] }, recording }, '', 1);
  expect(plannedSteps(experiment, [])).toBe(2 * MOST_CURVE_POINTS);
  expect(handIn.stride).toBe(2);
  expect(curve(handIn, 'loss').slice(0, 2)).toEqual([
    [2, 1.5],
    [4, 3.5],
  ]);
  expect(curve(handIn, 'loss').at(-1)).toEqual([41, 41]);
  expect(curve(handIn, 'acceptance')[0]).toEqual([2, 0.6667]);
});

test('the checksum is of the recording: the same from its file, for another name, and another for one loss', async () => {
  const [run] = fc.sample(recordedRun, { numRuns: 1, seed: 9 });
  if (!run) throw new Error('no run');
  const { recording } = handInOf(run, 'a', 1);
  expect(recording).toMatch(/^[\da-f]{16}$/);
  const back = await readRecording(await writeRecording(run), 'a');
  expect(handInOf(back, 'b', 2, 8).recording).toBe(recording);
  run.recording.reports.columns.loss[0] = 123;
  expect(handInOf(run, 'a', 1).recording).not.toBe(recording);
});

test('a usual hand-in with all points fits into a link of 2 kB', async () => {
  const [run] = fc.sample(recordedRun, { numRuns: 1, seed: 1 });
  if (!run) throw new Error('no run');
  const handIn = handInOf(run, '山田花子', 1_764_500_000_000);
  const long = Array.from({ length: MOST_CURVE_POINTS }, (_, i) => 0.1234 + i / 1e4);
  const usual = {
    ...{ ...handIn, settings: 'v=3&seed=4000000000&trainSize=200&topK=10&steps=450&learningRate=0.003' },
    ...{
      scores: [
        ['chrf', 0.9123],
        ['exact-match', 0.8765],
      ] as [string, number][],
    },
    ...{
      loss: long,
      acceptance: long,
      score: long.slice(0, 10).map((x, i): [number, number] => [i * 50, x]),
    },
  };
  expect(encodeHandIn(writeHandIn(usual)).length).toBeLessThan(1_800);
});
