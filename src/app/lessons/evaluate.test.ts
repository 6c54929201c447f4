import { expect, test } from 'vitest';
import type { Prediction, Station } from '../store/lesson/format/schema';
import { citedValue, lacksValues, rightOption, UNKNOWN, withValues } from './evaluate';

const run = (answer = ''): Station => ({
  title: 'Run',
  text: 'Text.',
  action: { do: 'run', label: 'Run', preset: 'classroom' },
  ...(answer === '' ? {} : { answer }),
});
const STATIONS: readonly Station[] = [run(), { title: 'Read', text: 'Text.' }, run()];
const VALUES = { 0: { chrf: 0.504, acceptance: 0.125 }, 2: { chrf: 0.62 } };

test('a number is that of the newest run up to the station, or of a named one', () => {
  expect(citedValue('chrf', STATIONS, 0, VALUES)).toBe(0.504);
  expect(citedValue('chrf', STATIONS, 1, VALUES)).toBe(0.504);
  expect(citedValue('chrf', STATIONS, 2, VALUES)).toBe(0.62);
  expect(citedValue('chrf@1', STATIONS, 2, VALUES)).toBe(0.504);
  // A station without its run does not show the numbers of another.
  expect(citedValue('chrf', STATIONS, 2, { 0: { chrf: 0.5 } })).toBeUndefined();
});

test('numbers are written as the figures of the page write them', () => {
  expect(withValues('{acceptance}, {chrf@3}, {loss}', STATIONS, 1, VALUES)).toBe(`13%, 0.620, ${UNKNOWN}`);
  expect(lacksValues('{acceptance}', STATIONS, 1, VALUES)).toBe(false);
  expect(lacksValues('{acceptance@3}', STATIONS, 2, VALUES)).toBe(true);
});

test('the right option is stated, or follows from the numbers', () => {
  const ask = (right: Prediction['right']): Prediction => ({
    question: '?',
    options: ['a', 'b', 'c'],
    right,
  });
  const at = (right: Prediction['right']) => rightOption(ask(right), STATIONS, 2, VALUES);
  expect(at(2)).toBe(1);
  expect(at({ value: 'chrf@1', bounds: [0.4, 0.6] })).toBe(1);
  expect(at({ value: 'chrf', bounds: [0.4, 0.62] })).toBe(2);
  expect(at({ largest: ['chrf@1', 'acceptance@1', 'chrf@3'] })).toBe(2);
  expect(at({ smallest: ['chrf@1', 'acceptance@1', 'chrf@3'] })).toBe(1);
  expect(at({ smallest: ['chrf@1', 'loss@1', 'chrf@3'] })).toBeNull();
  expect(at({ value: 'loss', bounds: [1, 2] })).toBeNull();
});
