import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import { useCompare } from '../store/compare/state';
import { useRun } from '../store/experiment/state';
import {
  CHARTS,
  changeView,
  FIRST_VIEW,
  groupOf,
  readView,
  setLog,
  setZoom,
  useChartView,
  writeView,
} from './chart-view';
import { METRIC_TERMS } from './scores';
import { SMOOTHINGS, WIDTHS } from './smoothing';

beforeEach(() => useChartView.setState(FIRST_VIEW));

test('what is written is read again, but for the zoom', () => {
  const view = fc.record({
    log: fc.subarray([...CHARTS]),
    smoothing: fc.record({ kind: fc.constantFrom(...SMOOTHINGS), width: fc.constantFrom(...WIDTHS) }),
    metric: fc.constantFrom(null, ...(Object.keys(METRIC_TERMS) as (keyof typeof METRIC_TERMS)[])),
    zoom: fc.constant({ run: [1, 9] as const, compare: null }),
  });
  fc.assert(
    fc.property(view, (one) => {
      expect(readView(writeView(one))).toEqual({ ...one, zoom: FIRST_VIEW.zoom });
    }),
  );
});

test('whatever else is stored is the first view, or what of it can be understood', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(readView(text)).toEqual(FIRST_VIEW);
    }),
  );
  fc.assert(fc.property(fc.jsonValue(), (value) => void readView(JSON.stringify(value))));
  expect(readView('{"log":["loss","x"],"kind":"none","width":7,"metric":"bleu"}')).toEqual({
    ...FIRST_VIEW,
    log: ['loss'],
    smoothing: { kind: 'none', width: 13 },
  });
});

test('each chart has its axis, the charts of a view have one zoom', () => {
  setLog('compare-loss', true);
  setLog('loss', true);
  setLog('compare-loss', false);
  expect(useChartView.getState().log).toEqual(['loss']);
  setZoom(groupOf('scores'), [1, 5]);
  expect(useChartView.getState().zoom).toEqual({ run: [1, 5], compare: null });
  changeView({ metric: 'chrf' });
  expect(useChartView.getState()).toMatchObject({ metric: 'chrf', log: ['loss'] });
});

test('another run, and another comparison, is shown as a whole', () => {
  setZoom('run', [1, 5]);
  setZoom('compare', [2, 6]);
  useRun.setState({ active: true, phase: 'probing', running: DEFAULT_EXPERIMENT });
  expect(useChartView.getState().zoom).toEqual({ run: null, compare: [2, 6] });
  const base = { base: DEFAULT_EXPERIMENT, vary: 'topK', values: [0, 3], seeds: 1 } as const;
  const comparison = { ...base, budget: 'updates', methodSettings: 'published' } as const;
  useCompare.setState({ snapshot: { id: 'new', comparison, runs: [], metrics: [] } });
  expect(useChartView.getState().zoom.compare).toBeNull();
});
