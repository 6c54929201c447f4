import { beforeEach, expect, test } from 'vitest';
import { DEFAULT_EXPERIMENT } from '../../../experiment/fields';
import { PLAIN_PRESENTATION } from '../../../experiment/presentation';
import { keepLocked, showPresentView, usePresentation } from './state';

beforeEach(() => usePresentation.setState(PLAIN_PRESENTATION));

test('settings that the link keeps stay, all others follow', () => {
  const present = { ...DEFAULT_EXPERIMENT, topK: 7, steps: 100 };
  const wanted = { ...DEFAULT_EXPERIMENT, topK: 20, steps: 900, seed: 4 };
  expect(keepLocked(wanted, present)).toEqual(wanted);
  usePresentation.setState({ lock: ['topK', 'learningRate'] });
  expect(keepLocked(wanted, present)).toEqual({ ...wanted, topK: 7 });
});

test('a page in a frame is no projector', () => {
  showPresentView(true);
  expect(usePresentation.getState().view).toBe('present');
  usePresentation.setState({ view: 'embed' });
  showPresentView(false);
  expect(usePresentation.getState().view).toBe('embed');
});
