import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { EMPTY_CURVE } from './curve';
import {
  canUndo,
  clearCurve,
  curveOf,
  drawCurve,
  extendCurve,
  readCurves,
  undoCurve,
  usePredictions,
} from './state';

const A = { points: [[0, 1]] as const };
const B = {
  points: [
    [0, 1],
    [10, 0],
  ] as const,
};
const present = () => curveOf(usePredictions.getState(), 'loss');

beforeEach(() => usePredictions.setState({ curves: {}, past: {} }));

test('each change can be taken back, a stroke as a whole, and so can clearing', () => {
  drawCurve('loss', A);
  drawCurve('loss', A);
  extendCurve('loss', B);
  clearCurve('loss');
  expect(present()).toEqual(EMPTY_CURVE);
  undoCurve('loss');
  expect(present()).toEqual(B);
  undoCurve('loss');
  expect(present()).toEqual(A);
  undoCurve('loss');
  expect([present(), canUndo(usePredictions.getState(), 'loss')]).toEqual([EMPTY_CURVE, false]);
  undoCurve('loss');
  expect(present()).toEqual(EMPTY_CURVE);
});

test('curves of other charts stay', () => {
  drawCurve('loss', A);
  drawCurve('score chrf', B);
  clearCurve('score chrf');
  expect(Object.keys(usePredictions.getState().curves)).toEqual(['loss']);
});

test('what is stored is read without what is no curve', () => {
  expect(
    readCurves(JSON.stringify({ loss: B, acceptance: { points: [[0, 'x']] }, 'score chrf': null })),
  ).toEqual({
    loss: B,
  });
  fc.assert(fc.property(fc.string(), (text) => void readCurves(text)));
  fc.assert(fc.property(fc.jsonValue(), (value) => void readCurves(JSON.stringify(value))));
});
